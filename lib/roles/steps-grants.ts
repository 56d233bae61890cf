import type { Actor, Reach } from '../core/actor.ts'
import type { Tx } from '../core/db.ts'
import { notFound, refuse } from '../core/errors.ts'
import { whyNotAssignWithin, whyNotGive, whyNotTake, whyNotUntil, whyNotWithinGroup } from './rules.ts'
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

const everyPermission = async (tx: Tx) => (await tx.permission.findMany({ select: { name: true } })).map((row) => row.name)

type Wanted = { roleId: string; reachGroupId: string | null; validUntil: Date | null }

/**
 * The role, once it is sure that the actor may give it with this reach and until then. Throws NOT_FOUND or RULE (EXCEEDS_OWN_RIGHTS,
 * EXCEEDS_OWN_TIME, OUT_OF_REACH, EVERYWHERE_ONLY).
 */
export async function insistOnMayGive(tx: Tx, actor: Actor, { roleId, reachGroupId, validUntil }: Wanted) {
  const role = await roleToGive(tx, roleId)
  refuse(whyNotWithinGroup(role, reachGroupId))
  const every = role.holdsAll ? await everyPermission(tx) : []
  const held = await heldWithin(tx, actor, reachGroupId)
  refuse(whyNotGive(role, held, every))
  refuse(whyNotAssignWithin(held))
  const { name, permissions, holdsAll } = role
  refuse(whyNotUntil(name, await heldUntil(tx, actor, holdsAll ? every : permissions, reachGroupId), validUntil))
  return role
}

/**
 * Throws RULE unless the actor may take a role with this reach: OUT_OF_REACH, and EXCEEDS_OWN_RIGHTS if it allows what they may not do
 * themselves. For holders that `insistOnNotOutranked` does not answer for.
 */
export async function insistOnMayTake(tx: Tx, actor: Actor, grant: { roleId: string; reachGroupId: string | null }): Promise<void> {
  const role = await roleToGive(tx, grant.roleId)
  const held: (permission: string) => Reach | null = await heldWithin(tx, actor, grant.reachGroupId)
  refuse(whyNotTake(role, held, role.holdsAll ? await everyPermission(tx) : []))
  refuse(whyNotAssignWithin(held))
}

type NewGrant = {
  grantId: string
  userId: string | null
  groupId?: string | null
  roleId: string
  reachGroupId: string | null
  validUntil: Date | null
}

/** Writes a grant in the actor's name and gives back its reach in words. Ask `insistOnMayGive` first. */
export async function giveRole(tx: Tx, actor: Actor, { grantId, groupId = null, ...grant }: NewGrant): Promise<string> {
  const reach = grant.reachGroupId && (await tx.group.findUnique({ where: { id: grant.reachGroupId }, select: { name: true } }))
  if (grant.reachGroupId && !reach) throw notFound('Group')
  await tx.grant.create({
    data: { id: grantId, groupId, ...grant, grantedById: actor.id, grantedByLabel: actor.label },
    select: { id: true },
  })
  return reach ? reach.name : 'everywhere'
}

/** Gives a grant that has ended once more, in the name of whoever does so now. Ask `insistOnMayGive` first. */
export const renewGrant = (tx: Tx, actor: Actor, grantId: string, validUntil: Date | null) =>
  tx.grant.update({
    where: { id: grantId },
    data: { validUntil, grantedAt: new Date(), grantedById: actor.id, grantedByLabel: actor.label },
    select: { id: true },
  })
