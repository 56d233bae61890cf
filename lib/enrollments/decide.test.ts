// Deciding: who may, about whom, with which code, and what it gives.
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { db, pool } from '../core/db.ts'
import { grantRole } from '../roles/mutations.ts'
import { applicant, enrollmentNow, mail, openPool, stranger } from '../testing/enrollments.ts'
import {
  actorFor,
  asAdministrator,
  asStranger,
  asUserWith,
  auditOf,
  emptyTables,
  fingerprint,
  group,
  makeRole,
  person,
  system,
} from '../testing/world.ts'
import { createUser } from '../users/mutations.ts'
import { startEnrollment } from './mutations.ts'
import { regenerateApprovalCode, updateOwnEnrollment } from './mutations-applicant.ts'
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
