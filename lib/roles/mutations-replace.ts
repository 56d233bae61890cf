import { AppError, refuse } from '../core/errors.ts'
import { newId } from '../core/id.ts'
import { defineMutation, type MutationContext } from '../core/operation.ts'
import { labelOf } from '../users/rules.ts'
import { userInReach, type UserRecord } from '../users/steps.ts'
import { renewInvitations } from '../users/steps-create.ts'
import { whyNotHoldRoles } from './rules.ts'
import { replaceRolesOfUserInput } from './schema.ts'
import { insistOnNotOutranked, keepingAnAdministrator } from './steps.ts'
import { giveRole, insistOnMayGive, insistOnMayTake, renewGrant } from './steps-grants.ts'

type Context = Pick<MutationContext, 'actor' | 'tx'>

async function insistOnKnownRoles({ tx }: Context, roleIds: readonly string[]) {
  const known = await tx.role.findMany({ where: { id: { in: [...roleIds] } }, select: { id: true } })
  const unknown = roleIds.filter((wanted) => !known.some(({ id }) => id === wanted))
  if (unknown.length > 0)
    throw new AppError('INVALID', 'Nothing was changed: not all of these roles exist.', {
      fields: { roleIds: unknown.map((id) => `There is no role with the id ${id}.`) },
    })
}

/** The user's own grants that hold everywhere, ended ones too. */
const everywhereGrants = ({ tx }: Context, userId: string) =>
  tx.grant.findMany({
    where: { userId, reachGroupId: null },
    select: { id: true, roleId: true, validUntil: true, role: { select: { name: true } } },
    orderBy: { id: 'asc' },
  })
type Grants = Awaited<ReturnType<typeof everywhereGrants>>

/** Gives these roles for ever; the names of those that were given. */
async function give({ tx, actor }: Context, userId: string, roleIds: readonly string[], ended: Grants): Promise<string[]> {
  const names: string[] = []
  for (const roleId of roleIds) {
    const wanted = { roleId, reachGroupId: null, validUntil: null }
    const role = await insistOnMayGive(tx, actor, wanted)
    const before = ended.find((grant) => grant.roleId === roleId)
    if (before) await renewGrant(tx, actor, before.id, null)
    else await giveRole(tx, actor, { grantId: newId(), userId, ...wanted })
    names.push(role.name)
  }
  return names
}

async function take({ tx, actor }: Context, grants: Grants): Promise<string[]> {
  for (const { roleId } of grants) await insistOnMayTake(tx, actor, { roleId, reachGroupId: null })
  await tx.grant.deleteMany({ where: { id: { in: grants.map(({ id }) => id) } } })
  return grants.map(({ role }) => role.name)
}

async function replace({ actor, tx, audit }: MutationContext, user: UserRecord, wanted: readonly string[]) {
  // Inside the lock, as when one role is taken: two administrators who replace each other's roles must see each other's work.
  await insistOnNotOutranked(tx, actor, [user.id])
  const grants = await everywhereGrants({ actor, tx }, user.id)
  const hasEnded = ({ validUntil }: Grants[number]) => validUntil !== null && validUntil.getTime() <= Date.now()
  const running = grants.filter((grant) => !hasEnded(grant))
  const missing = wanted.filter((roleId) => !running.some((grant) => grant.roleId === roleId))
  const added = await give({ actor, tx }, user.id, missing, grants.filter(hasEnded))
  const removed = await take(
    { actor, tx },
    running.filter(({ roleId }) => !wanted.includes(roleId)),
  )
  if (added.length === 0 && removed.length === 0) return (audit.unchanged(), { changed: false, added, removed })
  await audit.record('roles.replaced', { target: { type: 'user', id: user.id, label: labelOf(user) }, detail: { added, removed } })
  if (added.length > 0) await renewInvitations(tx, [user])
  return { changed: true, added, removed }
}

/**
 * Makes the roles that a user holds everywhere exactly these (seed 004), in one transaction: one that is there stays with its end, missing
 * ones are given for ever, the others are taken; roles within groups and through groups stay. All or nothing: an unknown role is INVALID,
 * and every role that is given or taken must be the actor's to give. RULE LAST_ADMINISTRATOR, OUTRANKED; CONFLICT STALE if `version` is.
 */
export const replaceRolesOfUser = defineMutation({
  name: 'replaceRolesOfUser',
  permission: 'role:assign',
  input: replaceRolesOfUserInput,
  sensitive: true,
  async run(context, { userId, roleIds, version }) {
    const user = await userInReach(context.tx, context.actor, 'role:assign', userId)
    refuse(whyNotHoldRoles(user))
    if (version !== undefined && version !== user.version)
      throw new AppError('CONFLICT', 'Somebody changed this user meanwhile. Nothing was saved; look at them again, then save.', {
        reason: 'STALE',
        current: { version: user.version },
      })
    await insistOnKnownRoles(context, roleIds)
    return keepingAnAdministrator(context.tx, () => replace(context, user, roleIds))
  },
})
