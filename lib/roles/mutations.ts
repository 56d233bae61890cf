import type { AuditEntry } from '../audit/events.ts'
import { noteFirstAdministrator } from '../auth/steps.ts'
import type { Tx } from '../core/db.ts'
import { AppError, notFound, refuse } from '../core/errors.ts'
import { newId } from '../core/id.ts'
import { defineMutation } from '../core/operation.ts'
import { labelOf } from '../users/rules.ts'
import { ADMIN_ROLE_ID } from './built-in.ts'
import { whyNotAssignWithin } from './rules.ts'
import { changeGrantInput, endGrantInput, grantAdministratorInput, grantRoleInput, synchronizeCatalogueInput } from './schema.ts'
import { heldWithin, insistOnNotOutranked, keepingAnAdministrator } from './steps.ts'
import { giveRole, insistOnMayGive, insistOnMayTake, renewGrant } from './steps-grants.ts'
import { holderInReach, holderToGive, holding, renewInvitationsOf, type Holder } from './steps-holders.ts'
import { mirrorInclusions, mirrorPermissions, mirrorRoles } from './steps-catalogue.ts'

const GRANT = {
  id: true,
  roleId: true,
  reachGroupId: true,
  validUntil: true,
  role: { select: { name: true } },
  reachGroup: { select: { name: true } },
} as const
type GrantRow = { validUntil: Date | null; role: { name: string }; reachGroup: { name: string } | null }

const detailOf = (grant: GrantRow): AuditEntry<'role.granted'>['detail'] => ({
  role: grant.role.name,
  reach: grant.reachGroup?.name ?? 'everywhere',
  validUntil: grant.validUntil?.toISOString() ?? null,
})
const targetOf = ({ type, id, label }: Holder) => ({ type, id, label })
const hasEnded = (validUntil: Date | null) => validUntil !== null && validUntil.getTime() <= Date.now()
const change = (before: Date | null, after: Date | null) => ({
  validUntil: { before: before?.toISOString() ?? null, after: after?.toISOString() ?? null },
})

/** The grant, if it is this holder's own; a grant that comes from a group is ended at the group. */
const ownGrant = (tx: Tx, holder: Holder, grantId: string) =>
  tx.grant.findFirst({ where: { id: grantId, ...holding(holder) }, select: GRANT })

function differentEnd(holder: Holder, grant: GrantRow & { id: string }) {
  const end = grant.validUntil ? `until ${grant.validUntil.toISOString().slice(0, 10)}` : 'without end'
  return new AppError(
    'CONFLICT',
    `${holder.label} has the role ${grant.role.name} already, ${end}. Nothing was changed. Change its end instead.`,
    { reason: 'DIFFERENT_END', current: { grantId: grant.id, validUntil: grant.validUntil?.toISOString() ?? null } },
  )
}

/**
 * Gives a role to a user or a group. The same grant again changes nothing, one that has ended is given anew, and the same with another end
 * is a CONFLICT (DIFFERENT_END) that names the grant, to be changed with `changeGrant`. Refuses what the giver does not hold (with that
 * reach, for that long), users who outrank them, and limits to a group where none exist. Whoever has not set a password yet is mailed a new
 * link, and the older one stops working.
 */
export const grantRole = defineMutation({
  name: 'grantRole',
  permission: 'role:assign',
  input: grantRoleInput,
  sensitive: true,
  async run({ actor, tx, audit }, { userId, groupId, roleId, reachGroupId, validUntil }) {
    const holder = await holderToGive(tx, actor, { userId, groupId })
    const role = await insistOnMayGive(tx, actor, { roleId, reachGroupId, validUntil })
    const same = await tx.grant.findFirst({ where: { ...holding(holder), roleId, reachGroupId }, select: GRANT })
    const until = validUntil?.toISOString() ?? null
    if (same && !hasEnded(same.validUntil)) {
      if (same.validUntil?.getTime() !== validUntil?.getTime()) throw differentEnd(holder, same)
      return (audit.unchanged(), { grantId: same.id, changed: false })
    }
    const grantId = same?.id ?? newId()
    const wanted = { grantId, ...holding(holder), roleId, reachGroupId, validUntil }
    if (same) await renewGrant(tx, actor, grantId, validUntil)
    const reach = same ? detailOf(same).reach : await giveRole(tx, actor, wanted)
    await audit.record('role.granted', {
      target: targetOf(holder),
      detail: { role: role.name, reach, validUntil: until },
      ...(same ? { changes: change(same.validUntil, validUntil) } : {}),
    })
    await renewInvitationsOf(tx, holder)
    return { grantId, changed: true }
  },
})

/**
 * Changes when a grant of a user or a group ends; null means never, and one that has ended is given anew. Refused if it would leave no
 * administrator without end, for users who outrank the actor, and beyond what the actor holds. NOT_FOUND if it is not this holder's.
 */
export const changeGrant = defineMutation({
  name: 'changeGrant',
  permission: 'role:assign',
  input: changeGrantInput,
  sensitive: true,
  async run({ actor, tx, audit }, { userId, groupId, grantId, validUntil }) {
    const holder = await holderToGive(tx, actor, { userId, groupId })
    const grant = await ownGrant(tx, holder, grantId)
    if (!grant) throw notFound('Role')
    const { roleId, reachGroupId } = grant
    await insistOnMayGive(tx, actor, { roleId, reachGroupId, validUntil })
    if (grant.validUntil?.getTime() === validUntil?.getTime()) return (audit.unchanged(), { grantId, changed: false })
    const ended = hasEnded(grant.validUntil)
    await keepingAnAdministrator(tx, () =>
      ended
        ? renewGrant(tx, actor, grantId, validUntil)
        : tx.grant.update({ where: { id: grantId }, data: { validUntil }, select: { id: true } }),
    )
    await audit.record('role.granted', {
      target: targetOf(holder),
      detail: detailOf({ ...grant, validUntil }),
      changes: change(grant.validUntil, validUntil),
    })
    if (ended) await renewInvitationsOf(tx, holder)
    return { grantId, changed: true }
  },
})

/**
 * Takes a role from a user or a group at once. A grant that is not there, or not this holder's, changes nothing and says so. Refused for
 * the last administrator, for users who outrank the actor, and for grants of groups that allow what the actor may not do.
 */
export const endGrant = defineMutation({
  name: 'endGrant',
  permission: 'role:assign',
  input: endGrantInput,
  sensitive: true,
  async run({ actor, tx, audit }, { userId, groupId, grantId }) {
    const holder = await holderInReach(tx, actor, { userId, groupId })
    return keepingAnAdministrator(tx, async () => {
      // Inside the lock: two administrators who demote each other must see each other's work.
      if (holder.type === 'user') await insistOnNotOutranked(tx, actor, [holder.id])
      const grant = await ownGrant(tx, holder, grantId)
      if (!grant) return (audit.unchanged(), { grantId, changed: false })
      if (holder.type === 'user') refuse(whyNotAssignWithin(await heldWithin(tx, actor, grant.reachGroupId)))
      else await insistOnMayTake(tx, actor, grant)
      await tx.grant.deleteMany({ where: { id: grantId } })
      await audit.record('role.grant-ended', { target: targetOf(holder), detail: detailOf(grant) })
      return { grantId, changed: true }
    })
  },
})

/**
 * Makes somebody an administrator from the server's command line: the documented way back in. Reactivates nobody: a deactivated user is
 * refused with that reason. `user` is an e-mail address or a username.
 */
export const grantAdministrator = defineMutation({
  name: 'grantAdministrator',
  permission: 'system:synchronize',
  input: grantAdministratorInput,
  async run({ actor, tx, audit }, { user: wanted }) {
    const [user] = await tx.$queryRaw<{ id: string; username: string; fullName: string; status: string }[]>`
      select id, username, full_name as "fullName", status::text as status from users
      where lower(email) = lower(${wanted}) or lower(username) = lower(${wanted})`
    if (!user) throw notFound(`The user ${wanted}`)
    if (user.status !== 'ACTIVE')
      throw new AppError('RULE', `${labelOf(user)} is not active. Nothing was changed.`, { reason: 'BAD_STATUS' })
    const given = { userId: user.id, roleId: ADMIN_ROLE_ID, reachGroupId: null }
    const same = await tx.grant.findFirst({ where: given, select: { id: true, validUntil: true } })
    if (same && same.validUntil === null) return (audit.unchanged(), { changed: false, label: labelOf(user) })
    if (same) await tx.grant.update({ where: { id: same.id }, data: { validUntil: null }, select: { id: true } })
    else await giveRole(tx, actor, { grantId: newId(), ...given, validUntil: null })
    await noteFirstAdministrator(tx, user.id)
    await audit.record('administrator.granted', {
      target: { type: 'user', id: user.id, label: labelOf(user) },
      detail: { command: 'grant-admin' },
    })
    return { changed: true, label: labelOf(user) }
  },
})

/** Brings permissions and built-in roles in the database up to this version's catalogue: adds what is new, returns nothing that was removed. */
export const synchronizeCatalogue = defineMutation({
  name: 'synchronizeCatalogue',
  permission: 'system:synchronize',
  input: synchronizeCatalogueInput,
  async run({ tx, audit }) {
    await tx.$executeRaw`select pg_advisory_xact_lock(7203)`
    const permissionsAdded = await mirrorPermissions(tx)
    await mirrorInclusions(tx)
    const rolesAdded = await mirrorRoles(tx)
    if (permissionsAdded.length === 0 && rolesAdded.length === 0) return audit.unchanged()
    await audit.record('catalogue.synchronized', {
      target: { type: 'installation', id: null, label: 'Permissions and built-in roles' },
      detail: { permissionsAdded, rolesAdded },
    })
  },
})
