// Deciding: who may, about whom, with which code, and what it gives.
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { db, pool } from '../core/db.ts'
import { updatePool } from '../enrollment-pools/mutations.ts'
import { deletePool } from '../enrollment-pools/mutations-lifecycle.ts'
import { grantRole } from '../roles/mutations.ts'
import { age, applicant, enrollmentNow, mail, mailsTo, openPool, stranger } from '../testing/enrollments.ts'
import { actorFor, asAdministrator, asStranger, asUserWith, auditOf, emptyTables, fingerprint, group, makeRole, person, system } from '../testing/world.ts' // prettier-ignore
import { deactivateUsers } from '../bulk-runs/mutations.ts'
import { createUser } from '../users/mutations.ts'
import { deactivateUser, deleteUser, purgeUser, reactivateUser } from '../users/mutations-lifecycle.ts'
import { expireAllEnrollments } from '../jobs/expire-enrollments.ts'
import { deleteEnrollment, expireEnrollments, startEnrollment } from './mutations.ts'
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
const eventsOf = async (id: string) => (await auditOf(id)).map(({ event }) => event)
/** An approver within a group, who may do nothing else. */
async function approverOf(groupId: string, ...more: string[]) {
  const user = await person({ password: true })
  const role = await makeRole('enrollment:read', 'enrollment:approve', ...more)
  await grantRole(system, { userId: user.id, roleId: role, reachGroupId: groupId })
  return { ...(await actorFor(user.id)), id: user.id, email: user.email }
}

beforeEach(async () => {
  mail(false)
  await emptyTables()
  await pool.query('delete from rate_limits')
})
afterAll(() => mail(false))

describe('who decides', () => {
  test('whoever’s reach has the group, and nobody else; an enrollment without a group is for those everywhere', async () => {
    const admin = await asAdministrator()
    const [berlin, oslo] = [await group(), await group()]
    const inside = await approverOf(berlin)
    const [here, there, nowhere] = await Promise.all(
      [berlin, oslo, null].map(async (groupId) => applicant((await openPool(admin, groupId ? { groupId } : {})).token)),
    )
    const before = await fingerprint()
    for (const one of [there!, nowhere!]) {
      await expect(decideEnrollment(inside, about(one.id, 'approve'))).rejects.toMatchObject({ code: 'NOT_FOUND' })
      await expect(getEnrollment(inside, { enrollmentId: one.id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
      await expect(askApplicant(inside, { enrollmentId: one.id, text: 'Who?' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    }
    await expect(decideEnrollment(await asStranger(), about(here!.id, 'approve'))).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await fingerprint()).not.toBe(before) // the stranger is new
    expect(await decideEnrollment(inside, about(here!.id, 'approve'))).toMatchObject({ state: 'APPROVED' })
    expect(await decideEnrollment(await asUserWith('Enrollment approver'), about(nowhere!.id, 'approve'))).toMatchObject({
      state: 'APPROVED',
    })
  })
  test('nobody decides about themselves: the same address, or a form that they filled in while signed in (threat 54)', async () => {
    const admin = await asAdministrator()
    const approver = await asUserWith('Enrollment approver')
    const { email } = await db.user.findUniqueOrThrow({ where: { id: approver.id } })
    const { token } = await openPool(admin)
    const [own, filled] = [await applicant(token, { email: email.toUpperCase() }), await applicant(token, {}, approver)]
    for (const { id } of [own, filled])
      for (const decision of ['approve', 'reject'] as const)
        await expect(decideEnrollment(approver, about(id, decision))).rejects.toMatchObject(refused('OWN_REQUEST'))
    expect((await getEnrollment(approver, { enrollmentId: own.id })).whyNotApprove).toMatchObject({ reason: 'OWN_REQUEST' })
    expect(await decideEnrollment(admin, about(filled.id, 'approve'))).toMatchObject({ state: 'APPROVED' })
  })
  test('where two have to approve: neither who invited, nor one of them twice, and an edit in between voids the first', async () => {
    const owner = await asAdministrator()
    const [first, second] = [await asUserWith('Enrollment approver'), await asUserWith('Enrollment approver')]
    const { token } = await openPool(owner, { needsSecondApprover: true })
    const one = await applicant(token)
    await expect(decideEnrollment(owner, about(one.id, 'approve'))).rejects.toMatchObject(refused('FOUR_EYES'))
    expect(await decideEnrollment(first, about(one.id, 'approve'))).toMatchObject({ state: 'PENDING', userId: null })
    await expect(decideEnrollment(first, about(one.id, 'approve', { version: 2 }))).rejects.toMatchObject(refused('FOUR_EYES'))
    await updateOwnEnrollment(anybody, { token: one.token, organisation: 'Another one' })
    expect(await enrollmentNow(one.id)).toMatchObject({ firstApprovedById: null, version: 3 })
    await expect(decideEnrollment(second, about(one.id, 'approve', { version: 2 }))).rejects.toMatchObject(conflict('STALE'))
    expect(await decideEnrollment(second, about(one.id, 'approve', { version: 3 }))).toMatchObject({ state: 'PENDING' })
    expect(await db.user.count({ where: { username: one.username } })).toBe(0)
    expect(await decideEnrollment(first, about(one.id, 'approve', { version: 4 }))).toMatchObject({ state: 'APPROVED' })
    expect(await eventsOf(one.id)).toEqual(['enrollment.started', 'enrollment.first-approved', 'enrollment.updated', 'enrollment.first-approved', 'enrollment.approved']) // prettier-ignore
  })
})

describe('what approving gives', () => {
  test('groups, roles and extra values, once and with everything written down', async () => {
    const admin = await asAdministrator()
    const [groupId, further, role] = [await group(), await group(), await makeRole('user:read')]
    const { token } = await openPool(admin, {
      groupId,
      groupIds: [further],
      roles: [`${role}@${groupId}`],
      extra: { site: 'Oslo', floor: 2 },
    })
    const one = await applicant(token, { organisation: 'Acme' })
    const { userId } = await decideEnrollment(admin, about(one.id, 'approve'))
    expect(await db.user.findUniqueOrThrow({ where: { id: userId! } })).toMatchObject({
      username: one.username,
      organisation: 'Acme',
      extra: { site: 'Oslo', floor: 2 },
      statusChangedById: admin.id,
    })
    const members = await db.groupMember.findMany({ where: { userId: userId! } })
    expect(members.map(({ groupId }) => groupId).sort()).toEqual([groupId, further].sort())
    expect(await db.grant.findMany({ where: { userId: userId! } })).toMatchObject([
      { roleId: role, reachGroupId: groupId, validUntil: null },
    ])
    expect((await eventsOf(userId!)).sort()).toEqual(['group.member-added', 'group.member-added', 'role.granted', 'user.created'])
    expect(await getEnrollment(admin, { enrollmentId: one.id })).toMatchObject({
      state: 'APPROVED',
      user: { id: userId },
      decided: { byId: admin.id },
    })
  })
  test('never what the approver does not hold: nothing is decided then (threats 38–40)', async () => {
    const admin = await asAdministrator()
    const [groupId, further, strong] = [await group(), await group(), await makeRole('user:purge')]
    const weak = await asUserWith('Enrollment approver')
    const inside = await approverOf(groupId)
    await grantRole(system, { groupId: further, roleId: strong, reachGroupId: null })
    const withRole = await applicant((await openPool(admin, { roles: [strong] })).token)
    const withGroup = await applicant((await openPool(admin, { groupIds: [further] })).token)
    const elsewhere = await applicant((await openPool(admin, { groupId, groupIds: [await group()] })).token)
    const before = await fingerprint()
    for (const { id } of [withRole, withGroup])
      await expect(decideEnrollment(weak, about(id, 'approve'))).rejects.toMatchObject(refused('EXCEEDS_OWN_RIGHTS'))
    await expect(decideEnrollment(inside, about(elsewhere.id, 'approve'))).rejects.toMatchObject(refused('OUT_OF_REACH'))
    expect(await fingerprint()).toBe(before)
    const tired = await actorFor(admin.id, Date.now() - 11 * 60_000)
    await expect(decideEnrollment(tired, about(withRole.id, 'approve'))).rejects.toMatchObject({ detail: { reason: 'REAUTHENTICATE' } })
    expect(await decideEnrollment(weak, about(withRole.id, 'reject'))).toMatchObject({ state: 'REJECTED' })
    expect(await decideEnrollment(admin, about(withGroup.id, 'approve'))).toMatchObject({ state: 'APPROVED' })
  })
  test('a name or an address that somebody took meanwhile is a CONFLICT, and the applicant can choose another name', async () => {
    const admin = await asAdministrator()
    const { token } = await openPool(admin)
    const [one, other] = [await applicant(token), await applicant(token)]
    await createUser(system, { username: one.username.toUpperCase(), email: 'first@example.org' })
    await createUser(system, { username: 'some.body', email: other.email.toUpperCase() })
    await expect(decideEnrollment(admin, about(one.id, 'approve'))).rejects.toMatchObject({ ...conflict('DUPLICATE'), detail: { fields: { username: [expect.any(String)] } } }) // prettier-ignore
    await expect(decideEnrollment(admin, about(other.id, 'approve'))).rejects.toMatchObject({ ...conflict('DUPLICATE'), detail: { fields: { email: [expect.any(String)] } } }) // prettier-ignore
    expect((await getEnrollment(admin, { enrollmentId: other.id })).checks.duplicates).toMatchObject([
      { kind: 'user', by: 'email', label: 'some.body' },
    ])
    await updateOwnEnrollment(anybody, { token: one.token, username: 'a.free.name' })
    expect(await decideEnrollment(admin, about(one.id, 'approve', { version: 2 }))).toMatchObject({
      state: 'APPROVED',
      username: 'a.free.name',
    })
  })
  test('duplicates out of the viewer’s sight are counted, not named', async () => {
    const admin = await asAdministrator()
    const groupId = await group()
    const twin = await person({ firstName: 'Ann', lastName: 'Lee' })
    const { token } = await openPool(admin, { groupId })
    const one = await applicant(token, { firstName: 'ann', lastName: 'LEE', email: twin.email })
    const seen = await getEnrollment(await approverOf(groupId, 'user:read'), { enrollmentId: one.id })
    expect(seen.checks).toMatchObject({ duplicates: [], hiddenDuplicates: 1 })
    expect(JSON.stringify(seen.checks)).not.toContain(twin.id)
    expect((await getEnrollment(admin, { enrollmentId: one.id })).checks).toMatchObject({
      duplicates: [{ id: twin.id, by: 'email' }],
      hiddenDuplicates: 0,
    })
  })
})

describe('the approval code', () => {
  test('has to match where it is needed; the fifth wrong one replaces it, however many try at once (threat 55)', async () => {
    const admin = await asAdministrator()
    const { token } = await openPool(admin, { needsApprovalCode: true })
    const one = await applicant(token)
    const codeNow = async () => (await readOwnEnrollment(anybody, { token: one.token })).approvalCode!
    const code = await codeNow()
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/)
    const trying = (approvalCode: string, actor = admin) => decideEnrollment(actor, about(one.id, 'approve', { approvalCode }))
    await expect(trying('')).rejects.toMatchObject({ code: 'INVALID', detail: { reason: 'NEEDS_CODE' } })
    const wrong = code.startsWith('0') ? `1${code.slice(1)}` : `0${code.slice(1)}`
    for (let n = 1; n <= 4; n++) {
      await expect(trying(wrong)).rejects.toMatchObject({ code: 'FORBIDDEN', detail: { reason: 'WRONG_CODE' } })
      expect((await enrollmentNow(one.id)).approvalCodeTries).toBe(n)
    }
    await expect(trying(wrong)).rejects.toMatchObject({ code: 'RATE_LIMITED', detail: { reason: 'CODE_REPLACED' } })
    expect(await codeNow()).not.toBe(code)
    await expect(trying(code)).rejects.toMatchObject({ detail: { reason: 'WRONG_CODE' } })
    expect(await enrollmentNow(one.id)).toMatchObject({ state: 'PENDING', approvalCodeTries: 1 })
    expect((await eventsOf(one.id)).filter((event) => event === 'enrollment.code-refused')).toHaveLength(6)
    const fresh = await regenerateApprovalCode(anybody, { token: one.token }).then(codeNow)
    expect(await trying(fresh.toLowerCase().replace('-', ' '))).toMatchObject({ state: 'APPROVED' })
    expect((await enrollmentNow(one.id)).sealedApprovalCode).toBeNull()

    const other = await applicant(token)
    const guesses = Array.from({ length: 32 }, () =>
      decideEnrollment(admin, about(other.id, 'approve', { approvalCode: '00000000' })).catch((error) => error.detail.reason),
    )
    const reasons = await Promise.all(guesses)
    expect(reasons.filter((reason) => reason === 'CODE_REPLACED')).toHaveLength(6)
    expect(reasons.filter((reason) => reason === 'WRONG_CODE')).toHaveLength(26)
    expect((await enrollmentNow(other.id)).approvalCodeTries).toBe(2)
  })
  test('is always needed for what an administrator started, and given once to whoever did', async () => {
    const admin = await asAdministrator()
    const started = await startEnrollment(admin, { username: 'new.comer' })
    const token = new URL(started.statusLink).searchParams.get('token')!
    expect(await readOwnEnrollment(anybody, { token })).toMatchObject({ next: 'complete', approvalCode: started.approvalCode, missing: { email: expect.any(Array), firstName: expect.any(Array) } }) // prettier-ignore
    const decision = about(started.enrollmentId, 'approve', { approvalCode: started.approvalCode })
    await expect(decideEnrollment(admin, decision)).rejects.toMatchObject(refused('INCOMPLETE'))
    await updateOwnEnrollment(anybody, { token, email: 'new@example.org', firstName: 'New' })
    expect((await enrollmentNow(started.enrollmentId)).readyAt).not.toBeNull()
    await expect(decideEnrollment(admin, { ...decision, version: 2, approvalCode: '' })).rejects.toMatchObject({
      detail: { reason: 'NEEDS_CODE' },
    })
    expect(await decideEnrollment(admin, { ...decision, version: 2 })).toMatchObject({ state: 'APPROVED', username: 'new.comer' })
    await expect(startEnrollment(admin, { username: 'NEW.comer' })).rejects.toMatchObject({ code: 'INVALID' })
  })
  test('within groups only: an enrollment is started for one of them, or with a pool of one', async () => {
    const admin = await asAdministrator()
    const [mine, other] = [await group(), await group()]
    const inviter = await approverOf(mine, 'enrollment:invite')
    const [own, foreign] = [await openPool(admin, { groupId: mine, quota: 1 }), await openPool(admin, { groupId: other })]
    for (const bad of [{}, { groupId: other }, { poolId: foreign.poolId }, { poolId: own.poolId, groupId: other }])
      await expect(startEnrollment(inviter, { username: 'some.one', ...bad })).rejects.toMatchObject({ code: 'INVALID' })
    const { enrollmentId } = await startEnrollment(inviter, { username: 'some.one', poolId: own.poolId, email: 'one@example.org' })
    expect(await enrollmentNow(enrollmentId)).toMatchObject({ groupId: mine, poolId: own.poolId, startedById: inviter.id })
    await expect(startEnrollment(inviter, { username: 'some.two', poolId: own.poolId })).rejects.toMatchObject(refused('USED_UP'))
  })
})

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
