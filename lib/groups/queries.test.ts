import { beforeEach, describe, expect, test } from 'vitest'
import { anonymousActor } from '../core/actor.ts'
import { db } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { grantRole } from '../roles/mutations.ts'
import { actorFor, asAdministrator, asUserWith, emptyTables, group, join, makeRole, person, roleId, system } from '../testing/world.ts'
import { exportGroupMembers } from './exports.ts'
import { approveGroup, trustGroup } from './mutations-flags.ts'
import { addGroupMember } from './mutations-members.ts'
import { createGroup } from './mutations.ts'
import { getGroup, groupActivity, listGroupGrants } from './queries-group.ts'
import { groupsOfUser, listGroupMembers, listGroupRequests } from './queries-members.ts'
import { groupTree, listApprovedGroups, listGroups, listTrustedGroups, searchGroups } from './queries.ts'

beforeEach(emptyTables)
const stranger = anonymousActor({ id: newId(), ip: '192.0.2.9', userAgent: null })
const named = async (name: string, parentId: string | null = null) => (await createGroup(system, { name, parentId })).groupId
const names = (rows: readonly { name: string }[]) => rows.map(({ name }) => name)
async function within(reachGroupId: string, ...permissions: string[]) {
  const user = await person({ password: true })
  await grantRole(system, { userId: user.id, roleId: await makeRole(...permissions), reachGroupId })
  return { ...(await actorFor(user.id)), id: user.id }
}

describe('lists of groups', () => {
  test('are walked page by page in both directions, and narrowed', async () => {
    const top = await named('Top')
    for (let n = 10; n < 40; n++) await named(`Lab ${n}`, n % 2 ? top : null)
    const admin = await asAdministrator()
    const first = await listGroups(admin, {})
    expect([first.groups.length, first.count, first.more, first.previous]).toEqual([25, 31, false, null])
    const second = await listGroups(admin, { after: first.next })
    expect(names([...first.groups, ...second.groups])).toEqual([...Array.from({ length: 30 }, (_, n) => `Lab ${n + 10}`), 'Top'])
    expect(names((await listGroups(admin, { before: second.previous })).groups)).toEqual(names(first.groups))
    expect((await listGroups(admin, { parent: 'sub' })).count).toBe(15)
    expect((await listGroups(admin, { under: top })).count).toBe(15)
    expect(names((await listGroups(admin, { q: 'lab 3', sort: 'created', direction: 'desc' })).groups)[0]).toBe('Lab 39')
    expect((await listGroups(admin, { parent: 'top', q: 'top' })).groups[0]).toMatchObject({
      name: 'Top',
      subGroups: 15,
      members: 0,
      parent: null,
    })
    await db.group.updateMany({ where: { name: { in: ['Lab 12', 'Lab 30'] } }, data: { startDate: new Date('2020-01-01') } })
    const byStart = await listGroups(admin, { sort: 'startDate', direction: 'desc' })
    expect(names(byStart.groups).slice(0, 2).sort()).toEqual(['Lab 12', 'Lab 30'])
    expect((await listGroups(admin, { sort: 'startDate', direction: 'desc', after: byStart.next })).groups).toHaveLength(6)
  })
  test('show those limited to groups their own branch, and nothing above it', async () => {
    const top = await named('Top')
    const branch = await named('Branch', top)
    await named('Leaf', branch)
    await named('Elsewhere')
    const actor = await within(branch, 'group:read')
    const { groups } = await listGroups(actor, {})
    expect(groups.map(({ name, parent }) => [name, parent?.name ?? null])).toEqual([
      ['Branch', null],
      ['Leaf', 'Branch'],
    ])
    expect(names((await groupTree(actor, {})).groups)).toEqual(['Branch'])
    expect(names((await groupTree(actor, { parentId: top })).groups)).toEqual(['Branch'])
    expect(names((await groupTree(actor, { parentId: branch })).groups)).toEqual(['Leaf'])
    expect(names(await searchGroups(actor, { q: 'e' }))).toEqual([])
    expect((await getGroup(actor, { groupId: branch })).path).toEqual([])
    expect(names((await getGroup(await asAdministrator(), { groupId: branch })).path)).toEqual(['Top'])
    await expect(getGroup(actor, { groupId: top })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

test('seed 000: approved groups are for everybody, trusted ones for who may see groups, with limit, offset and cursor', async () => {
  const ids = [await named('A'), await named('B'), await named('C'), await named('Hidden')]
  for (const groupId of ids.slice(0, 3)) await approveGroup(system, { groupId })
  await trustGroup(system, { groupId: ids[1] })
  await join(ids[0] as string, (await person()).id)
  const all = await listApprovedGroups(stranger, {})
  expect(names(all.groups)).toEqual(['A', 'B', 'C'])
  expect(Object.keys(all.groups[0] ?? {}).sort()).toEqual(['description', 'id', 'location', 'name', 'startDate', 'url', 'urlType'])
  expect(names((await listApprovedGroups(stranger, { limit: 1, offset: 1 })).groups)).toEqual(['B'])
  const one = await listApprovedGroups(stranger, { limit: 1 })
  expect(names((await listApprovedGroups(stranger, { limit: 2, after: one.next })).groups)).toEqual(['B', 'C'])
  for (const bad of [{ limit: 0 }, { limit: 1_001 }, { offset: -1 }])
    await expect(listApprovedGroups(stranger, bad)).rejects.toMatchObject({ code: 'INVALID' })
  expect(names((await listTrustedGroups(await asUserWith('Staff'), {})).groups)).toEqual(['B'])
  await expect(listTrustedGroups(stranger, {})).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
})

describe('listGroupMembers', () => {
  test('pages through members, of sub-groups too, by role and by whether their time is over', async () => {
    const top = await named('Top')
    const below = await named('Below', top)
    const users = await Promise.all(Array.from({ length: 4 }, () => person()))
    const at = (n: number) => new Date(Date.UTC(2026, 0, n))
    const rows = users.map(({ id }, n) => ({ groupId: n === 3 ? below : top, userId: id, addedAt: at(n + 1) }))
    await db.groupMember.createMany({ data: rows })
    await db.groupMember.update({
      where: { groupId_userId: { groupId: top, userId: users[1]!.id } },
      data: { validUntil: at(9), role: 'manager' },
    })
    const admin = await asAdministrator()
    const ids = async (more: object) =>
      (await listGroupMembers(admin, { groupId: top, ...more })).members.map(({ id }) => users.findIndex((user) => user.id === id))
    expect(await ids({})).toEqual([2, 0])
    expect(await ids({ from: 'all' })).toEqual([3, 2, 0])
    expect(await ids({ from: 'all', direction: 'asc', state: 'any' })).toEqual([0, 1, 2, 3])
    expect(await ids({ state: 'ended' })).toEqual([1])
    expect(await ids({ state: 'any', role: 'manager' })).toEqual([1])
    for (const from of ['direct', 'all']) expect(await ids({ q: users[0]!.email, from })).toEqual([0])
    expect((await listGroupMembers(admin, { groupId: top, from: 'all' })).members[0]?.group).toEqual({ id: below, name: 'Below' })
    await expect(listGroupMembers(admin, { groupId: crypto.randomUUID() })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(listGroupMembers(admin, { groupId: crypto.randomUUID(), q: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
  test('finds the same members when thousands of users match the search', async () => {
    const top = await named('Top')
    const below = await named('Below', top)
    await db.$executeRaw`insert into users (id, username, email)
      select gen_random_uuid(), 'crowd' || n, 'crowd' || n || '@example.org' from generate_series(1, 10020) n`
    await db.$executeRaw`insert into group_members (group_id, user_id, added_at)
      select case when n % 2 = 0 then ${top}::uuid else ${below}::uuid end, id, timestamptz '2026-01-01' + make_interval(secs => n)
      from (select id, substr(username, 6)::int as n from users where username like 'crowd%') as crowd where n <= 60`
    const admin = await asAdministrator()
    await join(top, admin.id)
    for (const [from, expected] of [
      ['direct', 30],
      ['all', 60],
    ] as const) {
      const first = await listGroupMembers(admin, { groupId: top, q: 'crowd', from, direction: 'asc' })
      const found = [...first.members]
      for (let { next } = first; next;) {
        const page = await listGroupMembers(admin, { groupId: top, q: 'crowd', from, direction: 'asc', after: next })
        found.push(...page.members)
        next = page.next
      }
      expect(found.map(({ username }) => username)).toEqual(
        Array.from({ length: 60 }, (_, n) => `crowd${n + 1}`).filter((_, n) => from === 'all' || n % 2 === 1),
      )
      expect([first.count, first.more]).toEqual([expected, false])
    }
  })
  test('shows and searches e-mail addresses only of users whom the viewer may look up', async () => {
    const groupId = await named('Lab')
    const user = await person({ firstName: 'Zoë', lastName: 'Quist', email: 'secret.mailbox@example.org' })
    await join(groupId, user.id)
    const manager = await person({ password: true })
    await db.group.update({ where: { id: groupId }, data: { ownerId: manager.id } })
    const owner = await actorFor(manager.id)
    expect((await listGroupMembers(owner, { groupId })).members[0]).toMatchObject({ fullName: 'Zoë Quist', email: null, isVisible: false })
    expect((await listGroupMembers(owner, { groupId, q: 'zoe qui' })).count).toBe(1)
    expect((await listGroupMembers(owner, { groupId, q: 'mailbox' })).count).toBe(0)
    const reader = await within(groupId, 'group:read', 'user:read')
    expect((await listGroupMembers(reader, { groupId, q: 'mailbox' })).members[0]).toMatchObject({
      email: 'secret.mailbox@example.org',
      isVisible: true,
    })
  })
})

test('getGroup says what the viewer may do, and why not', async () => {
  const groupId = await named('Lab')
  const auditor = await getGroup(await asUserWith('Auditor'), { groupId })
  expect(auditor.whyNot.update).toMatchObject({ reason: 'FORBIDDEN' })
  expect(auditor.whyNot.readActivity).toBeNull()
  const admin = await getGroup(await asAdministrator(), { groupId })
  expect(admin.whyNot.update).toBeNull()
  expect(admin.whyNot.trust).toMatchObject({ reason: 'NOT_APPROVED' })
  expect(admin.counts).toEqual({ members: 0, managers: 0, subGroups: 0, grants: 0, pendingRequests: 0 })
  const reader = await getGroup(await within(groupId, 'group:read'), { groupId })
  expect(reader.counts).toMatchObject({ grants: null, pendingRequests: null })
})

test('listGroupGrants tells own roles from those of groups above, and hides the names of groups out of sight', async () => {
  const top = await named('Top')
  const groupId = await named('Lab', top)
  await grantRole(system, { groupId: top, roleId: roleId('Staff') })
  await grantRole(system, { groupId, roleId: roleId('VIEWER') })
  const shown = async (actor: Parameters<typeof listGroupGrants>[0]) =>
    (await listGroupGrants(actor, { groupId })).map(({ role, direct, holder }) => [role, direct, holder.name])
  expect(await shown(await asAdministrator())).toEqual([
    ['VIEWER', true, 'Lab'],
    ['Staff', false, 'Top'],
  ])
  expect(await shown(await within(groupId, 'role:read', 'group:read'))).toEqual([
    ['VIEWER', true, 'Lab'],
    ['Staff', false, null],
  ])
  expect(await listGroupGrants(await asAdministrator(), { groupId: await named('Empty') })).toEqual([])
  await expect(listGroupGrants(await asAdministrator(), { groupId: crypto.randomUUID() })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('activity, requests and groups of a user are read within reach', async () => {
  const admin = await asAdministrator()
  const { groupId } = await createGroup(admin, { name: 'Lab' })
  const user = await person()
  await addGroupMember(admin, { groupId, userId: user.id, role: 'manager' })
  await db.groupRequest.create({ data: { id: newId(), groupId, userId: admin.id, reason: 'Me too' } })
  const events = (await groupActivity(admin, { groupId })).entries.map(({ event }) => event)
  expect(events).toEqual(['group.member-added', 'group.created'])
  const { requests } = await listGroupRequests(admin, { groupId })
  expect(requests).toMatchObject([{ reason: 'Me too', renewal: false, whyNotDecide: { reason: 'OWN_REQUEST' } }])
  expect((await groupsOfUser(admin, { userId: user.id })).groups).toMatchObject([
    { name: 'Lab', role: 'manager', ended: false, addedAt: expect.any(Date) },
  ])
  const other = await within(await group(), 'audit:read', 'enrollment:read', 'group:read')
  await expect(groupActivity(other, { groupId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(listGroupRequests(other, { groupId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(groupsOfUser(other, { userId: user.id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('exportGroupMembers writes members whom the actor may export, in lines that can be added again', async () => {
  const groupId = await named('Lab')
  const user = await person()
  await join(groupId, user.id)
  const exporter = await within(groupId, 'user:export', 'group:read')
  const { batches } = await exportGroupMembers(exporter, { groupId })
  const rows = []
  for await (const batch of batches) rows.push(...batch)
  expect(rows).toMatchObject([{ username: user.username, email: user.email, group: 'Lab', role: 'member', until: null }])
  await expect(exportGroupMembers(await within(await group(), 'user:export', 'group:read'), { groupId })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  expect(await db.auditEvent.count({ where: { event: 'users.exported', targetId: groupId } })).toBe(1)
})
