// Rejecting, withdrawing, expiring, asking, and what is left of an enrollment later.
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { db, pool } from '../core/db.ts'
import { updatePool } from '../enrollment-pools/mutations.ts'
import { deletePool } from '../enrollment-pools/mutations-lifecycle.ts'
import { age, applicant, enrollmentNow, mail, mailsTo, openPool, stranger } from '../testing/enrollments.ts'
import { asAdministrator, emptyTables, group, system } from '../testing/world.ts'
import { deactivateUsers } from '../bulk-runs/mutations.ts'
import { deactivateUser, deleteUser, purgeUser, reactivateUser } from '../users/mutations-lifecycle.ts'
import { expireAllEnrollments } from '../jobs/expire-enrollments.ts'
import { deleteEnrollment, expireEnrollments } from './mutations.ts'
import { answerQuestion, enroll, regenerateApprovalCode, updateOwnEnrollment, withdrawEnrollment } from './mutations-applicant.ts'
import { confirmEmail } from './mutations-confirm.ts'
import { askApplicant, decideEnrollment } from './mutations-decide.ts'
import { readOwnEnrollment } from './queries-own.ts'
import { getEnrollment } from './queries-inbox.ts'

const anybody = stranger()
const refused = (reason: string) => ({ code: 'RULE', detail: { reason } })
const conflict = (reason: string) => ({ code: 'CONFLICT', detail: { reason } })
const about = (enrollmentId: string, decision: 'approve' | 'reject', more: Record<string, unknown> = {}) => ({
  enrollmentId,
  version: 1,
  decision,
  ...(decision === 'reject' ? { reason: 'Nobody knows you.' } : {}),
  ...more,
})

beforeEach(async () => {
  mail(false)
  await emptyTables()
  await pool.query('delete from rate_limits')
})
afterAll(() => mail(false))

describe('rejecting, withdrawing, expiring', () => {
  test('a rejection needs a reason, which the applicant sees only when it is shared', async () => {
    const admin = await asAdministrator()
    const { token } = await openPool(admin)
    const [told, untold] = [await applicant(token), await applicant(token)]
    await expect(decideEnrollment(admin, about(told.id, 'reject', { reason: ' ' }))).rejects.toMatchObject({ code: 'INVALID' })
    await decideEnrollment(admin, about(told.id, 'reject', { reasonShared: true, note: 'internal' }))
    await decideEnrollment(admin, about(untold.id, 'reject', { note: 'Try again in spring.', noteShared: 'on' }))
    expect(await readOwnEnrollment(anybody, { token: told.token })).toMatchObject({
      state: 'REJECTED',
      reason: 'Nobody knows you.',
      note: '',
      next: 'none',
    })
    expect(await readOwnEnrollment(anybody, { token: untold.token })).toMatchObject({ reason: '', note: 'Try again in spring.' })
    const values = async (email: string) => (await mailsTo(email)).find(({ template }) => template === 'enrollment-rejected')?.values
    expect(await values(told.email)).toMatchObject({ reason: 'Nobody knows you.', note: '' })
    expect(await values(untold.email)).toMatchObject({ reason: '', note: 'Try again in spring.' })
    expect(await enrollmentNow(untold.id)).toMatchObject({ reason: 'Nobody knows you.', decidedById: admin.id, sealedApprovalCode: null })
    // The name is free again, and the pool takes it as before.
    expect(await enroll(anybody, { token, username: told.username, email: told.email, firstName: 'A', lastName: 'B' })).toMatchObject({
      state: 'PENDING',
    })
  })
  test('withdrawn and expired ones cannot be decided, changed or answered; nobody deletes any', async () => {
    const admin = await asAdministrator()
    const { token, poolId } = await openPool(admin)
    const [withdrawn, expired, young] = [await applicant(token), await applicant(token), await applicant(token)]
    expect(await withdrawEnrollment(anybody, { token: withdrawn.token })).toEqual({ state: 'WITHDRAWN', changed: true })
    expect(await withdrawEnrollment(anybody, { token: withdrawn.token })).toEqual({ state: 'WITHDRAWN', changed: false })
    await age(expired.id, '30 days 1 minute')
    await age(young.id, '29 days 23 hours')
    await expireAllEnrollments()
    expect(await expireEnrollments(system, {})).toBe(0)
    expect(await enrollmentNow(young.id)).toMatchObject({ state: 'PENDING' })
    expect(await enrollmentNow(expired.id)).toMatchObject({ state: 'EXPIRED', sealedApprovalCode: null })
    expect((await mailsTo(expired.email)).at(-1)?.template).toBe('enrollment-expired')
    for (const one of [withdrawn, expired]) {
      await expect(decideEnrollment(admin, about(one.id, 'approve', { version: 2 }))).rejects.toMatchObject(conflict('DECIDED'))
      await expect(updateOwnEnrollment(anybody, { token: one.token, organisation: 'x' })).rejects.toMatchObject(conflict('DECIDED'))
      await expect(regenerateApprovalCode(anybody, { token: one.token })).rejects.toMatchObject(conflict('DECIDED'))
      await expect(answerQuestion(anybody, { token: one.token, text: 'x' })).rejects.toMatchObject(conflict('DECIDED'))
      await expect(deleteEnrollment(admin, { enrollmentId: one.id })).rejects.toMatchObject(refused('NEVER_DELETED'))
      await expect(pool.query('delete from enrollments where id = $1', [one.id])).rejects.toThrow(/never deleted/)
      await expect(pool.query(`update enrollments set state = 'PENDING', decided_at = null where id = $1`, [one.id])).rejects.toThrow(
        /decided/,
      )
    }
    await expect(withdrawEnrollment(anybody, { token: expired.token })).rejects.toMatchObject(conflict('DECIDED'))
    await deletePool(admin, { poolId })
    expect(await decideEnrollment(admin, about(young.id, 'approve'))).toMatchObject({ state: 'APPROVED' })
  })
})

describe('questions to the applicant', () => {
  test('stand on the status page, go to a confirmed address only, and are answered a few times', async () => {
    mail(true)
    const admin = await asAdministrator()
    const { token } = await openPool(admin)
    const [proved, unproved] = [await applicant(token), await applicant(token)]
    await confirmEmail(anybody, { token: (await mailsTo(proved.email))[0]!.secret })
    await expect(answerQuestion(anybody, { token: proved.token, text: 'Hello?' })).rejects.toMatchObject(refused('NOT_ASKED'))
    for (const { id } of [proved, unproved]) await askApplicant(admin, { enrollmentId: id, text: 'Who sent you?' })
    expect((await mailsTo(proved.email)).at(-1)).toMatchObject({
      template: 'enrollment-asked',
      secret: proved.token,
      values: { question: 'Who sent you?' },
    })
    expect((await mailsTo(unproved.email)).map(({ template }) => template)).toEqual(['enrollment-confirm'])
    for (let n = 1; n <= 3; n++) await answerQuestion(anybody, { token: proved.token, text: `Ann, ${n}` })
    await expect(answerQuestion(anybody, { token: proved.token, text: 'Ann!' })).rejects.toMatchObject(refused('ENOUGH'))
    const { messages } = await getEnrollment(admin, { enrollmentId: proved.id })
    expect(messages.map(({ fromApplicant, author, text }) => [fromApplicant, author, text])).toEqual([
      [false, admin.label, 'Who sent you?'],
      ...[1, 2, 3].map((n) => [true, null, `Ann, ${n}`]),
    ])
    // Another address proves nothing, and approvers wait for it again.
    await updateOwnEnrollment(anybody, { token: proved.token, email: 'another@example.org' })
    expect(await enrollmentNow(proved.id)).toMatchObject({ emailConfirmedAt: null, readyAt: null })
    expect((await mailsTo('another@example.org')).map(({ template }) => template)).toEqual(['enrollment-confirm'])
    // Whoever stands beside the approver may still be approved, and nobody else by itself.
    const { version } = await enrollmentNow(proved.id)
    expect((await getEnrollment(admin, { enrollmentId: proved.id })).checks.email).toBe('unconfirmed')
    expect(await decideEnrollment(admin, about(proved.id, 'approve', { version }))).toMatchObject({ state: 'APPROVED' })
    expect((await db.user.findFirstOrThrow({ where: { username: proved.username } })).emailVerifiedAt).toBeNull()
  })
})

describe('afterwards', () => {
  test('ending the access says why in RFC 5280’s words, and stands in the enrollment’s history until the user is back', async () => {
    const admin = await asAdministrator()
    const { token } = await openPool(admin)
    const [one, other] = [await applicant(token), await applicant(token)]
    const users = await Promise.all([one, other].map(async ({ id }) => (await decideEnrollment(admin, about(id, 'approve'))).userId!))
    await deactivateUser(admin, { userId: users[0]!, reason: 'Left', revocationReason: 'cessation_of_operation' })
    await deactivateUsers(admin, { userIds: [users[1]!], reason: 'Lost a key', revocationReason: 'key_compromise' })
    await expect(deactivateUser(admin, { userId: users[0]!, reason: 'x', revocationReason: 'because' })).rejects.toMatchObject({
      code: 'INVALID',
    })
    const seen = await getEnrollment(admin, { enrollmentId: one.id })
    expect(seen.user).toMatchObject({ status: 'DEACTIVATED', revocationReason: 'cessation_of_operation' })
    expect(seen.history.at(-1)).toMatchObject({ event: 'user.deactivated', detail: { revocationReason: 'cessation_of_operation' } })
    expect((await getEnrollment(admin, { enrollmentId: other.id })).user).toMatchObject({ revocationReason: 'key_compromise' })
    await deleteUser(admin, { userId: users[1]! })
    expect((await getEnrollment(admin, { enrollmentId: other.id })).user).toMatchObject({
      status: 'DELETED',
      revocationReason: 'key_compromise',
    })
    await reactivateUser(admin, { userId: users[0]! })
    expect((await getEnrollment(admin, { enrollmentId: one.id })).user).toMatchObject({ status: 'ACTIVE', revocationReason: '' })
  })
  test('removing the user for good leaves of the enrollment the username and who decided, and nothing personal', async () => {
    const admin = await asAdministrator()
    const questions = [{ key: 'why', label: 'Why?', type: 'line' }]
    const { token } = await openPool(admin, { questions })
    const one = await applicant(token, { organisation: 'Acme', answers: { why: 'Because of Bo' } })
    await askApplicant(admin, { enrollmentId: one.id, text: 'Bo who?' })
    const { userId } = await decideEnrollment(admin, about(one.id, 'approve'))
    await deleteUser(admin, { userId: userId! })
    await purgeUser(admin, { userId: userId!, username: one.username })
    const left = await enrollmentNow(one.id)
    expect(left).toMatchObject({
      state: 'APPROVED',
      username: one.username,
      userId: null,
      decidedById: admin.id,
      email: '',
      firstName: '',
      answers: [],
    })
    const { rows } = await pool.query<{ found: number }>(
      `select (select count(*) from enrollment_messages)::int + (select count(*) from outbox_messages where to_address = $1)::int as found`,
      [one.email],
    )
    expect(rows[0]?.found).toBe(0)
    expect(JSON.stringify(left)).not.toMatch(/Acme|Bo/)
  })
  test('a pool that changed meanwhile gives what it gives at the decision', async () => {
    const admin = await asAdministrator()
    const [groupId, further] = [await group(), await group()]
    const { token, poolId } = await openPool(admin, { groupId })
    const one = await applicant(token)
    await updatePool(admin, { poolId, version: (await db.enrollmentPool.findFirstOrThrow()).version, groupIds: [further] })
    const { userId } = await decideEnrollment(admin, about(one.id, 'approve'))
    expect(await db.groupMember.count({ where: { userId: userId! } })).toBe(2)
  })
})
