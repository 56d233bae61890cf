import { beforeEach, describe, expect, test } from 'vitest'
import { anonymousActor } from '../core/actor.ts'
import { unseal } from '../core/crypto.ts'
import { db, pool } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { enroll } from '../enrollments/mutations-applicant.ts'
import { approveGroup } from '../groups/mutations-flags.ts'
import { grantRole } from '../roles/mutations.ts'
import { actorFor, asAdministrator, asStranger, asUserWith, auditOf, emptyTables, fingerprint, group, makeRole, person, roleId, set, system } from '../testing/world.ts' // prettier-ignore
import { handleAccessRequest, requestAccess } from './mutations.ts'
import { getAccessRequest, getAccessRequestForm } from './queries.ts'

beforeEach(async () => {
  await emptyTables()
  await pool.query('delete from rate_limits')
  await pool.query('delete from jobs.job')
})
const from = (ip: string) => anonymousActor({ id: newId(), ip, userAgent: 'test' })
const someone = () => from('192.0.2.7')
const asking = { email: 'Ann@example.net', fullName: 'Ann van Lee', organisation: 'ACME', reason: 'I start on Monday.' }
const made = async (more = {}) => {
  await requestAccess(from(`198.51.100.${Math.floor(Math.random() * 250)}`), { ...asking, email: `${newId()}@example.net`, ...more })
  return db.accessRequest.findFirstOrThrow({ orderBy: { id: 'desc' } })
}
const jobs = async () => (await pool.query(`select data from jobs.job where name = 'inbox.notify'`)).rows.map(({ data }) => data)

describe('requestAccess', () => {
  test('is kept first, and approvers are told of it afterwards', async () => {
    expect(await requestAccess(someone(), asking)).toEqual({ received: true })
    const request = await db.accessRequest.findFirstOrThrow()
    expect(request).toMatchObject({ email: 'Ann@example.net', fullName: 'Ann van Lee', status: 'PENDING', version: 1 })
    expect(await jobs()).toEqual([{ kind: 'access-request', itemId: request.id }])
    expect((await auditOf(request.id)).map(({ event, actorKind }) => [event, actorKind])).toEqual([['access-request.made', 'anonymous']])
    expect(await db.outboxMessage.count()).toBe(0)
  })
  test('answers the same whatever is known, and a waiting one is changed by nothing', async () => {
    const user = await person()
    const answers = [
      await requestAccess(someone(), asking),
      await requestAccess(someone(), { ...asking, email: 'ANN@example.NET', fullName: 'Somebody Else' }),
      await requestAccess(someone(), { ...asking, email: user.email }),
      await requestAccess(someone(), { ...asking, email: 'robot@example.net', website: 'https://spam.example' }),
    ]
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect((await db.accessRequest.findMany({ orderBy: { id: 'asc' } })).map(({ fullName, email }) => [fullName, email])).toEqual([
      ['Ann van Lee', 'Ann@example.net'],
      ['Ann van Lee', user.email],
    ])
    expect(await jobs()).toHaveLength(2)
  })
  test('32 at once are one', async () => {
    const all = await Promise.allSettled(Array.from({ length: 32 }, (_, n) => requestAccess(from(`203.0.113.${n}`), asking)))
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    for (const each of all) if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'RATE_LIMITED' })
    expect([await db.accessRequest.count(), (await jobs()).length]).toEqual([1, 1])
  })
  test('is limited for a place and for an address', async () => {
    for (let n = 0; n < 20; n++) await requestAccess(someone(), { ...asking, email: `a${n}@example.net` })
    await expect(requestAccess(someone(), { ...asking, email: 'next@example.net' })).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    await requestAccess(from('192.0.2.8'), { ...asking, email: 'next@example.net' })
    for (const ip of ['192.0.2.9', '192.0.2.10']) await requestAccess(from(ip), { ...asking, email: 'NEXT@example.net' })
    await expect(requestAccess(from('192.0.2.11'), { ...asking, email: 'next@example.net' })).rejects.toMatchObject({
      code: 'RATE_LIMITED',
    })
    expect(await db.accessRequest.count()).toBe(21)
  })
  test('refuses what does not fit its columns, and groups that are not approved', async () => {
    const before = await fingerprint()
    for (const wrong of [
      { email: 'x' },
      { fullName: ' ' },
      { fullName: 'x'.repeat(256) },
      { reason: '' },
      { reason: 'x'.repeat(2_001) },
      { organisation: 'x'.repeat(256) },
      { groupId: newId() },
      { groupId: 'x' },
      { status: 'ENROLLED' },
    ])
      // prettier-ignore
      await expect(requestAccess(from(newId()), { ...asking, ...wrong }), JSON.stringify(wrong)).rejects.toMatchObject({ code: 'INVALID' })
    const hidden = await group()
    const withGroup = await fingerprint()
    await expect(requestAccess(from('x'), { ...asking, email: 'b@example.net', groupId: hidden })).rejects.toMatchObject({
      code: 'INVALID',
    })
    expect(await fingerprint()).toBe(withGroup)
    expect(before).not.toBe(withGroup)
    await approveGroup(system, { groupId: hidden })
    await requestAccess(from('y'), { ...asking, email: 'b@example.net', groupId: hidden })
    expect(await getAccessRequestForm(someone(), {})).toMatchObject({ open: true, groups: [{ id: hidden }] })
  })
  test('is closed by the setting', async () => {
    await set('accessRequests.open', 'no')
    await expect(requestAccess(someone(), asking)).rejects.toMatchObject({ code: 'RULE', detail: { reason: 'CLOSED' } })
    expect(await getAccessRequestForm(someone(), {})).toEqual({ open: false, groups: [] })
    expect(await db.accessRequest.count()).toBe(0)
  })
})

describe('handleAccessRequest', () => {
  test('enrolls by an invitation in the same transaction, and records who handled it', async () => {
    const request = await made({ fullName: 'Ann van Lee' })
    const admin = await asAdministrator()
    const input = { requestId: request.id, version: 1, decision: 'enroll', note: 'Welcome', noteShared: true, roleIds: [roleId('VIEWER')] }
    const { status, invitationId } = await handleAccessRequest(admin, input)
    expect(status).toBe('ENROLLED')
    expect(await db.accessRequest.findFirstOrThrow()).toMatchObject({ status: 'ENROLLED', handledById: admin.id, handledByLabel: admin.label, note: 'Welcome', invitationId }) // prettier-ignore
    expect(await db.enrollmentPool.findUniqueOrThrow({ where: { id: invitationId! } })).toMatchObject({ kind: 'invitation', email: request.email, ownerId: admin.id, welcome: 'Welcome' }) // prettier-ignore
    expect((await auditOf(request.id)).map(({ event }) => event)).toEqual(['access-request.made', 'access-request.enrolled'])
    expect(await db.outboxMessage.findMany({ select: { template: true, toAddress: true } })).toContainEqual({ template: 'invitation-to-enroll', toAddress: request.email }) // prettier-ignore
    await expect(handleAccessRequest(await asAdministrator(), { ...input, version: 2 })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(admin.label),
      detail: { reason: 'DECIDED', current: { status: 'ENROLLED' } },
    })
  })
  test('whoever may approve but not invite there lets people in by it too, also into the group that was asked for', async () => {
    const invitesElsewhere = await asUserWith('Enrollment approver')
    const inviting = { userId: invitesElsewhere.id, roleId: await makeRole('enrollment:invite'), reachGroupId: await group() }
    await grantRole(system, inviting)
    for (const approverId of [(await asUserWith('Enrollment approver')).id, invitesElsewhere.id]) {
      const groupId = await group()
      await approveGroup(system, { groupId })
      const request = await made({ groupId })
      await handleAccessRequest(await actorFor(approverId), { requestId: request.id, version: 1, decision: 'enroll' })
      const { id: linkId, sealedCode } = await db.enrollmentLink.findFirstOrThrow({ where: { pool: { groupId } } })
      const token = unseal(sealedCode, `enrollment-link:${linkId}`)
      const given = { token, username: `ann.${newId()}`, firstName: 'Ann', lastName: 'van Lee', email: request.email }
      expect((await enroll(someone(), { ...given, password: 'four words are enough here' })).state).toBe('APPROVED')
      const { user } = await db.groupMember.findFirstOrThrow({ where: { groupId }, select: { user: { select: { username: true } } } })
      expect(user.username).toBe(given.username)
    }
  })
  test('dismisses, and leads out of no state but pending', async () => {
    const request = await made()
    const admin = await asAdministrator()
    await expect(handleAccessRequest(admin, { requestId: request.id, version: 3, decision: 'dismiss' })).rejects.toMatchObject({
      detail: { reason: 'STALE' },
    })
    expect(await handleAccessRequest(admin, { requestId: request.id, version: 1, decision: 'dismiss', note: 'Unknown' })).toMatchObject({
      status: 'DISMISSED',
    })
    // What is not shared is not mailed.
    expect(await db.outboxMessage.count({ where: { toAddress: request.email } })).toBe(0)
    await expect(handleAccessRequest(admin, { requestId: request.id, version: 2, decision: 'enroll' })).rejects.toMatchObject({
      detail: { reason: 'DECIDED' },
    })
    await expect(db.accessRequest.update({ where: { id: request.id }, data: { status: 'PENDING', handledAt: null } })).rejects.toThrow()
  })
  test('403 without the right, 404 out of reach or missing, and nobody their own', async () => {
    const mine = await group()
    await approveGroup(system, { groupId: mine })
    const [inside, outside] = [await made({ groupId: mine }), await made()]
    const dismiss = (requestId: string) => ({ requestId, version: 1, decision: 'dismiss' })
    for (const requestId of [inside.id, newId()])
      await expect(handleAccessRequest(await asStranger(), dismiss(requestId))).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const limited = await person({ password: true })
    await grantRole(system, { userId: limited.id, roleId: await makeRole('enrollment:read', 'enrollment:approve'), reachGroupId: mine })
    const actor = await actorFor(limited.id)
    for (const requestId of [outside.id, newId()]) {
      await expect(handleAccessRequest(actor, dismiss(requestId))).rejects.toMatchObject({ code: 'NOT_FOUND' })
      await expect(getAccessRequest(actor, { requestId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    }
    // Not into a group, or none, beyond their own.
    await expect(handleAccessRequest(actor, { ...dismiss(inside.id), decision: 'enroll', groupId: null })).rejects.toMatchObject({
      code: 'INVALID',
    })
    await expect(handleAccessRequest(actor, { ...dismiss(inside.id), decision: 'enroll', groupId: await group() })).rejects.toMatchObject({
      code: 'INVALID',
    })
    expect(await handleAccessRequest(actor, { ...dismiss(inside.id), decision: 'enroll' })).toMatchObject({ status: 'ENROLLED' })
    const approver = await asUserWith('Enrollment approver')
    const { email } = await db.user.findUniqueOrThrow({ where: { id: approver.id }, select: { email: true } })
    const own = await made({ email: email.toUpperCase() })
    await expect(handleAccessRequest(approver, dismiss(own.id))).rejects.toMatchObject({ code: 'RULE', detail: { reason: 'OWN_REQUEST' } })
    expect((await getAccessRequest(approver, { requestId: own.id })).whyNotHandle).toMatchObject({ reason: 'OWN_REQUEST' })
  })
  test('gives no role that the actor may not give, and writes nothing then', async () => {
    const request = await made()
    const approver = await asUserWith('Enrollment approver')
    const before = await fingerprint()
    const input = { requestId: request.id, version: 1, decision: 'enroll', roleIds: [roleId('ADMIN')] }
    await expect(handleAccessRequest(approver, input)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await fingerprint()).toBe(before)
  })
  test('an address with an account is a conflict, and the request goes on waiting', async () => {
    const user = await person()
    const request = await made({ email: user.email })
    const input = { requestId: request.id, version: 1, decision: 'enroll' }
    await expect(handleAccessRequest(await asAdministrator(), input)).rejects.toMatchObject({
      code: 'CONFLICT',
      detail: { reason: 'USER_EXISTS' },
    })
    expect(await db.accessRequest.findFirstOrThrow()).toMatchObject({ status: 'PENDING', version: 1 })
  })
  test('32 answers at once are one', async () => {
    const request = await made()
    const admins = await Promise.all(Array.from({ length: 4 }, asAdministrator))
    const all = await Promise.allSettled(
      Array.from({ length: 32 }, (_, n) =>
        handleAccessRequest(admins[n % 4]!, { requestId: request.id, version: 1, decision: n % 2 ? 'enroll' : 'dismiss' }),
      ),
    )
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const each of all)
      if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: expect.stringMatching(/CONFLICT|UNAVAILABLE/) })
    const { status } = await db.accessRequest.findFirstOrThrow()
    expect(await db.enrollmentPool.count()).toBe(status === 'ENROLLED' ? 1 : 0)
  })
})

test('getAccessRequest names duplicates within reach, counts the others, and tells what happened', async () => {
  const twin = await person({ firstName: 'Ann', lastName: 'van Lee' })
  const request = await made({ email: twin.email, fullName: 'Ann van Lee' })
  const admin = await asAdministrator()
  const seen = await getAccessRequest(admin, { requestId: request.id })
  expect(seen).toMatchObject({ email: twin.email, status: 'PENDING', hiddenDuplicates: 0, whyNotHandle: null })
  expect(seen.duplicates).toEqual([{ kind: 'user', id: twin.id, label: expect.stringContaining('Ann van Lee'), same: 'email' }])
  expect(seen.history).toMatchObject([{ event: 'access-request.made', at: expect.any(Date) }])
  const approver = await asUserWith('Enrollment approver')
  expect(await getAccessRequest(approver, { requestId: request.id })).toMatchObject({ duplicates: [], hiddenDuplicates: 1 })
})
