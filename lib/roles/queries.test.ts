import { beforeEach, describe, expect, test } from 'vitest'
import { db, pool } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { PERMISSION_NAMES, isImplicit } from '../core/permissions.ts'
import { actorFor, asAdministrator, asUserWith, emptyTables, group, join, makeRole, person, roleId, system } from '../testing/world.ts'
import { createRole, updateRole } from './mutations-roles.ts'
import { grantRole } from './mutations.ts'
import { compareRoles, getRole, listRoles, rolesOfUser } from './queries.ts'
import { listGrantsOfRole } from './queries-grants.ts'

beforeEach(emptyTables)

const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000)
const endAt = (grantId: string, at: Date) => db.grant.update({ where: { id: grantId }, data: { validUntil: at }, select: { id: true } })
async function within(groupId: string, ...permissions: string[]) {
  const user = await person({ password: true })
  await grantRole(system, { userId: user.id, roleId: await makeRole(...permissions), reachGroupId: groupId })
  return actorFor(user.id)
}

describe('listRoles', () => {
  test('counts what a role amounts to and who holds it, now and through groups', async () => {
    const admin = await asAdministrator()
    const id = await makeRole('CAN_MANAGE_USERS', 'user:read')
    const top = await group()
    const [direct, member, both, ended, trashed] = [await person(), await person(), await person(), await person(), await person()]
    for (const user of [member, both]) await join(await group(top), user.id)
    for (const user of [direct, both, ended, trashed]) await grantRole(system, { userId: user.id, roleId: id })
    await grantRole(system, { groupId: top, roleId: id })
    await db.grant.updateMany({ where: { userId: ended.id }, data: { validUntil: ago(1) } })
    await db.user.update({ where: { id: trashed.id }, data: { status: 'DELETED', statusBeforeDelete: 'ACTIVE' }, select: { id: true } })
    const { effective } = await getRole(admin, { roleId: id })
    expect((await listRoles(admin, {})).find((role) => role.id === id)).toMatchObject({
      permissions: new Set(effective.map(({ permission }) => permission)).size,
      users: 3,
      groups: 1,
      editable: true,
      givable: true,
      holdsAll: false,
    })
  })
  test('begins with the administrators’, which nobody edits; a viewer within a group gets no counts', async () => {
    const [first, ...others] = await listRoles(await asAdministrator(), {})
    expect(first).toMatchObject({
      name: 'ADMIN',
      holdsAll: true,
      editable: false,
      permissions: PERMISSION_NAMES.filter((name) => !isImplicit(name)).length,
    })
    expect(others.length).toBeGreaterThanOrEqual(6)
    for (const role of await listRoles(await within(await group(), 'role:read'), {}))
      expect(role).toMatchObject({ users: null, groups: null, editable: false })
    const auditor = await listRoles(await asUserWith('Auditor'), {})
    expect(auditor.every(({ editable }) => !editable)).toBe(true)
    expect(auditor.find(({ name }) => name === 'Auditor')).toMatchObject({ givable: true, users: 1 })
  })
})

describe('getRole', () => {
  test('says what it holds, what that amounts to by what, and what the viewer may do', async () => {
    const admin = await asAdministrator()
    const id = await makeRole('note:write', 'user:read')
    expect(await getRole(admin, { roleId: id })).toMatchObject({
      permissions: ['note:write', 'user:read'],
      effective: [
        { permission: 'note:read', via: 'note:write' },
        { permission: 'note:write', via: 'note:write' },
        { permission: 'user:read', via: 'user:read' },
      ],
      builtIn: false,
      isDefault: false,
      version: 1,
      whyNotEdit: null,
      whyNotDelete: null,
    })
    const auditor = await asUserWith('Auditor')
    expect(await getRole(auditor, { roleId: id })).toMatchObject({
      whyNotEdit: { reason: 'role:update' },
      whyNotDelete: { reason: 'role:delete' },
    })
    const user = await person({ password: true })
    await grantRole(system, { userId: user.id, roleId: await makeRole('role:read', 'role:update', 'role:delete', 'user:read') })
    const editor = await actorFor(user.id)
    expect(await getRole(editor, { roleId: id })).toMatchObject({
      whyNotEdit: { reason: 'EXCEEDS_OWN_RIGHTS' },
      whyNotDelete: { reason: 'EXCEEDS_OWN_RIGHTS' },
    })
    await expect(getRole(admin, { roleId: newId() })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
  test('knows built-in roles, whether they are as shipped, and all that a role can carry in the catalogue’s order', async () => {
    const admin = await asAdministrator()
    const staff = await getRole(admin, { roleId: roleId('Staff') })
    expect(staff).toMatchObject({ builtIn: true, isDefault: true, whyNotEdit: null, whyNotDelete: { reason: 'BUILT_IN' } })
    expect(await getRole(admin, { roleId: roleId('ADMIN') })).toMatchObject({
      holdsAll: true,
      isDefault: true,
      whyNotEdit: { reason: 'BUILT_IN' },
    })
    const names = PERMISSION_NAMES.filter((name) => !isImplicit(name))
    expect(staff.permissionsOfAll.slice(0, names.length).map(({ name }) => name)).toEqual(names)
    expect(staff.permissionsOfAll.find(({ name }) => name === 'note:write')).toMatchObject({
      includes: ['note:read'],
      everywhereOnly: false,
      privileged: true,
    })
    expect(staff.permissionsOfAll.find(({ name }) => name === 'banner:read')).toMatchObject({ everywhereOnly: true })
    await updateRole(admin, { roleId: roleId('Staff'), version: staff.version, permissions: ['user:read'] })
    expect(await getRole(admin, { roleId: roleId('Staff') })).toMatchObject({ isDefault: false })
  })
})

test('compareRoles sets two roles side by side, permission by permission', async () => {
  const admin = await asAdministrator()
  const [one, other] = [await makeRole('note:write', 'note:read'), await makeRole('note:read', 'user:read')]
  const { roles, permissions } = await compareRoles(admin, { roleIds: [other, one] })
  expect(roles.map(({ id }) => id)).toEqual([other, one])
  expect(permissions.map(({ permission, via }) => [permission, ...via])).toEqual([
    ['user:read', ['user:read'], []],
    ['note:read', ['note:read'], ['note:read', 'note:write']],
    ['note:write', [], ['note:write']],
  ])
  for (const roleIds of [[one], [one, one], [one, other, one]])
    await expect(compareRoles(admin, { roleIds })).rejects.toMatchObject({ code: 'INVALID' })
  await expect(compareRoles(admin, { roleIds: [one, newId()] })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('rolesOfUser shows also what ended within 90 days, by its own end or the membership’s, as ended and last', async () => {
  const admin = await asAdministrator()
  const user = await person()
  const [top, left] = [await group(), await group()]
  const below = await group(top)
  await join(below, user.id)
  await db.groupMember.create({ data: { groupId: left, userId: user.id, validUntil: ago(24) }, select: { groupId: true } })
  const given = async (name: string, to: object) =>
    (await grantRole(system, { ...to, roleId: (await createRole(system, { name })).roleId })).grantId
  const mark = newId().slice(-8)
  const inherited = await given(`A ${mark}`, { groupId: top, reachGroupId: below })
  const lapsed = await given(`B ${mark}`, { groupId: left })
  const ended = await given(`C ${mark}`, { userId: user.id })
  const longAgo = await given(`D ${mark}`, { userId: user.id })
  const held = await given(`E ${mark}`, { userId: user.id })
  await endAt(ended, ago(1))
  await endAt(longAgo, ago(24 * 91))
  const answer = await rolesOfUser(admin, { userId: user.id })
  expect(answer.held.map((each) => [each.grantId, each.ended])).toEqual([
    [inherited, false],
    [held, false],
    [lapsed, true],
    [ended, true],
  ])
  expect(answer.held[0]).toMatchObject({ reachGroupId: below, viaGroupId: top, memberGroupId: below, validUntil: null })
  expect(answer.held[2]).toMatchObject({ viaGroupId: left, memberGroupId: left, validUntil: expect.any(Date) })
})

describe('listGrantsOfRole', () => {
  test('lists grants to users and groups, newest first, with where, until when and by whom', async () => {
    const admin = await asAdministrator()
    const [user, holder, reach] = [await person({ firstName: 'Zoë', lastName: 'Quill' }), await group(), await group()]
    const id = await makeRole('user:read')
    const first = await grantRole(admin, { userId: user.id, roleId: id, reachGroupId: reach })
    const second = await grantRole(admin, { groupId: holder, roleId: id })
    await endAt(first.grantId, ago(1))
    const { grants, previous, next } = await listGrantsOfRole(admin, { roleId: id })
    expect(grants).toMatchObject([
      {
        grantId: second.grantId,
        holder: { type: 'group', id: holder },
        reach: null,
        validUntil: null,
        ended: false,
        grantedByLabel: admin.label,
      },
      {
        grantId: first.grantId,
        holder: { type: 'user', id: user.id, label: `Zoë Quill (${user.username})` },
        reach: { id: reach, name: expect.any(String) },
        ended: true,
        validUntil: expect.any(Date),
      },
    ])
    expect([previous, next]).toEqual([null, null])
    const shown = async (filter: object) => (await listGrantsOfRole(admin, { roleId: id, ...filter })).grants.map(({ grantId }) => grantId)
    expect(await shown({ state: 'ended' })).toEqual([first.grantId])
    expect(await shown({ state: 'current' })).toEqual([second.grantId])
    expect(await shown({ holder: 'group' })).toEqual([second.grantId])
    expect(await shown({ holder: 'user', q: 'zoe QUILL' })).toEqual([first.grantId])
    expect(await shown({ q: 'nobody at all' })).toEqual([])
    await expect(listGrantsOfRole(admin, { roleId: newId() })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
  test('pages through all of them once, forwards and backwards', async () => {
    const id = await makeRole()
    const users = await Promise.all(Array.from({ length: 28 }, () => person()))
    await pool.query('insert into grants (id, role_id, user_id) select gen_random_uuid(), $1, unnest($2::uuid[])', [
      id,
      users.map((user) => user.id),
    ])
    const admin = await asAdministrator()
    const one = await listGrantsOfRole(admin, { roleId: id })
    const two = await listGrantsOfRole(admin, { roleId: id, after: one.next })
    expect([one.grants.length, two.grants.length, two.next]).toEqual([25, 3, null])
    expect(new Set([...one.grants, ...two.grants].map(({ holder }) => holder.id)).size).toBe(28)
    expect((await listGrantsOfRole(admin, { roleId: id, before: two.previous })).grants).toEqual(one.grants)
  })
  test('shows a viewer within a group only the holders in it', async () => {
    const [mine, other] = [await group(), await group()]
    const below = await group(mine)
    const [inside, outside] = [await person(), await person()]
    await join(below, inside.id)
    await join(other, outside.id)
    const id = await makeRole('user:read')
    for (const holder of [{ userId: inside.id }, { userId: outside.id }, { groupId: below }, { groupId: other }])
      await grantRole(system, { ...holder, roleId: id })
    const viewer = await within(mine, 'role:read')
    for (const filter of [{}, { state: 'current' }]) {
      const { grants } = await listGrantsOfRole(viewer, { roleId: id, ...filter })
      expect(grants.map(({ holder }) => holder.id).sort()).toEqual([inside.id, below].sort())
    }
  })
})

test('names of groups that the viewer may not see are in neither answer', async () => {
  const [own, secret] = [await group(), await group()]
  const below = await group(own)
  await db.group.update({ where: { id: secret }, data: { name: `Secret ${secret}` }, select: { id: true } })
  const both = await person()
  for (const groupId of [below, secret]) await join(groupId, both.id)
  const id = await makeRole('user:read')
  for (const holder of [{ groupId: secret }, { groupId: own }, { userId: both.id, reachGroupId: secret }])
    await grantRole(system, { ...holder, roleId: id })
  const viewer = await within(own, 'role:read', 'group:read')
  const { held } = await rolesOfUser(viewer, { userId: both.id })
  const { grants } = await listGrantsOfRole(viewer, { roleId: id })
  expect(held).toHaveLength(3)
  expect(held.filter(({ viaGroupId }) => viaGroupId !== null)).toMatchObject([{ viaGroupId: own, memberGroupId: below }])
  expect(grants.map(({ reach }) => reach).filter(Boolean)).toEqual([{ id: null, name: '(a group that you may not see)' }])
  expect(JSON.stringify([held, grants])).not.toContain(secret)
  expect(JSON.stringify(await rolesOfUser(await asAdministrator(), { userId: both.id }))).toContain(`Secret ${secret}`)
})
