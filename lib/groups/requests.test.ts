import { beforeEach, describe, expect, test } from 'vitest'
import { db } from '../core/db.ts'
import { grantRole } from '../roles/mutations.ts'
import {
  actorFor,
  asAdministrator,
  asStranger,
  asUserWith,
  auditOf,
  emptyTables,
  group,
  join,
  makeRole,
  person,
  roleId,
  system,
} from '../testing/world.ts'
import { remindAllMembers } from '../jobs/remind-members.ts'
import { approveGroup, trustGroup } from './mutations-flags.ts'
import { addGroupMember, leaveGroup } from './mutations-members.ts'
import { remindMembers } from './mutations-remind.ts'
import { decideGroupRequest, requestToJoin, withdrawGroupRequest } from './mutations-requests.ts'
import { myGroups } from './queries-own.ts'
import { getGroupRequest } from './queries-request.ts'

beforeEach(emptyTables)
const refused = (reason: string) => ({ code: 'RULE', detail: { reason } })
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000)
const mailsTo = async (userId: string) =>
  (await db.outboxMessage.findMany({ where: { userId, template: { startsWith: 'group-' } }, orderBy: { createdAt: 'asc' } })).map(
    ({ template }) => template,
  )
const openGroup = async ({ trusted = false } = {}) => {
  const groupId = await group()
  await approveGroup(system, { groupId })
  if (trusted) await trustGroup(system, { groupId })
  return groupId
}
const asked = async (groupId: string) => {
  const user = await asStranger()
  const { requestId } = await requestToJoin(user, { groupId, reason: 'I live there.' })
  return { user, requestId }
}
const only = (requestId: string, decision: 'approve' | 'reject', more = {}) => ({ requestId, version: 1, decision, ...more })

describe('requestToJoin', () => {
  test('waits once, whatever is asked again, also 32 times at once', async () => {
    const groupId = await openGroup()
    const user = await asStranger()
    const results = await Promise.allSettled(Array.from({ length: 32 }, () => requestToJoin(user, { groupId, reason: 'Please' })))
    const answers = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    expect(answers.filter(({ changed }) => changed)).toHaveLength(1)
    expect(new Set(answers.map(({ requestId }) => requestId)).size).toBe(1)
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'UNAVAILABLE' })
    expect(await db.groupRequest.count()).toBe(1)
    expect((await auditOf(user.id)).filter(({ event }) => event === 'group.request-made')).toHaveLength(1)
    await expect(requestToJoin(user, { groupId, reason: ' ' })).rejects.toMatchObject({ code: 'INVALID' })
  })
  test('tells nothing of groups that are not approved, and lets members ask only for more time', async () => {
    const [hidden, open] = [await group(), await openGroup()]
    const user = await asStranger()
    const texts = await Promise.all(
      [hidden, crypto.randomUUID()].map((groupId) => requestToJoin(user, { groupId, reason: 'x' }).catch((error: Error) => error.message)),
    )
    expect(new Set(texts).size).toBe(1)
    await join(open, user.id)
    await expect(requestToJoin(user, { groupId: open, reason: 'x' })).rejects.toMatchObject(refused('ALREADY_MEMBER'))
    await db.groupMember.create({ data: { groupId: hidden, userId: user.id, validUntil: inDays(3) } })
    expect(await requestToJoin(user, { groupId: hidden, reason: 'More time' })).toMatchObject({ changed: true })
  })
  test('tells the managers of a trusted group, once a day for the same person', async () => {
    const [trusted, plain] = [await openGroup({ trusted: true }), await openGroup()]
    const manager = await person({ password: true })
    for (const groupId of [trusted, plain]) await db.groupMember.create({ data: { groupId, userId: manager.id, role: 'manager' } })
    const { user, requestId } = await asked(plain)
    expect(await mailsTo(manager.id)).toEqual([])
    await withdrawGroupRequest(user, { requestId })
    const first = await requestToJoin(user, { groupId: trusted, reason: 'Hello' })
    await withdrawGroupRequest(user, { requestId: first.requestId })
    await requestToJoin(user, { groupId: trusted, reason: 'Hello again' })
    expect(await mailsTo(manager.id)).toEqual(['group-request-made'])
  })
})

describe('withdrawGroupRequest', () => {
  test('takes back one’s own and nobody else’s', async () => {
    const groupId = await openGroup()
    const { user, requestId } = await asked(groupId)
    await expect(withdrawGroupRequest(await asStranger(), { requestId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await withdrawGroupRequest(user, { requestId })).toEqual({ changed: true })
    expect(await withdrawGroupRequest(user, { requestId })).toEqual({ changed: false })
    await expect(decideGroupRequest(await asAdministrator(), only(requestId, 'approve'))).rejects.toMatchObject({
      code: 'CONFLICT',
      detail: { reason: 'DECIDED' },
    })
    const again = await requestToJoin(user, { groupId, reason: 'Now I want to' })
    await decideGroupRequest(await asAdministrator(), only(again.requestId, 'reject'))
    await expect(withdrawGroupRequest(user, { requestId: again.requestId })).rejects.toMatchObject({ code: 'CONFLICT' })
  })
})

describe('decideGroupRequest', () => {
  test('lets in until an end, tells the applicant, and says who was first to whoever is second', async () => {
    const groupId = await openGroup()
    const approver = await asUserWith('Enrollment approver')
    const { user, requestId } = await asked(groupId)
    const validUntil = inDays(10)
    expect(await decideGroupRequest(approver, only(requestId, 'approve', { note: 'Welcome', validUntil }))).toEqual({ status: 'APPROVED' })
    expect(await db.groupMember.findFirstOrThrow({ where: { userId: user.id } })).toMatchObject({
      groupId,
      role: 'member',
      validUntil,
      addedById: approver.id,
    })
    expect(await mailsTo(user.id)).toEqual(['group-request-approved'])
    const admin = await asAdministrator()
    await expect(decideGroupRequest(admin, only(requestId, 'reject'))).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(approver.label),
      detail: { reason: 'DECIDED', current: { status: 'APPROVED', decidedByLabel: approver.label, decidedAt: expect.any(String) } },
    })
    expect((await auditOf(user.id)).at(-1)).toMatchObject({ event: 'group.request-approved', actorId: approver.id, detail: { groupId } })
  })
  test('32 decisions at once are one', async () => {
    const groupId = await openGroup()
    const [one, other] = [await asAdministrator(), await asUserWith('Enrollment approver')]
    const { user, requestId } = await asked(groupId)
    const results = await Promise.allSettled(
      Array.from({ length: 32 }, (_, n) => decideGroupRequest(n % 2 ? one : other, only(requestId, n % 3 ? 'approve' : 'reject'))),
    )
    const done = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.status] : []))
    expect(done).toHaveLength(1)
    for (const result of results)
      if (result.status === 'rejected') expect(['CONFLICT', 'UNAVAILABLE']).toContain((result.reason as { code: string }).code)
    expect(await db.groupRequest.findFirstOrThrow()).toMatchObject({ status: done[0] })
    expect(await db.groupMember.count({ where: { userId: user.id } })).toBe(done[0] === 'APPROVED' ? 1 : 0)
    expect(await mailsTo(user.id)).toHaveLength(1)
  })
  test('nobody decides about their own, nor outside their groups, nor gives what they lack', async () => {
    const groupId = await openGroup()
    const approver = await asUserWith('Enrollment approver')
    const own = await requestToJoin(approver, { groupId, reason: 'Me' })
    for (const decision of ['approve', 'reject'] as const)
      await expect(decideGroupRequest(approver, only(own.requestId, decision))).rejects.toMatchObject(refused('OWN_REQUEST'))
    const { requestId } = await asked(groupId)
    const elsewhere = await person({ password: true })
    await grantRole(system, { userId: elsewhere.id, roleId: await makeRole('enrollment:approve'), reachGroupId: await group() })
    const outside = await actorFor(elsewhere.id)
    const texts = await Promise.all(
      [requestId, crypto.randomUUID()].map((id) => decideGroupRequest(outside, only(id, 'approve')).catch((error: Error) => error.message)),
    )
    expect(new Set(texts).size).toBe(1)
    await grantRole(system, { groupId, roleId: roleId('Staff') })
    await expect(decideGroupRequest(approver, only(requestId, 'approve'))).rejects.toMatchObject(refused('EXCEEDS_OWN_RIGHTS'))
    expect(await decideGroupRequest(approver, only(requestId, 'reject'))).toEqual({ status: 'REJECTED' })
    expect(await db.groupMember.count()).toBe(0)
  })
  test('managers decide where the group is trusted, and not where it is not', async () => {
    for (const trusted of [true, false]) {
      const groupId = await openGroup({ trusted })
      const owner = await person({ password: true })
      await db.group.update({ where: { id: groupId }, data: { ownerId: owner.id } })
      const { user, requestId } = await asked(groupId)
      const call = decideGroupRequest(await actorFor(owner.id), only(requestId, 'approve'))
      if (trusted) expect(await call).toEqual({ status: 'APPROVED' })
      else await expect(call).rejects.toMatchObject({ code: 'FORBIDDEN' })
      expect(await db.groupMember.count({ where: { userId: user.id } })).toBe(trusted ? 1 : 0)
    }
  })
  test('gives members more time, never less, and keeps what they are', async () => {
    const groupId = await openGroup()
    const admin = await asAdministrator()
    const user = await asStranger()
    await db.groupMember.create({ data: { groupId, userId: user.id, role: 'manager', validUntil: inDays(5) } })
    const { requestId } = await requestToJoin(user, { groupId, reason: 'Until summer' })
    await expect(decideGroupRequest(admin, only(requestId, 'approve', { validUntil: inDays(2) }))).rejects.toMatchObject(
      refused('NOT_LATER'),
    )
    const validUntil = inDays(50)
    await decideGroupRequest(admin, only(requestId, 'approve', { validUntil }))
    expect(await db.groupMember.findFirstOrThrow({ where: { userId: user.id } })).toMatchObject({ role: 'manager', validUntil })
  })
  test('nothing is left waiting for who was added, or left', async () => {
    const groupId = await openGroup()
    const { user } = await asked(groupId)
    await addGroupMember(await asAdministrator(), { groupId, userId: user.id, validUntil: inDays(4) })
    expect(await mailsTo(user.id)).toEqual(['group-request-approved'])
    await requestToJoin(user, { groupId, reason: 'Longer' })
    await leaveGroup(user, { groupId })
    const { requests, memberships } = await myGroups(user, {})
    expect(requests.map(({ status }) => status)).toEqual(['WITHDRAWN', 'APPROVED'])
    expect(memberships).toEqual([])
  })
})

describe('getGroupRequest', () => {
  test('says what an approval gives, and why its reader may not decide', async () => {
    const parent = await group()
    const child = await group(parent)
    await approveGroup(system, { groupId: child })
    await grantRole(system, { groupId: parent, roleId: roleId('VIEWER') })
    const { user, requestId } = await asked(child)
    const admin = await asAdministrator()
    expect(await getGroupRequest(admin, { requestId })).toMatchObject({
      group: { id: child, isVisible: true },
      user: { id: user.id, isVisible: true },
      roles: ['VIEWER'],
      status: 'PENDING',
      renewal: false,
      whyNotDecide: null,
    })
    const reading = await person({ password: true })
    await grantRole(system, { userId: reading.id, roleId: await makeRole('enrollment:read') })
    const seen = await getGroupRequest(await actorFor(reading.id), { requestId })
    expect(seen).toMatchObject({ email: null, user: { isVisible: false }, whyNotDecide: { reason: 'FORBIDDEN' } })
    const applicant = { ...admin, id: user.id }
    expect((await getGroupRequest(applicant, { requestId })).whyNotDecide).toMatchObject({ reason: 'OWN_REQUEST' })
    const elsewhere = { ...admin, grants: new Map(admin.grants).set('enrollment:read', [await group()]) }
    await expect(getGroupRequest(elsewhere, { requestId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await decideGroupRequest(admin, only(requestId, 'reject', { note: 'Not now' }))
    expect(await getGroupRequest(admin, { requestId })).toMatchObject({ status: 'REJECTED', note: 'Not now', decidedByLabel: admin.label })
  })
})

describe('the reminder', () => {
  test('is one mail for every end within seven days, also when the job runs twice at once, and anew for a new end', async () => {
    const groupId = await group()
    const [soon, later, over, gone] = [await person(), await person(), await person(), await person()]
    const put = (userId: string, days: number) => db.groupMember.create({ data: { groupId, userId, validUntil: inDays(days) } })
    await put(soon.id, 6.9)
    await put(later.id, 7.1)
    await put(over.id, -0.1)
    await put(gone.id, 3)
    await db.user.update({ where: { id: gone.id }, data: { status: 'DEACTIVATED' } })
    await Promise.all([remindAllMembers(), remindAllMembers(), remindAllMembers()])
    await remindAllMembers()
    expect(await mailsTo(soon.id)).toEqual(['group-end-reminder'])
    for (const user of [later, over, gone]) expect(await mailsTo(user.id)).toEqual([])
    expect((await auditOf(soon.id)).filter(({ event }) => event === 'group.end-reminded')).toHaveLength(1)
    await db.groupMember.updateMany({ where: { userId: soon.id }, data: { validUntil: inDays(5) } })
    await remindAllMembers()
    expect(await mailsTo(soon.id)).toHaveLength(2)
  })
  test('writes neither mail nor note when it dies in between, and both the next time', async () => {
    const groupId = await group()
    const user = await person()
    await db.groupMember.create({ data: { groupId, userId: user.id, validUntil: inDays(2) } })
    await db.$executeRaw`create function refuse_mail() returns trigger language plpgsql as 'begin raise exception ''The server died.''; end'`
    await db.$executeRaw`create trigger dies before insert on outbox_messages for each row execute function refuse_mail()`
    try {
      await expect(remindMembers(system, {})).rejects.toThrow()
      expect(await db.groupMember.findFirstOrThrow()).toMatchObject({ remindedUntil: null })
    } finally {
      await db.$executeRaw`drop function refuse_mail() cascade`
    }
    expect(await remindMembers(system, {})).toBe(1)
    expect(await remindMembers(system, {})).toBe(0)
    expect(await mailsTo(user.id)).toEqual(['group-end-reminder'])
  })
})
