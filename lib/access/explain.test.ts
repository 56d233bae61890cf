import { beforeEach, describe, expect, test } from 'vitest'
import { db } from '../core/db.ts'
import { grantRole } from '../roles/mutations.ts'
import { actorFor, asAdministrator, emptyTables, group, join, makeRole, person, roleId, system } from '../testing/world.ts'
import { compareUsers, explainUser } from './queries.ts'

beforeEach(emptyTables)

const inDays = (days: number) => new Date(Math.floor(Date.now() / 1000 + days * 86_400) * 1000)
const toGroup = (groupId: string, role: string, more: { reachGroupId?: string; validUntil?: Date } = {}) =>
  db.grant.create({ data: { id: crypto.randomUUID(), roleId: role, groupId, ...more, grantedByLabel: 'Gil' }, select: { id: true } })
const explained = async (actor: Awaited<ReturnType<typeof actorFor>>, userId: string, permission: string) =>
  (await explainUser(actor, { userId })).permissions.find((each) => each.permission === permission)
/** Somebody who sees roles and groups within one group. */
async function viewerWithin(groupId: string) {
  const user = await person({ password: true })
  await grantRole(system, { userId: user.id, roleId: await makeRole('role:read', 'group:read', 'user:read'), reachGroupId: groupId })
  return actorFor(user.id)
}

describe('explaining what a user may do', () => {
  test('names every path: own role, group and the groups above it, inclusion, reach and end', async () => {
    const user = await person()
    const [top, elsewhere] = [await group(), await group()]
    const below = await group(top)
    const [own, inherited] = [await makeRole('user:read'), await makeRole('CAN_MANAGE_USERS')]
    const end = inDays(10)
    const { grantId } = await grantRole(system, { userId: user.id, roleId: own, reachGroupId: elsewhere, validUntil: end })
    const { id: groupGrant } = await toGroup(top, inherited)
    await join(below, user.id)
    const found = await explained(await asAdministrator(), user.id, 'user:read')
    expect(found?.paths).toMatchObject([
      {
        kind: 'direct',
        via: 'user:read',
        grantId,
        role: { id: own },
        chain: [],
        reach: { id: elsewhere },
        validUntil: end,
        grantedByLabel: 'test',
        hidden: false,
      },
      {
        kind: 'group',
        via: 'CAN_MANAGE_USERS',
        grantId: groupGrant,
        role: { id: inherited },
        chain: [{ id: below }, { id: top }],
        reach: 'everywhere',
        validUntil: null,
        grantedByLabel: 'Gil',
      },
    ])
    expect(found?.paths[0]?.grantedAt).toBeInstanceOf(Date)
  })

  test('says exactly what the view of all rights says', async () => {
    const user = await person()
    const [one, two] = [await group(), await group()]
    await grantRole(system, { userId: user.id, roleId: roleId('Staff') })
    await toGroup(one, roleId('Auditor'), { reachGroupId: two })
    await db.groupMember.create({
      data: { groupId: one, userId: user.id, role: 'manager', validUntil: inDays(3) },
      select: { groupId: true },
    })
    await db.group.update({ where: { id: two }, data: { ownerId: user.id, approved: true, trusted: true }, select: { id: true } })
    const { permissions, total } = await explainUser(await asAdministrator(), { userId: user.id })
    const said = permissions.flatMap(({ permission, paths }) =>
      paths.map(({ via, grantId, reach, chain, kind }) =>
        [permission, via, grantId ?? '', reach === 'everywhere' ? '' : reach?.id, kind === 'direct' ? '' : chain[0]?.id].join(' '),
      ),
    )
    const rows = await db.$queryRaw<
      Record<string, string | null>[]
    >`select permission, via, grant_id::text, reach_group_id::text, member_group_id::text
      from effective_permissions(${user.id}::uuid)`
    const expected = rows.map((row) =>
      Object.values(row)
        .map((value) => value ?? '')
        .join(' '),
    )
    expect(said.sort()).toEqual(expected.sort())
    expect(total).toBe(new Set(rows.map((row) => row['permission'])).size)
    expect(new Set(permissions.flatMap(({ paths }) => paths.map(({ kind }) => kind)))).toEqual(
      new Set(['direct', 'group', 'manager', 'owner']),
    )
  })

  test('keeps owning and managing the same group apart, as each ends at another place', async () => {
    const user = await person()
    const own = await group()
    await db.group.update({ where: { id: own }, data: { ownerId: user.id }, select: { id: true } })
    await db.groupMember.create({ data: { groupId: own, userId: user.id, role: 'manager' }, select: { groupId: true } })
    const found = await explained(await asAdministrator(), user.id, 'group:read')
    expect(found?.paths.map(({ kind }) => kind)).toEqual(['manager', 'owner'])
  })

  test('leaves out what ended, the grant or the membership', async () => {
    const user = await person()
    const held = await group()
    await toGroup(held, roleId('Staff'))
    const past = new Date(Date.now() - 1000)
    await db.groupMember.create({ data: { groupId: held, userId: user.id, validUntil: past }, select: { groupId: true } })
    await db.grant.create({
      data: { id: crypto.randomUUID(), roleId: roleId('Auditor'), userId: user.id, validUntil: past },
      select: { id: true },
    })
    expect((await explainUser(await asAdministrator(), { userId: user.id })).permissions).toEqual([])
  })

  test('search narrows by name and description, whatever the case', async () => {
    const user = await person()
    await grantRole(system, { userId: user.id, roleId: roleId('Staff') })
    const admin = await asAdministrator()
    const all = await explainUser(admin, { userId: user.id })
    const some = await explainUser(admin, { userId: user.id, q: 'VIEW groups' })
    expect(some.permissions.map(({ permission }) => permission)).toEqual(['group:read'])
    expect(some.total).toBe(all.total)
  })

  test('does not name groups that the viewer may not see, nor who gave a role through them', async () => {
    const mine = await group()
    const [secretTop, secretReach] = [await group(), await group()]
    const secret = await group(secretTop)
    const user = await person()
    await join(mine, user.id)
    await join(secret, user.id)
    await toGroup(secretTop, roleId('Staff'), { reachGroupId: secretReach })
    await toGroup(mine, roleId('Auditor'))
    const viewer = await viewerWithin(mine)
    const answer = await explainUser(viewer, { userId: user.id })
    const paths = answer.permissions.find(({ permission }) => permission === 'user:read')?.paths
    expect(paths).toMatchObject([
      { kind: 'group', chain: [{ id: mine }], reach: 'everywhere', hidden: false, grantedByLabel: 'Gil' },
      { kind: 'group', chain: [null, null], reach: null, hidden: true, grantId: null, grantedAt: null, grantedByLabel: '' },
    ])
    const text = JSON.stringify(answer)
    for (const id of [secret, secretTop, secretReach]) expect(text).not.toContain(id)
  })

  test('is the same NOT_FOUND for somebody out of reach and for nobody', async () => {
    const viewer = await viewerWithin(await group())
    const outside = await person()
    await expect(explainUser(viewer, { userId: outside.id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(explainUser(viewer, { userId: crypto.randomUUID() })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('comparing two users', () => {
  test('puts what each holds, where and by which roles, side by side', async () => {
    const [one, other] = [await person(), await person()]
    const [place, hers] = [await group(), await makeRole('user:read', 'audit:read')]
    await grantRole(system, { userId: one.id, roleId: hers })
    await grantRole(system, { userId: other.id, roleId: await makeRole('user:read'), reachGroupId: place })
    const { users, permissions } = await compareUsers(await asAdministrator(), { userIds: [other.id, one.id] })
    expect(users.map(({ id }) => id)).toEqual([other.id, one.id])
    expect(permissions).toMatchObject([
      { permission: 'audit:read', held: [null, { everywhere: true, groups: [], hiddenGroups: 0 }] },
      { permission: 'user:read', held: [{ everywhere: false, groups: [{ id: place }] }, { everywhere: true }] },
    ])
  })

  test('needs both within reach, and two of them', async () => {
    const mine = await group()
    const [inside, outside] = [await person(), await person()]
    await join(mine, inside.id)
    const viewer = await viewerWithin(mine)
    await expect(compareUsers(viewer, { userIds: [inside.id, outside.id] })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(compareUsers(viewer, { userIds: [inside.id, inside.id] })).rejects.toMatchObject({ code: 'INVALID' })
  })
})
