// A pool, and an invitation, hands out rights later and to strangers: whoever makes it, widens it, revives it or gets at its links must be
// able to give all of them (threats 38–40).
import { sql as raw } from 'kysely'
import { can, reachOf, type Actor } from '../core/actor.ts'
import { runIn, sql, type Tx } from '../core/db.ts'
import { AppError } from '../core/errors.ts'
import { requireFreshFactor } from '../core/fresh-factor.ts'
import type { Permission } from '../core/permissions.ts'
import { carriedBy, insistOnMayGiveRights } from '../groups/steps-rights.ts'
import { heldWithin } from '../roles/steps.ts'
import { insistOnMayGive } from '../roles/steps-grants.ts'
import type { PoolRole } from './schema.ts'

/** What whoever is let in gets: the group that it is for, further groups, and roles. */
export type Gives = { groupId: string | null; groupIds: readonly string[]; roles: readonly PoolRole[] }

const badField = (field: string, message: string) =>
  new AppError('INVALID', `Nothing was changed. ${message}`, { fields: { [field]: [message] } })

type Group = { id: string; name: string; trusted: boolean }

async function groupsNamed(tx: Tx, { groupId, groupIds, roles }: Gives): Promise<Map<string, Group>> {
  const ids = [...(groupId ? [groupId] : []), ...groupIds, ...roles.flatMap(({ reachGroupId }) => reachGroupId ?? [])]
  if (ids.length === 0) return new Map()
  const query = raw<Group>`select id::text as id, name, trusted from groups where id = any(${ids}::uuid[])`
  return new Map((await runIn(tx, query.compile(sql))).map((group) => [group.id, group]))
}

/** Throws INVALID unless the actor's permission reaches the group, and they may put people into it; or, without a group, holds everywhere. */
async function insistOnPlace(tx: Tx, actor: Actor, permission: Permission, groupId: string | null, known: ReadonlyMap<string, Group>) {
  const reach = reachOf(actor, permission)
  if (groupId === null) {
    if (reach === 'everywhere') return
    throw badField('groupId', 'Your rights end at your groups: choose the group that this is for.')
  }
  const held = await heldWithin(tx, actor, groupId)
  // As with new users: the right that is limited to a group is enough there, the one that is not says nothing about its members.
  // Whoever approves people there lets them in anyway.
  const needed = reach === 'everywhere' && permission !== 'enrollment:approve' ? 'group:manage-members' : permission
  if (!known.has(groupId) || held(needed) === null)
    throw badField('groupId', 'There is no such group, or it is not yours to let people into.')
}

async function insistOnFurther(tx: Tx, actor: Actor, { groupIds, roles }: Gives, known: ReadonlyMap<string, Group>) {
  for (const groupId of groupIds)
    if (!known.has(groupId) || (await heldWithin(tx, actor, groupId))('group:manage-members') === null)
      throw badField('groupIds', 'One of these groups does not exist, or is not yours to let people into.')
  if (roles.some(({ reachGroupId }) => reachGroupId !== null && !known.has(reachGroupId)))
    throw badField('roles', 'A role is limited to a group that does not exist.')
}

/**
 * Throws unless the actor may give all of this now, without an end: INVALID for a place out of reach, FORBIDDEN without the right to give
 * roles, and RULE as for giving a role or adding a member (EXCEEDS_OWN_RIGHTS, EXCEEDS_OWN_TIME, OUT_OF_REACH, EVERYWHERE_ONLY). Asks for a
 * fresh factor when any right is given. `what` says the act in words ("make this pool").
 */
export async function insistOnMayLetIn(tx: Tx, actor: Actor, permission: Permission, gives: Gives, what: string): Promise<void> {
  const known = await groupsNamed(tx, gives)
  await insistOnPlace(tx, actor, permission, gives.groupId, known)
  await insistOnFurther(tx, actor, gives, known)
  if (gives.roles.length > 0) {
    if (!can(actor, 'role:assign'))
      throw new AppError('FORBIDDEN', 'You may not give roles. Nothing was changed.', { reason: 'role:assign' })
    for (const role of gives.roles) await insistOnMayGive(tx, actor, { ...role, validUntil: null })
    requireFreshFactor(actor)
  }
  for (const group of [gives.groupId, ...gives.groupIds].flatMap((id) => (id ? (known.get(id) ?? []) : [])))
    await insistOnMayGiveRights(tx, actor, carriedBy(group, { role: 'member', validUntil: null }), what)
}

type Openness = { groupId: string | null; needsApproval: boolean; ownerId: string }

async function ownerMayApprove(tx: Tx, ownerId: string, groupId: string | null): Promise<boolean> {
  const [found] = await tx.$queryRaw<{ may: boolean }[]>`
    select exists (select from users where id = ${ownerId}::uuid and status = 'ACTIVE') and exists (
      select from effective_permissions(${ownerId}::uuid, 'enrollment:approve') held where held.reach_group_id is null
        or held.reach_group_id in (select ancestor_id from group_tree where group_id = ${groupId}::uuid)) as may`
  return found?.may ?? false
}

/**
 * Throws RULE unless people may get in without an approver: the actor and the owner must be able to approve them there (APPROVAL_NEEDED,
 * OWNER_MAY_NOT). It is as good as approving everybody, so it asks for a fresh factor. Pools that need approval always pass.
 */
export async function insistOnMayOpen(tx: Tx, actor: Actor, { groupId, needsApproval, ownerId }: Openness): Promise<void> {
  if (needsApproval) return
  if ((await heldWithin(tx, actor, groupId))('enrollment:approve') === null)
    throw new AppError(
      'RULE',
      'Without approval, everybody with the link gets in. Only who may approve people there may decide that. Nothing was changed. Let it need approval.',
      { reason: 'APPROVAL_NEEDED' },
    )
  if (ownerId !== actor.id && !(await ownerMayApprove(tx, ownerId, groupId)))
    throw new AppError(
      'RULE',
      'Without approval, people get in by the rights of the pool’s owner, who may not approve people there. Nothing was changed. Take the pool over first.',
      { reason: 'OWNER_MAY_NOT' },
    )
  requireFreshFactor(actor)
}

/**
 * Throws as `insistOnMayLetIn` for whoever wants the links of a pool: with a link of a pool that needs no approval one could let oneself in
 * again, with all that it gives. Links of other pools lead to an approver, who is asked then.
 */
export async function insistOnMayHaveLinks(tx: Tx, actor: Actor, pool: Gives & { needsApproval: boolean }): Promise<void> {
  if (!pool.needsApproval) await insistOnMayLetIn(tx, actor, 'enrollment-pool:share', pool, 'have the links of this pool')
}
