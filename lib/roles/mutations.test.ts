import { beforeEach, describe, expect, test } from 'vitest'
import { db, pool } from '../core/db.ts'
import {
  actorFor,
  asAdministrator,
  asManager,
  asStranger,
  auditOf,
  emptyTables,
  fingerprint,
  group,
  join,
  makeRole,
  person,
  roleId,
  system,
} from '../testing/world.ts'
import { BUILT_IN_ROLES } from './built-in.ts'
import { changeGrant, endGrant, grantAdministrator, grantRole, synchronizeCatalogue } from './mutations.ts'

beforeEach(emptyTables)
const permissionsOf = async (userId: string) =>
  (await pool.query<{ permission: string; reach_group_id: string | null }>('select * from effective_permissions($1)', [userId])).rows

describe('effective permissions', () => {
  test('a role reaches members of its group and of sub-groups, until membership or grant end', async () => {
    const top = await group()
    const below = await group(top)
    const [direct, deep, late, outside] = [await person(), await person(), await person(), await person()]
    await join(top, direct.id)
    await join(below, deep.id)
    await db.groupMember.create({
      data: { groupId: top, userId: late.id, validUntil: new Date(Date.now() - 1000) },
      select: { groupId: true },
    })
    await db.grant.create({ data: { id: crypto.randomUUID(), roleId: roleId('Auditor'), groupId: top }, select: { id: true } })
    expect(await permissionsOf(direct.id)).toEqual(
      expect.arrayContaining([expect.objectContaining({ permission: 'audit:read', holder_group_id: top, member_group_id: top })]),
    )
    expect(await permissionsOf(deep.id)).toEqual(
      expect.arrayContaining([expect.objectContaining({ permission: 'audit:read', holder_group_id: top, member_group_id: below })]),
    )
    expect(await permissionsOf(late.id)).toEqual([])
    expect(await permissionsOf(outside.id)).toEqual([])
    const { rows } = await pool.query<{ user_id: string }>(`select distinct user_id from effective_permissions(null, 'audit:read')`)
    expect(rows.map((row) => row.user_id).sort()).toEqual([direct.id, deep.id].sort())
  })
  test('moving a group moves what its members inherit; a group cannot be inside itself', async () => {
    const [one, two] = [await group(), await group()]
    const below = await group(one)
    const user = await person()
    await join(below, user.id)
    await db.grant.create({ data: { id: crypto.randomUUID(), roleId: roleId('Staff'), groupId: two }, select: { id: true } })
    expect(await permissionsOf(user.id)).toEqual([])
    await db.group.update({ where: { id: one }, data: { parentId: two }, select: { id: true } })
    expect(await permissionsOf(user.id)).not.toEqual([])
    await expect(db.group.update({ where: { id: two }, data: { parentId: below }, select: { id: true } })).rejects.toThrow()
  })
  test('CAN_MANAGE_USERS includes the user permissions; the administrator role holds what is defined later too', async () => {
    const manager = await asManager()
    expect((await permissionsOf(manager.id)).find((row) => row.permission === 'user:purge')).toMatchObject({ via: 'CAN_MANAGE_USERS' })
    const admin = await asAdministrator()
    await db.permission.create({
      data: { name: 'shop:sell', id: crypto.randomUUID(), description: 'Sell', builtIn: false },
      select: { name: true },
    })
    expect((await permissionsOf(admin.id)).map((row) => row.permission)).toContain('shop:sell')
    await db.permission.delete({ where: { name: 'shop:sell' }, select: { name: true } })
  })
})

describe('grantRole', () => {
  test('gives the role and says who gave it; the same again changes nothing; another end is a conflict that names the grant', async () => {
    const admin = await asAdministrator()
    const user = await person()
    const given = await grantRole(admin, { userId: user.id, roleId: roleId('Auditor') })
    expect(await db.grant.findUniqueOrThrow({ where: { id: given.grantId } })).toMatchObject({
      grantedById: admin.id,
      grantedByLabel: admin.label,
      validUntil: null,
    })
    const before = await fingerprint()
    expect(await grantRole(admin, { userId: user.id, roleId: roleId('Auditor') })).toEqual({ grantId: given.grantId, changed: false })
    const end = new Date(Date.now() + 86_400_000).toISOString()
    await expect(grantRole(admin, { userId: user.id, roleId: roleId('Auditor'), validUntil: end })).rejects.toMatchObject({
      code: 'CONFLICT',
      detail: { reason: 'DIFFERENT_END', current: { grantId: given.grantId, validUntil: null } },
    })
    expect(await fingerprint()).toBe(before)
    await changeGrant(admin, { userId: user.id, grantId: given.grantId, validUntil: end })
    expect((await db.grant.findUniqueOrThrow({ where: { id: given.grantId } })).validUntil?.toISOString()).toBe(end)
    expect((await auditOf(user.id)).map((row) => row.event)).toEqual(['user.created', 'role.granted', 'role.granted'])
  })
  test('twice at once gives one grant', async () => {
    const admin = await asAdministrator()
    const user = await person()
    await Promise.allSettled(Array.from({ length: 16 }, () => grantRole(admin, { userId: user.id, roleId: roleId('Staff') })))
    expect(await db.grant.count({ where: { userId: user.id } })).toBe(1)
  })
  test('nobody grants what they do not hold, however the role is made', async () => {
    const manager = await asManager()
    const user = await person()
    const before = await fingerprint()
    for (const wanted of [roleId('ADMIN'), roleId('Auditor'), await makeRole('user:read', 'audit:read')]) {
      const made = await fingerprint()
      await expect(grantRole(manager, { userId: user.id, roleId: wanted })).rejects.toMatchObject({
        code: 'RULE',
        detail: { reason: 'EXCEEDS_OWN_RIGHTS' },
      })
      await expect(grantRole(manager, { userId: manager.id, roleId: wanted })).rejects.toMatchObject({
        code: 'RULE',
        detail: { reason: 'EXCEEDS_OWN_RIGHTS' },
      })
      expect(await fingerprint()).toBe(made)
    }
    expect(before).not.toBe('')
    await expect(grantRole(manager, { userId: user.id, roleId: await makeRole('user:read') })).resolves.toMatchObject({ changed: true })
    await expect(grantRole(manager, { userId: user.id, roleId: roleId('VIEWER') })).resolves.toMatchObject({ changed: true })
  })
  test('whoever may assign within a group gives within it and below, not everywhere', async () => {
    const [mine, other] = [await group(), await group()]
    const below = await group(mine)
    const giver = await person()
    const role = await makeRole('role:assign', 'user:read')
    await grantRole(system, { userId: giver.id, roleId: role, reachGroupId: mine })
    const actor = await actorFor(giver.id)
    const [inside, outside] = [await person(), await person()]
    await join(below, inside.id)
    const reading = await makeRole('user:read')
    await expect(grantRole(actor, { userId: outside.id, roleId: reading, reachGroupId: mine })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    for (const reachGroupId of [null, other])
      await expect(grantRole(actor, { userId: inside.id, roleId: reading, reachGroupId })).rejects.toMatchObject({
        detail: { reason: 'EXCEEDS_OWN_RIGHTS' },
      })
    for (const reachGroupId of [mine, below])
      await expect(grantRole(actor, { userId: inside.id, roleId: reading, reachGroupId })).resolves.toMatchObject({ changed: true })
  })
  test('what has no group cannot be given within one', async () => {
    const admin = await asAdministrator()
    const user = await person()
    const within = await group()
    for (const wanted of [roleId('ADMIN'), roleId('Auditor'), await makeRole('outbox:read')])
      await expect(grantRole(admin, { userId: user.id, roleId: wanted, reachGroupId: within })).rejects.toMatchObject({
        detail: { reason: 'EVERYWHERE_ONLY' },
      })
  })
  test('bad input and strangers', async () => {
    const [admin, stranger] = [await asAdministrator(), await asStranger()]
    const user = await person()
    await expect(grantRole(stranger, { userId: user.id, roleId: roleId('VIEWER') })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(grantRole(admin, { userId: user.id, roleId: crypto.randomUUID() })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(grantRole(admin, { userId: user.id, roleId: roleId('VIEWER'), validUntil: '2020-01-01' })).rejects.toMatchObject({
      code: 'INVALID',
    })
    await expect(grantRole(admin, { userId: user.id, roleId: roleId('VIEWER'), reachGroupId: crypto.randomUUID() })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})

describe('endGrant', () => {
  test('takes the role at once and says so; what is somebody else’s or gone changes nothing', async () => {
    const admin = await asAdministrator()
    const [user, other] = [await person(), await person()]
    const { grantId } = await grantRole(admin, { userId: user.id, roleId: roleId('Staff') })
    const before = await fingerprint()
    expect(await endGrant(admin, { userId: other.id, grantId })).toEqual({ grantId, changed: false })
    expect(await fingerprint()).toBe(before)
    expect(await endGrant(admin, { userId: user.id, grantId })).toEqual({ grantId, changed: true })
    expect(await permissionsOf(user.id)).toEqual([])
    expect(await endGrant(admin, { userId: user.id, grantId })).toEqual({ grantId, changed: false })
    expect((await auditOf(user.id)).at(-1)).toMatchObject({
      event: 'role.grant-ended',
      detail: { role: 'Staff', reach: 'everywhere', validUntil: null },
    })
  })
})

describe('the command line’s way back in', () => {
  test('makes an administrator by e-mail or username, once', async () => {
    const user = await person()
    expect(await grantAdministrator(system, { user: user.email.toUpperCase() })).toMatchObject({ changed: true })
    expect(await grantAdministrator(system, { user: user.username })).toMatchObject({ changed: false })
    await expect(grantAdministrator(system, { user: 'nobody@example.org' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(grantAdministrator(await asAdministrator(), { user: user.email })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})

describe('the catalogue', () => {
  const staff = roleId('Staff')
  const held = async () =>
    (await db.rolePermission.findMany({ where: { roleId: staff }, select: { permission: true }, orderBy: { permission: 'asc' } })).map(
      (row) => row.permission,
    )
  test('is written once, adds what is new, and never gives back what was taken', async () => {
    const all = await held()
    expect(all).toEqual([...(BUILT_IN_ROLES.find((role) => role.id === staff)?.permissions ?? [])].sort())
    await db.rolePermission.deleteMany({ where: { roleId: staff, permission: 'group:read' } })
    await synchronizeCatalogue(system, {})
    expect(await held()).toEqual(all.filter((name) => name !== 'group:read'))
    await db.role.update({
      where: { id: staff },
      data: { seededPermissions: all.filter((name) => name !== 'group:read') },
      select: { id: true },
    })
    await synchronizeCatalogue(system, {})
    expect(await held()).toEqual(all)
  })
  test('names, ids and matrix of seed 004 are exact', async () => {
    const rows = await db.permission.findMany({
      where: { name: { startsWith: 'CAN_' } },
      select: { name: true, id: true },
      orderBy: { name: 'asc' },
    })
    expect(Object.fromEntries(rows.map((row) => [row.name, row.id]))).toEqual({
      CAN_ACCESS_ADMIN_PANEL: '6d1da2d7-e510-488c-9085-8608cd817256',
      CAN_APPROVE_PROJECTS: 'e2703e64-0186-4bc1-ac40-ba4ef63255ec',
      CAN_CREATE_PROJECTS: '1140ab45-fefb-4a3b-b350-90dd84f9be4b',
      CAN_DELETE_ANY_PROJECT: 'fa2f251f-9d4d-4ba7-8dd1-becd9230dac0',
      CAN_MANAGE_DEPLOYMENTS: '4c9769ed-a939-4c73-b320-139f574368c3',
      CAN_MANAGE_PROJECTS: 'fc2f242e-848f-4983-ab14-fd3c5604535d',
      CAN_MANAGE_SITE_BANNER: '5a6c4185-6c90-4b26-bc87-f9436e2042b8',
      CAN_MANAGE_USERS: 'f6dbd04e-d1ef-4cb7-84c2-c29fb35cf83b',
      CAN_UNSTAGE_PROJECTS: 'a695be07-23c7-448d-a5df-36c3f63ca29d',
    })
    const amounts = async (name: string) =>
      (await pool.query<{ permission: string }>('select permission from role_effective_permissions where role_id = $1', [roleId(name)]))
        .rows
    expect([await amounts('RESEARCHER'), await amounts('VIEWER')]).toEqual([[{ permission: 'CAN_CREATE_PROJECTS' }], []])
  })
})
