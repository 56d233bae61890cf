import type { AuditEntry } from '../audit/events.ts'
import { noteFirstAdministrator } from '../auth/steps.ts'
import type { Actor } from '../core/actor.ts'
import type { Tx } from '../core/db.ts'
import { AppError, notFound, refuse } from '../core/errors.ts'
import { newId } from '../core/id.ts'
import { defineMutation } from '../core/operation.ts'
import { labelOf } from '../users/rules.ts'
import { userInReach } from '../users/steps.ts'
import { renewInvitations } from '../users/steps-create.ts'
import { whyNotAssignWithin, whyNotHoldRoles } from './rules.ts'
import { ADMIN_ROLE_ID } from './built-in.ts'
import { changeGrantInput, endGrantInput, grantAdministratorInput, grantRoleInput, synchronizeCatalogueInput } from './schema.ts'
import { heldWithin, insistOnNotOutranked, keepingAnAdministrator } from './steps.ts'
import { giveRole, insistOnMayGive } from './steps-grants.ts'
import { mirrorInclusions, mirrorPermissions, mirrorRoles } from './steps-catalogue.ts'

type GrantRow = {
  id: string
  reachGroupId: string | null
  validUntil: Date | null
  role: { name: string }
  reachGroup: { name: string } | null
}

const detailOf = (grant: GrantRow): AuditEntry<'role.granted'>['detail'] => ({
  role: grant.role.name,
  reach: grant.reachGroup?.name ?? 'everywhere',
  validUntil: grant.validUntil?.toISOString() ?? null,
})

/** The grant, if it is this user's own; a grant that comes from a group is ended at the group. */
async function ownGrant(tx: Tx, userId: string, grantId: string): Promise<GrantRow & { roleId: string }> {
  const grant = await tx.grant.findFirst({
    where: { id: grantId, userId },
    select: {
      id: true,
      roleId: true,
      reachGroupId: true,
      validUntil: true,
      role: { select: { name: true } },
      reachGroup: { select: { name: true } },
    },
  })
  if (!grant) throw notFound('Role')
  return grant
}

async function userToAssign(tx: Tx, actor: Actor, userId: string) {
  const user = await userInReach(tx, actor, 'role:assign', userId)
  refuse(whyNotHoldRoles(user))
  await insistOnNotOutranked(tx, actor, [userId])
  return user
}

/**
 * Gives a user a role. The same grant again changes nothing; the same with another end is a CONFLICT (DIFFERENT_END) that names the grant,
 * to be changed with `changeGrant`. Refuses what the giver does not hold, users who outrank them, and limits to a group where none exist.
 * A user who has not set a password yet is mailed a new link, and the older one stops working.
 */
export const grantRole = defineMutation({
  name: 'grantRole',
  permission: 'role:assign',
  input: grantRoleInput,
  sensitive: true,
  async run({ actor, tx, audit }, { userId, roleId, reachGroupId, validUntil }) {
    const user = await userToAssign(tx, actor, userId)
    const role = await insistOnMayGive(tx, actor, { roleId, reachGroupId, validUntil })
    const same = await tx.grant.findFirst({ where: { userId, roleId, reachGroupId }, select: { id: true, validUntil: true } })
    if (same) {
      if (same.validUntil?.getTime() === validUntil?.getTime()) return (audit.unchanged(), { grantId: same.id, changed: false })
      const end = same.validUntil ? `until ${same.validUntil.toISOString().slice(0, 10)}` : 'without end'
      throw new AppError(
        'CONFLICT',
        `${labelOf(user)} has the role ${role.name} already, ${end}. Nothing was changed. Change its end instead.`,
        {
          reason: 'DIFFERENT_END',
          current: { grantId: same.id, validUntil: same.validUntil?.toISOString() ?? null },
        },
      )
    }
    const grantId = newId()
    const reach = await giveRole(tx, actor, { grantId, userId, roleId, reachGroupId, validUntil })
    await audit.record('role.granted', {
      target: { type: 'user', id: userId, label: labelOf(user) },
      detail: { role: role.name, reach, validUntil: validUntil?.toISOString() ?? null },
    })
    await renewInvitations(tx, [user])
    return { grantId, changed: true }
  },
})

/** Changes when a user's grant ends; null means never. Refused if it would leave no administrator without end. */
export const changeGrant = defineMutation({
  name: 'changeGrant',
  permission: 'role:assign',
  input: changeGrantInput,
  sensitive: true,
  async run({ actor, tx, audit }, { userId, grantId, validUntil }) {
    const user = await userToAssign(tx, actor, userId)
    const grant = await ownGrant(tx, userId, grantId)
    await insistOnMayGive(tx, actor, { ...grant, validUntil })
    if (grant.validUntil?.getTime() === validUntil?.getTime()) return audit.unchanged()
    await keepingAnAdministrator(tx, () => tx.grant.update({ where: { id: grantId }, data: { validUntil }, select: { id: true } }))
    await audit.record('role.granted', {
      target: { type: 'user', id: userId, label: labelOf(user) },
      detail: detailOf({ ...grant, validUntil }),
      changes: { validUntil: { before: grant.validUntil?.toISOString() ?? null, after: validUntil?.toISOString() ?? null } },
    })
  },
})

/** Takes a role from a user at once. Refused for the last administrator and for users who outrank the actor. */
export const endGrant = defineMutation({
  name: 'endGrant',
  permission: 'role:assign',
  input: endGrantInput,
  sensitive: true,
  async run({ actor, tx, audit }, { userId, grantId }) {
    const user = await userInReach(tx, actor, 'role:assign', userId)
    await keepingAnAdministrator(tx, async () => {
      // Inside the lock: two administrators who demote each other must see each other's work.
      await insistOnNotOutranked(tx, actor, [userId])
      const grant = await ownGrant(tx, userId, grantId)
      refuse(whyNotAssignWithin(await heldWithin(tx, actor, grant.reachGroupId)))
      await tx.grant.deleteMany({ where: { id: grantId } })
      await audit.record('role.grant-ended', { target: { type: 'user', id: userId, label: labelOf(user) }, detail: detailOf(grant) })
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
