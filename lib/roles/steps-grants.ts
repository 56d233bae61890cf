import type { Actor } from '../core/actor.ts'
import type { Tx } from '../core/db.ts'
import { notFound, refuse } from '../core/errors.ts'
import { whyNotAssignWithin, whyNotGive, whyNotUntil, whyNotWithinGroup } from './rules.ts'
import { heldUntil, heldWithin } from './steps.ts'

/** The role with all that it amounts to, locked against a change of its permissions until the transaction ends. NOT_FOUND when missing. */
async function roleToGive(tx: Tx, roleId: string) {
  const [role] = await tx.$queryRaw<{ id: string; name: string; holdsAll: boolean; permissions: string[] }[]>`
    select role.id, role.name, role.holds_all as "holdsAll",
      coalesce((select array_agg(distinct permission) from role_effective_permissions where role_id = role.id), '{}') as permissions
    from roles role where role.id = ${roleId}::uuid for share of role`
  if (!role) throw notFound('Role')
  return role
}

type Wanted = { roleId: string; reachGroupId: string | null; validUntil: Date | null }

/**
 * The role, once it is sure that the actor may give it with this reach and until then. Throws NOT_FOUND or RULE (EXCEEDS_OWN_RIGHTS,
 * EXCEEDS_OWN_TIME, OUT_OF_REACH, EVERYWHERE_ONLY).
 */
export async function insistOnMayGive(tx: Tx, actor: Actor, { roleId, reachGroupId, validUntil }: Wanted) {
  const role = await roleToGive(tx, roleId)
  refuse(whyNotWithinGroup(role, reachGroupId))
  const every = role.holdsAll ? (await tx.permission.findMany({ select: { name: true } })).map((row) => row.name) : []
  const held = await heldWithin(tx, actor, reachGroupId)
  refuse(whyNotGive(role, held, every))
  refuse(whyNotAssignWithin(held))
  const { name, permissions, holdsAll } = role
  refuse(whyNotUntil(name, await heldUntil(tx, actor, holdsAll ? every : permissions, reachGroupId), validUntil))
  return role
}

type NewGrant = { grantId: string; userId: string; roleId: string; reachGroupId: string | null; validUntil: Date | null }

/** Writes a grant in the actor's name and gives back its reach in words. Ask `insistOnMayGive` first. */
export async function giveRole(tx: Tx, actor: Actor, { grantId, ...grant }: NewGrant): Promise<string> {
  const group = grant.reachGroupId && (await tx.group.findUnique({ where: { id: grant.reachGroupId }, select: { name: true } }))
  if (grant.reachGroupId && !group) throw notFound('Group')
  await tx.grant.create({ data: { id: grantId, ...grant, grantedById: actor.id, grantedByLabel: actor.label }, select: { id: true } })
  return group ? group.name : 'everywhere'
}
