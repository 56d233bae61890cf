import { refuse } from '../core/errors.ts'
import { plural } from '../core/format.ts'
import { defineMutation } from '../core/operation.ts'
import { queueMail } from '../mail/steps.ts'
import { revokeCertificatesOf } from '../certificates/steps.ts'
import { insistOnNotOutranked, keepingAnAdministrator } from '../roles/steps.ts'
import { endSessionsOf } from '../sessions/steps.ts'
import { setting } from '../settings/read.ts'
import { voidTokensOf } from '../tokens/steps.ts'
import { labelOf, whyNotDeactivate, whyNotDelete, whyNotPurge, whyNotReactivate, whyNotRestore, PURGE_BATCH } from './rules.ts'
import {
  deactivateUserInput,
  deleteUserInput,
  purgeTrashInput,
  purgeUserInput,
  reactivateUserInput,
  recordSignInInput,
  restoreUserInput,
} from './schema.ts'
import { setStatus, userInReach, type UserRecord } from './steps.ts'
import { deactivatedMail, removeUsers } from './steps-many.ts'

const targetOf = (user: UserRecord) => ({ type: 'user' as const, id: user.id, label: labelOf(user) })

/**
 * Stops a user: open sessions end with their next request, open links die, certificates are revoked, a mail says so. Deactivated already:
 * nothing changes. Refuses oneself, the last administrator and users who outrank the actor. `revocationReason` says why in the words of
 * RFC 5280.
 */
export const deactivateUser = defineMutation({
  name: 'deactivateUser',
  permission: 'user:deactivate',
  input: deactivateUserInput,
  sensitive: true,
  async run({ actor, tx, audit }, { userId, reason, revocationReason }) {
    const user = await userInReach(tx, actor, 'user:deactivate', userId)
    refuse(whyNotDeactivate(actor, user))
    if (user.status === 'DEACTIVATED') return audit.unchanged()
    await insistOnNotOutranked(tx, actor, [userId])
    await keepingAnAdministrator(tx, () => setStatus(tx, actor, user, { status: 'DEACTIVATED', reason, revocationReason }))
    const sessionsEnded = (await endSessionsOf(tx, [userId], 'deactivated')).get(userId) ?? 0
    await voidTokensOf(tx, [userId])
    await revokeCertificatesOf(tx, actor, [userId], revocationReason || 'privilege_withdrawn')
    await audit.record('user.deactivated', {
      target: targetOf(user),
      detail: { sessionsEnded, ...(revocationReason && { revocationReason }) },
      changes: statusChange(user, 'DEACTIVATED'),
      reason,
    })
    await queueMail(tx, deactivatedMail(user, reason))
  },
})

const statusChange = (user: UserRecord, after: string) => ({ status: { before: user.status, after } })

/** Lets a deactivated user in again. Sessions and links of before stay dead. Active already: nothing changes. */
export const reactivateUser = defineMutation({
  name: 'reactivateUser',
  permission: 'user:deactivate',
  input: reactivateUserInput,
  async run({ actor, tx, audit }, { userId, reason }) {
    const user = await userInReach(tx, actor, 'user:deactivate', userId)
    refuse(whyNotReactivate(user))
    if (user.status === 'ACTIVE') return audit.unchanged()
    await insistOnNotOutranked(tx, actor, [userId])
    await setStatus(tx, actor, user, { status: 'ACTIVE', reason })
    await audit.record('user.reactivated', { target: targetOf(user), detail: {}, changes: statusChange(user, 'ACTIVE'), reason })
  },
})

/**
 * Moves a user to the trash, where sign-in is blocked and roles are kept for a restore. Certificates are revoked, and stay so. In the trash
 * already: nothing changes.
 */
export const deleteUser = defineMutation({
  name: 'deleteUser',
  permission: 'user:delete',
  input: deleteUserInput,
  sensitive: true,
  async run({ actor, tx, audit }, { userId, reason }) {
    const user = await userInReach(tx, actor, 'user:delete', userId)
    refuse(whyNotDelete(actor, user))
    if (user.status === 'DELETED') return audit.unchanged()
    await insistOnNotOutranked(tx, actor, [userId])
    await keepingAnAdministrator(tx, () => setStatus(tx, actor, user, { status: 'DELETED', reason, statusBeforeDelete: user.status }))
    const sessionsEnded = (await endSessionsOf(tx, [userId], 'deleted')).get(userId) ?? 0
    await voidTokensOf(tx, [userId])
    await revokeCertificatesOf(tx, actor, [userId], 'cessation_of_operation')
    await audit.record('user.deleted', {
      target: targetOf(user),
      detail: { sessionsEnded },
      changes: statusChange(user, 'DELETED'),
      reason,
    })
  },
})

/** Takes a user out of the trash, back to the status of before. Not in the trash: nothing changes. */
export const restoreUser = defineMutation({
  name: 'restoreUser',
  permission: 'user:delete',
  input: restoreUserInput,
  async run({ actor, tx, audit }, { userId }) {
    const user = await userInReach(tx, actor, 'user:delete', userId)
    refuse(whyNotRestore(user))
    if (user.status !== 'DELETED') return audit.unchanged()
    await insistOnNotOutranked(tx, actor, [userId])
    const to = user.statusBeforeDelete ?? 'DEACTIVATED'
    await setStatus(tx, actor, user, { status: to, reason: '' })
    await audit.record('user.restored', { target: targetOf(user), detail: { to }, changes: statusChange(user, to) })
  },
})

/**
 * Removes a user in the trash for good: profile, roles, sessions and mails. What stays is the audit log with the name, and the username,
 * which nobody else can ever have. The e-mail address is free again. `username` must be typed exactly.
 */
export const purgeUser = defineMutation({
  name: 'purgeUser',
  permission: 'user:purge',
  input: purgeUserInput,
  sensitive: true,
  async run({ actor, tx, audit }, { userId, username }) {
    const user = await userInReach(tx, actor, 'user:purge', userId)
    refuse(whyNotPurge(user, username))
    await insistOnNotOutranked(tx, actor, [userId])
    await removeUsers(tx, actor, [userId])
    await audit.record('user.purged', { target: targetOf(user), detail: {} })
  },
})

/**
 * Removes for good, set-based, those who were in the trash for as many days as is set or longer, oldest first and at most 1,000 at once;
 * gives back how many. The daily job calls it until none are left. What stays is what `purgeUser` leaves.
 */
export const purgeTrash = defineMutation({
  name: 'purgeTrash',
  permission: 'system:purge-trash',
  input: purgeTrashInput,
  timeoutSeconds: 60,
  async run({ actor, tx, audit }) {
    const days = setting('trash.days')
    const users = await tx.$queryRaw<Pick<UserRecord, 'id' | 'username' | 'fullName'>[]>`
      select id, username, full_name as "fullName" from users
      where status = 'DELETED' and status_changed_at < now() - make_interval(days => ${days})
      order by status_changed_at limit ${PURGE_BATCH} for update skip locked`
    const ids = users.map(({ id }) => id)
    await removeUsers(tx, actor, ids)
    if (users.length === 0) audit.unchanged()
    const reason = `In the trash for ${plural(days, 'day')}`
    await audit.recordMany(
      'user.purged',
      users.map((user) => ({ target: { type: 'user' as const, id: user.id, label: labelOf(user) }, detail: {}, reason })),
    )
    return users.length
  },
})

/** Notes a sign-in, now or at a given time, for systems that sign people in themselves. One that is known already, or older, changes nothing. */
export const recordSignIn = defineMutation({
  name: 'recordSignIn',
  permission: 'user:record-sign-in',
  input: recordSignInInput,
  async run({ actor, tx, audit }, { userId, at = new Date() }) {
    const user = await userInReach(tx, actor, 'user:record-sign-in', userId)
    const { count } = await tx.user.updateMany({
      where: { id: userId, status: 'ACTIVE', OR: [{ lastSignInAt: null }, { lastSignInAt: { lt: at } }] },
      data: { lastSignInAt: at },
    })
    if (count === 0) return audit.unchanged()
    await audit.record('user.sign-in-recorded', { target: targetOf(user), detail: { at: at.toISOString() } })
  },
})
