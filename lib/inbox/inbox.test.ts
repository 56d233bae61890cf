import { beforeEach, describe, expect, test } from 'vitest'
import { requestAccess } from '../access-requests/mutations.ts'
import { readShell } from '../auth/shell-query.ts'
import { startSession } from '../auth/start-session.ts'
import { anonymousActor, type Actor } from '../core/actor.ts'
import { db, pool } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { requestToJoin } from '../groups/mutations-requests.ts'
import { approveGroup, trustGroup } from '../groups/mutations-flags.ts'
import { grantRole } from '../roles/mutations.ts'
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
import { decideInboxItems } from './mutations.ts'
import { listInbox } from './queries.ts'
import type { InboxKind } from './schema.ts'
import type { InboxRow } from './views.ts'

beforeEach(async () => {
  await emptyTables()
  await pool.query('delete from rate_limits')
})

const stranger = (ip = '192.0.2.7') => anonymousActor({ id: newId(), ip, userAgent: 'test' })
let counter = 0

type New = { groupId?: string | null; ready?: boolean; email?: string; firstName?: string; lastName?: string }
/** An enrollment that waits; `ready: false` still waits for its applicant. */
async function enrollment({ groupId = null, ready = true, ...more }: New = {}): Promise<string> {
  const [id, name] = [newId(), `applicant${++counter}`]
  await db.enrollment.create({
    data: {
      id,
      source: 'administrator',
      username: name,
      email: `${name}@example.com`,
      firstName: 'Ann',
      lastName: `Plicant ${counter}`,
      groupId,
      readyAt: ready ? new Date() : null,
      expiresAt: new Date('2099-01-01'),
      statusHash: newId(),
      sealedStatusCode: 'unused',
      ...more,
    },
    select: { id: true },
  })
  return id
}
async function accessRequest(groupId: string | null = null, more: Record<string, unknown> = {}): Promise<string> {
  const email = `asker${++counter}@example.net`
  await requestAccess(stranger(`198.51.100.${counter % 250}`), {
    email,
    fullName: `Bo Asker ${counter}`,
    reason: 'I work here',
    groupId,
    ...more,
  })
  return (await db.accessRequest.findFirstOrThrow({ where: { email }, select: { id: true } })).id
}
async function groupRequest(groupId: string): Promise<{ id: string; userId: string }> {
  const user = await asStranger()
  const { requestId } = await requestToJoin(user, { groupId, reason: 'Let me in' })
  return { id: requestId as string, userId: user.id }
}
const openGroup = async (parentId: string | null = null) => {
  const groupId = await group(parentId)
  await approveGroup(system, { groupId })
  return groupId
}
/** Three of three kinds for one group. */
async function three(groupId: string) {
  return [
    { kind: 'enrollment' as const, id: await enrollment({ groupId }), version: 1 },
    { kind: 'access-request' as const, id: await accessRequest(groupId), version: 1 },
    { kind: 'group-request' as const, id: (await groupRequest(groupId)).id, version: 1 },
  ]
}
async function approverWithin(groupId: string): Promise<Actor & { id: string }> {
  const user = await person({ password: true })
  await grantRole(system, { userId: user.id, roleId: await makeRole('enrollment:read', 'enrollment:approve'), reachGroupId: groupId })
  return { ...(await actorFor(user.id)), id: user.id }
}
const ids = (items: readonly InboxRow[]) => items.map(({ id }) => id)
const pendingOf = async (userId: string) => {
  const token = await startSession({ id: userId, label: 'x', request: { id: 'r', ip: null, userAgent: null }, method: 'password' })
  return (await readShell(token, { id: 'r', ip: null, userAgent: null }))?.pendingWork
}

describe('listInbox', () => {
  test('has the three kinds in one order, with all that one needs to decide', async () => {
    const groupId = await openGroup()
    const items = await three(groupId)
    const admin = await asAdministrator()
    const { items: rows, count, more } = await listInbox(admin, {})
    expect(ids(rows)).toEqual(items.map(({ id }) => id))
    expect([count, more]).toEqual([3, false])
    expect(rows[0]).toMatchObject({
      kind: 'enrollment',
      email: expect.stringContaining('@example.com'),
      group: { id: groupId },
      state: 'PENDING',
      checks: { ready: true, emailConfirmed: false, domainAllowed: null, duplicate: null },
      whyNotDecide: null,
    })
    expect(rows[1]).toMatchObject({ kind: 'access-request', reason: 'I work here', checks: { emailConfirmed: null } })
    expect(rows[2]).toMatchObject({ kind: 'group-request', reason: 'Let me in' })
    expect(ids((await listInbox(admin, { direction: 'desc' })).items)).toEqual(items.map(({ id }) => id).reverse())
    expect((await listInbox(admin, { sort: 'applicant' })).items.map(({ kind }) => kind)).toEqual([
      'enrollment',
      'access-request',
      'group-request',
    ])
    for (const { kind, id } of items) expect(ids((await listInbox(admin, { kind })).items)).toEqual([id])
    expect((await listInbox(admin, { group: groupId })).group).toMatch(/^Group/)
    expect(ids((await listInbox(admin, { q: 'asker' })).items)).toEqual([items[1]!.id])
    expect(ids((await listInbox(admin, { q: 'PLICANT ann' })).items)).toEqual([items[0]!.id])
    expect((await listInbox(admin, { check: 'unconfirmed' })).items).toHaveLength(1)
    expect((await listInbox(admin, { check: 'unconfirmed', kind: 'group-request' })).items).toEqual([])
  })
  test('pages through all of them, each once, forwards and backwards', async () => {
    for (let i = 0; i < 20; i++) await enrollment()
    for (let i = 0; i < 20; i++) await accessRequest()
    const groupId = await openGroup()
    for (let i = 0; i < 20; i++) await groupRequest(groupId)
    const admin = await asAdministrator()
    for (const sort of ['asked', 'applicant', 'decided']) {
      const first = await listInbox(admin, { sort, state: 'all' })
      const second = await listInbox(admin, { sort, state: 'all', after: first.next! })
      const third = await listInbox(admin, { sort, state: 'all', after: second.next! })
      expect([first, second, third].map(({ items }) => items.length)).toEqual([25, 25, 10])
      expect(new Set([first, second, third].flatMap(({ items }) => ids(items))).size).toBe(60)
      expect(third.next).toBeNull()
      expect(ids((await listInbox(admin, { sort, state: 'all', before: third.previous! })).items)).toEqual(ids(second.items))
      expect(ids((await listInbox(admin, { sort, state: 'all', last: true })).items).slice(-10)).toEqual(ids(third.items))
    }
  })
  test('shows who is limited to groups what belongs to these, and no badge to those who decide nowhere', async () => {
    const [above, other] = [await openGroup(), await openGroup()]
    const below = await openGroup(above)
    const [inside, outside] = [await three(below), await three(other)]
    await enrollment()
    await enrollment({ groupId: below, ready: false })
    const approver = await approverWithin(above)
    expect(ids((await listInbox(approver, {})).items)).toEqual(inside.map(({ id }) => id))
    expect((await listInbox(approver, { state: 'unready' })).items).toHaveLength(1)
    expect((await listInbox(approver, { group: other })).items).toEqual([])
    expect((await listInbox(approver, { group: other })).group).toBeNull()
    // A user's address is for those who may look them up.
    expect((await listInbox(approver, { kind: 'group-request' })).items[0]?.email).toBeNull()
    expect(await pendingOf(approver.id)).toEqual({ count: 3, more: false })
    expect(await pendingOf((await asAdministrator()).id)).toEqual({ count: 7, more: false })
    expect(await pendingOf((await asStranger()).id)).toBeNull()
    const { results } = await decideInboxItems(approver, { items: [...inside, ...outside], decision: 'reject', reason: 'No' })
    expect(results.map(({ result, reason }) => result + reason)).toEqual([
      ...inside.map(() => 'done'),
      ...outside.map(() => 'refusedNOT_FOUND'),
    ])
    expect(results.slice(3).map(({ applicant }) => applicant)).toEqual(['', '', ''])
    expect(await pendingOf(approver.id)).toEqual({ count: 0, more: false })
    const mine = await listInbox(approver, { state: 'decided', decidedBy: 'me', sort: 'decided', direction: 'desc' })
    expect(new Set(ids(mine.items))).toEqual(new Set(inside.map(({ id }) => id)))
    expect(mine.items.every(({ decidedBy }) => decidedBy === approver.label)).toBe(true)
    expect((await listInbox(await asAdministrator(), { state: 'decided', decidedBy: 'me' })).items).toEqual([])
  })
  test('counts the badge to 100', async () => {
    const admin = await asAdministrator()
    for (let i = 0; i < 102; i++) await enrollment()
    expect(await pendingOf(admin.id)).toEqual({ count: 100, more: true })
  })
  test('says who may be there already, and that one’s own is for others', async () => {
    const admin = await asAdministrator()
    const { email } = await db.user.findUniqueOrThrow({ where: { id: admin.id }, select: { email: true } })
    const own = await enrollment({ email: email.toUpperCase(), firstName: 'Quite', lastName: 'Different' })
    const known = await person({ firstName: 'Zoe', lastName: 'Zwilling' })
    const sameName = await enrollment({ firstName: 'zoé', lastName: known.lastName })
    const rows = (await listInbox(admin, {})).items
    expect(rows.find(({ id }) => id === own)).toMatchObject({ checks: { duplicate: 'email' }, whyNotDecide: { reason: 'OWN_REQUEST' } })
    expect(rows.find(({ id }) => id === sameName)?.checks.duplicate).toBe('name')
    const { results } = await decideInboxItems(admin, {
      items: [{ kind: 'enrollment', id: own, version: 1 }],
      decision: 'reject',
      reason: 'No',
    })
    expect(results[0]).toMatchObject({ result: 'refused' })
    expect(await db.enrollment.findUniqueOrThrow({ where: { id: own } })).toMatchObject({ state: 'PENDING' })
  })
})

describe('decideInboxItems', () => {
  test('approves items of all kinds, each by its own rules, and a preview changes nothing', async () => {
    const groupId = await openGroup()
    const items = await three(groupId)
    const admin = await asAdministrator()
    const [gone, changed] = [
      { kind: 'enrollment' as InboxKind, id: newId(), version: 1 },
      { kind: 'group-request' as InboxKind, id: (await groupRequest(groupId)).id, version: 7 },
    ]
    const all = [...items, gone, changed]
    const before = await fingerprint()
    const preview = await decideInboxItems(admin, { items: all, decision: 'approve', preview: true })
    expect(await fingerprint()).toBe(before)
    expect((await pool.query(`select count(*)::int as n from jobs.job where name = 'mail.send'`)).rows[0].n).toBe(0)
    const done = await decideInboxItems(admin, {
      items: all.map(({ kind, id, version }) => `${kind}:${id}:${version}`),
      decision: 'approve',
    })
    expect(done.results).toEqual(preview.results)
    expect(done.results.map(({ result, reason }) => result + reason)).toEqual(['done', 'done', 'done', 'refusedNOT_FOUND', 'refusedSTALE'])
    expect([done.done, done.waiting, done.refused]).toEqual([3, 0, 2])
    const [enrolled, asked, joined] = items
    const decidedBy = { decidedByLabel: admin.label }
    expect(await db.enrollment.findUniqueOrThrow({ where: { id: enrolled!.id } })).toMatchObject({ state: 'APPROVED', ...decidedBy })
    expect(await db.accessRequest.findUniqueOrThrow({ where: { id: asked!.id } })).toMatchObject({ status: 'ENROLLED', handledByLabel: admin.label, invitationId: expect.any(String) }) // prettier-ignore
    expect(await db.groupRequest.findUniqueOrThrow({ where: { id: joined!.id } })).toMatchObject({ status: 'APPROVED', ...decidedBy })
    expect(await db.groupMember.count({ where: { groupId } })).toBe(2)
    expect((await auditOf(enrolled!.id)).map(({ event }) => event)).toContain('enrollment.approved')
    // Whoever comes later is told who was first.
    const again = await decideInboxItems(await asAdministrator(), { items, decision: 'reject', reason: 'Late' })
    expect(again.results.map(({ reason }) => reason)).toEqual(['DECIDED', 'DECIDED', 'DECIDED'])
    for (const { message } of again.results) expect(message).toContain(admin.label)
  })
  test('refuses what the actor may not give, item by item, and writes none of it', async () => {
    const [plain, strong] = [await openGroup(), await openGroup()]
    await db.grant.create({ data: { id: newId(), groupId: strong, roleId: await makeRole('user:purge') }, select: { id: true } })
    const approver = await asUserWith('Enrollment approver')
    const items = [...(await three(strong)), ...(await three(plain))]
    const { results } = await decideInboxItems(approver, { items, decision: 'approve' })
    expect(results.map(({ result, reason }) => result + reason)).toEqual([
      ...Array(3).fill('refusedEXCEEDS_OWN_RIGHTS'),
      'done',
      'done',
      'done',
    ])
    expect(await db.groupMember.count({ where: { groupId: strong } })).toBe(0)
    expect(await db.enrollmentPool.count({ where: { groupId: strong } })).toBe(0)
    expect((await listInbox(approver, {})).items).toHaveLength(3)
  })
  test('a rejection needs a reason, which is kept', async () => {
    const groupId = await openGroup()
    const items = await three(groupId)
    const admin = await asAdministrator()
    await expect(decideInboxItems(admin, { items, decision: 'reject' })).rejects.toMatchObject({ code: 'INVALID', detail: { fields: { reason: [expect.any(String)] } } }) // prettier-ignore
    await decideInboxItems(admin, { items, decision: 'reject', reason: 'Not known here', reasonShared: true })
    expect(await db.enrollment.findFirstOrThrow()).toMatchObject({ state: 'REJECTED', reason: 'Not known here', reasonShared: true })
    expect(await db.accessRequest.findFirstOrThrow()).toMatchObject({ status: 'DISMISSED', note: 'Not known here', noteShared: true })
    expect(await db.groupRequest.findFirstOrThrow()).toMatchObject({ status: 'REJECTED', note: 'Not known here' })
    const mails = (await db.outboxMessage.findMany({ select: { template: true } })).map(({ template }) => template)
    expect(mails.filter((template) => template === 'access-request-dismissed')).toHaveLength(1)
    expect(mails.filter((template) => template === 'group-request-rejected')).toHaveLength(1)
  })
  test('more than 200, none, or nonsense is refused', async () => {
    const admin = await asAdministrator()
    const item = () => ({ kind: 'enrollment', id: newId(), version: 1 })
    for (const items of [[], Array.from({ length: 201 }, item), 'enrollment', [{ ...item(), kind: 'user' }], ['enrollment:1:2']])
      await expect(decideInboxItems(admin, { items, decision: 'approve' })).rejects.toMatchObject({ code: 'INVALID' })
    const twice = item()
    expect((await decideInboxItems(admin, { items: [twice, twice], decision: 'approve' })).results).toHaveLength(1)
  })
  test('32 at once about overlapping items of all kinds: each is decided once', async () => {
    const [one, two] = [await openGroup(), await openGroup()]
    for (const groupId of [one, two]) await trustGroup(system, { groupId })
    const items = [...(await three(one)), ...(await three(two)), ...(await three(one)), ...(await three(two))]
    const admins = await Promise.all(Array.from({ length: 8 }, asAdministrator))
    const slice = (n: number) => [...items.slice(n % 12), ...items.slice(0, n % 12)].slice(0, 8)
    const settled = await Promise.allSettled(
      Array.from({ length: 32 }, (_, n) =>
        decideInboxItems(admins[n % 8]!, { items: slice(n), decision: n % 3 === 0 ? 'reject' : 'approve', reason: 'Because' }),
      ),
    )
    const done = settled.flatMap((each) =>
      each.status === 'fulfilled' ? each.value.results.filter(({ result }) => result === 'done') : [],
    )
    for (const each of settled) if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'UNAVAILABLE' })
    expect(done.map(({ id }) => id).sort()).toEqual(items.map(({ id }) => id).sort())
    const states = await db.enrollment.groupBy({ by: ['state'], _count: true })
    const approved = states.find(({ state }) => state === 'APPROVED')?._count ?? 0
    expect(await db.user.count({ where: { enrollment: { isNot: null } } })).toBe(approved)
    for (const { id, kind } of items) {
      if (kind === 'group-request') continue
      const decisions = (await auditOf(id)).filter(({ event }) => /approved|rejected|enrolled|dismissed/.test(event))
      expect(decisions).toHaveLength(1)
    }
    expect(await db.enrollmentPool.count()).toBe(await db.accessRequest.count({ where: { status: 'ENROLLED' } }))
  }, 60_000)
})
