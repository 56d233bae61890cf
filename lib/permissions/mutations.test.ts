import { beforeEach, describe, expect, test } from 'vitest'
import { db } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { PERMISSION_NAMES, isImplicit } from '../core/permissions.ts'
import { grantRole, synchronizeCatalogue } from '../roles/mutations.ts'
import { updateRole } from '../roles/mutations-roles.ts'
import {
  actorFor,
  asAdministrator,
  asManager,
  auditOf,
  emptyTables,
  fingerprint,
  group,
  makeRole,
  person,
  roleId,
  system,
} from '../testing/world.ts'
import { definePermission, deletePermission, updatePermission } from './mutations.ts'
import { getPermission, listPermissions } from './queries.ts'
import { OWN_PERMISSION } from './schema.ts'

beforeEach(emptyTables)

const fresh = () => `shop.refund-${newId().slice(-12)}`
const description = 'Refund orders'
async function definer(...more: string[]) {
  const user = await person({ password: true })
  await grantRole(system, { userId: user.id, roleId: await makeRole('permission:define', 'role:read', ...more) })
  return { ...(await actorFor(user.id)), id: user.id }
}
const definitionOf = (name: string) => db.permission.findUnique({ where: { name } })

describe('definePermission', () => {
  test('makes a permission that roles can carry, and survives every start', async () => {
    const [actor, name] = [await definer(), fresh()]
    expect(await definePermission(actor, { name, description: ' Refund orders ' })).toEqual({ name })
    const made = await definitionOf(name)
    expect(made).toMatchObject({ description, builtIn: false, privileged: false, version: 1 })
    expect(await auditOf(made?.id ?? '')).toMatchObject([
      { event: 'permission.defined', targetType: 'permission', targetLabel: name, detail: { description } },
    ])
    await synchronizeCatalogue(system, {})
    expect(await definitionOf(name)).toEqual(made)
    expect(await db.permissionInclusion.findMany({ where: { permission: name } })).toEqual([{ permission: name, includes: name }])
  })
  test('of 32 who define the same at once, one does', async () => {
    const [actor, name] = [await definer(), fresh()]
    const results = await Promise.allSettled(Array.from({ length: 32 }, () => definePermission(actor, { name, description })))
    const refused = results.filter((result) => result.status === 'rejected')
    expect(results.length - refused.length).toBe(1)
    for (const { reason } of refused)
      expect(reason).toMatchObject({ code: 'CONFLICT', detail: { fields: { name: ['A permission with that name exists.'] } } })
  })
  test('takes no name that is, or could become, one of Gatehouse’s', async () => {
    const actor = await definer()
    const before = await fingerprint()
    const bad = [
      'user:read',
      'refund',
      'Shop.refund',
      '.refund',
      'shop.',
      'shop..x',
      'shop.re fund',
      'system:x.y',
      'CAN_MANAGE_USERS',
      'x'.repeat(51) + '.a',
      'a.' + 'x'.repeat(101),
      'shop.é',
      '__proto__',
    ]
    for (const name of bad)
      await expect(definePermission(actor, { name, description })).rejects.toMatchObject({
        code: 'INVALID',
        detail: { fields: { name: expect.anything() } },
      })
    for (const text of ['', '  ', 'x'.repeat(301)])
      await expect(definePermission(actor, { name: fresh(), description: text })).rejects.toMatchObject({ code: 'INVALID' })
    await expect(definePermission(actor, { name: fresh(), description, builtIn: true })).rejects.toMatchObject({ code: 'INVALID' })
    expect(await fingerprint()).toBe(before)
    expect(PERMISSION_NAMES.filter((name) => OWN_PERMISSION.test(name))).toEqual([])
  })
  test('gives nothing to who defines it: a role comes to carry it by somebody who holds it', async () => {
    const [actor, name] = [await definer('role:update', 'role:assign', 'user:read'), fresh()]
    await definePermission(actor, { name, description })
    const role = await makeRole()
    const exceeds = { code: 'RULE', detail: { reason: 'EXCEEDS_OWN_RIGHTS' } }
    await expect(updateRole(await actorFor(actor.id), { roleId: role, version: 1, permissions: [name] })).rejects.toMatchObject(exceeds)
    await updateRole(await asAdministrator(), { roleId: role, version: 1, permissions: [name] })
    await expect(grantRole(await actorFor(actor.id), { userId: actor.id, roleId: role })).rejects.toMatchObject(exceeds)
  })
  test('is refused to others, also to whoever may do so within a group', async () => {
    await expect(definePermission(await asManager(), { name: fresh(), description })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const actor = await asManager()
    const limited = { ...actor, grants: new Map([...actor.grants, ['permission:define', [await group()]]]) }
    await expect(definePermission(limited as typeof actor, { name: fresh(), description })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})

describe('updatePermission', () => {
  test('describes anew, once per version; those of Gatehouse stay', async () => {
    const [actor, name] = [await definer(), fresh()]
    await definePermission(actor, { name, description })
    expect(await updatePermission(actor, { name, version: 1, description: 'Pay back' })).toEqual({ name, changed: true, version: 2 })
    expect(await updatePermission(actor, { name, version: 2, description: 'Pay back' })).toEqual({ name, changed: false, version: 2 })
    await expect(updatePermission(actor, { name, version: 1, description: 'Old page' })).rejects.toMatchObject({
      code: 'CONFLICT',
      detail: { reason: 'STALE', current: { version: 2, description: 'Pay back' } },
    })
    expect((await auditOf((await definitionOf(name))?.id ?? '')).at(-1)).toMatchObject({
      event: 'permission.updated',
      changes: { description: { before: description, after: 'Pay back' } },
    })
    await expect(updatePermission(actor, { name: 'user:read', version: 1, description: 'X' })).rejects.toMatchObject({
      detail: { reason: 'BUILT_IN' },
    })
    await expect(updatePermission(actor, { name: fresh(), version: 1, description: 'X' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('deletePermission', () => {
  test('says who would lose it, then takes it from every role; their editors see that they are stale', async () => {
    const name = fresh()
    await definePermission(system, { name, description })
    const admin = await asAdministrator()
    const role = await makeRole(name, 'user:read')
    const user = await person({ firstName: 'Una', lastName: 'Loser' })
    await grantRole(system, { userId: user.id, roleId: role })
    const before = await fingerprint()
    const preview = await deletePermission(admin, { name, preview: true })
    // The administrator holds it too, as they hold all.
    expect(preview).toMatchObject({
      preview: true,
      roles: [{ id: role }],
      losing: { count: 2, more: false, names: expect.arrayContaining(['Una Loser']) },
    })
    expect(await fingerprint()).toBe(before)
    const id = (await definitionOf(name))?.id ?? ''
    expect(await deletePermission(admin, { name })).toEqual({ preview: false, name })
    expect(await definitionOf(name)).toBeNull()
    expect(await db.permissionInclusion.count({ where: { permission: name } })).toBe(0)
    expect(
      await db.role.findUniqueOrThrow({ where: { id: role }, select: { version: true, permissions: { select: { permission: true } } } }),
    ).toEqual({
      version: 2,
      permissions: [{ permission: 'user:read' }],
    })
    expect((await auditOf(id)).at(-1)).toMatchObject({ event: 'permission.deleted', detail: { roles: [expect.any(String)] } })
    await expect(deletePermission(admin, { name })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
  test('is for own permissions, by whoever holds them while roles carry them, with a fresh factor', async () => {
    const [actor, name] = [await definer(), fresh()]
    await definePermission(actor, { name, description })
    const role = await makeRole(name)
    const before = await fingerprint()
    await expect(deletePermission(actor, { name })).rejects.toMatchObject({ code: 'RULE', detail: { reason: 'EXCEEDS_OWN_RIGHTS' } })
    await expect(deletePermission(actor, { name: 'user:read' })).rejects.toMatchObject({ code: 'RULE', detail: { reason: 'BUILT_IN' } })
    expect(await fingerprint()).toBe(before)
    await db.rolePermission.deleteMany({ where: { roleId: role } })
    await expect(deletePermission(await actorFor(actor.id, 0), { name })).rejects.toMatchObject({ detail: { reason: 'REAUTHENTICATE' } })
    await expect(deletePermission(await actorFor(actor.id, 0), { name, preview: true })).resolves.toMatchObject({ roles: [] })
    await expect(deletePermission(actor, { name })).resolves.toMatchObject({ name })
  })
  test('and a role that comes to carry it at the same time end without half of it', async () => {
    const { id } = await asAdministrator()
    for (let n = 0; n < 5; n++) {
      const [name, role] = [fresh(), await makeRole()]
      await definePermission(system, { name, description })
      const admin = await actorFor(id)
      const results = await Promise.allSettled([
        deletePermission(admin, { name }),
        updateRole(admin, { roleId: role, version: 1, permissions: [name] }),
      ])
      expect(results[0].status).toBe('fulfilled')
      if (results[1].status === 'rejected') expect(['INVALID', 'CONFLICT']).toContain(results[1].reason.code)
      expect(await db.rolePermission.count({ where: { permission: name } })).toBe(0)
    }
  })
})

describe('reading', () => {
  test('lists what roles can carry by name, narrowed by kind and words', async () => {
    const [admin, name] = [await asAdministrator(), fresh()]
    await definePermission(admin, { name, description: 'Wörtlich zurückzahlen' })
    const all = await listPermissions(admin, { perPage: 100 })
    expect(all.permissions.map((row) => row.name)).toEqual(all.permissions.map((row) => row.name).toSorted())
    expect(all.permissions.filter(({ builtIn }) => builtIn).map((row) => row.name)).toEqual(
      PERMISSION_NAMES.filter((each) => !isImplicit(each)).toSorted(),
    )
    expect(await listPermissions(admin, { q: `wortlich ${name}` })).toMatchObject({ permissions: [{ name, builtIn: false, roles: 1 }] })
    expect((await listPermissions(admin, { q: name, kind: 'built-in' })).permissions).toEqual([])
    expect((await listPermissions(admin, { q: '100% sure', kind: 'any' })).permissions).toEqual([])
    const [one, two] = [await listPermissions(admin, {}), await listPermissions(admin, { last: true })]
    expect(one.permissions).toHaveLength(25)
    const next = await listPermissions(admin, { after: one.next })
    expect(next.permissions[0]?.name).toBe(all.permissions[25]?.name)
    expect(two.next).toBeNull()
  })
  test('shows one with what it includes, what includes it, who carries it and what can be done', async () => {
    const admin = await asAdministrator()
    expect(await getPermission(admin, { permission: 'group:manage-members' })).toMatchObject({
      builtIn: true,
      everywhereOnly: false,
      includes: [{ name: 'group:remove-members' }],
      includedIn: [{ name: 'CAN_MANAGE_USERS' }],
      whyNotUpdate: { reason: 'BUILT_IN' },
      whyNotDelete: { reason: 'BUILT_IN' },
    })
    const { roles } = await getPermission(admin, { permission: 'group:remove-members' })
    expect(roles[0]).toMatchObject({ name: 'ADMIN', via: ['group:remove-members'] })
    expect(roles.find(({ id }) => id === roleId('Group manager'))).toMatchObject({ via: ['group:manage-members'] })
    const [actor, name] = [await definer(), fresh()]
    await definePermission(actor, { name, description })
    expect(await getPermission(actor, { permission: name })).toMatchObject({
      whyNotUpdate: null,
      whyNotDelete: null,
      version: 1,
      includes: [],
      includedIn: [],
    })
    await makeRole(name)
    expect(await getPermission(actor, { permission: name })).toMatchObject({ whyNotDelete: { reason: 'EXCEEDS_OWN_RIGHTS' } })
    expect(await getPermission(await asAdministrator(), { permission: name })).toMatchObject({ whyNotDelete: null })
    for (const permission of ['account:read', 'nonsense'])
      await expect(getPermission(admin, { permission })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
