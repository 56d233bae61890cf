import { beforeEach, describe, expect, test } from 'vitest'
import { db } from '../core/db.ts'
import {
  actorFor,
  asAdministrator,
  asManager,
  asStranger,
  auditOf,
  emptyTables,
  fingerprint,
  group,
  makeRole,
  person,
  roleId,
  system,
} from '../testing/world.ts'
import { BUILT_IN_ROLES } from './built-in.ts'
import { createRole, deleteRole, resetRole, updateRole } from './mutations-roles.ts'
import { grantRole } from './mutations.ts'

beforeEach(emptyTables)

let counter = 0
const fresh = (text: string) => `${text} ${++counter} ${Math.random().toString(36).slice(2, 8)}`
const hour = (n: number) => new Date(Date.now() + n * 3_600_000)
const roleOf = (id: string) =>
  db.role.findUniqueOrThrow({
    where: { id },
    select: { name: true, description: true, version: true, permissions: { select: { permission: true } } },
  })
const heldBy = async (id: string) => (await roleOf(id)).permissions.map(({ permission }) => permission).sort()

/** Somebody who may make, change and delete roles, and holds these beside it. */
async function editor(...more: string[]) {
  const user = await person({ password: true })
  await grantRole(system, { userId: user.id, roleId: await makeRole('role:create', 'role:update', 'role:delete', 'role:read', ...more) })
  return { ...(await actorFor(user.id)), id: user.id }
}
const exceeds = { code: 'RULE', detail: { reason: 'EXCEEDS_OWN_RIGHTS' } }

describe('createRole', () => {
  test('makes a role with exactly these permissions, and the log says so', async () => {
    const name = fresh('Refunds')
    const { roleId: id } = await createRole(await asAdministrator(), {
      name,
      description: 'Two lines\r\nof text',
      permissions: ['user:read', 'user:read', 'group:read'],
    })
    expect(await roleOf(id)).toMatchObject({ name, description: 'Two lines\nof text', version: 1 })
    expect(await heldBy(id)).toEqual(['group:read', 'user:read'])
    expect(await auditOf(id)).toMatchObject([
      { event: 'role.created', targetLabel: name, detail: { permissions: ['group:read', 'user:read'], clonedFrom: null } },
    ])
  })
  test('clones what a role carries, and all there is from the one that holds everything', async () => {
    const admin = await asAdministrator()
    const { roleId: id } = await createRole(admin, { name: fresh('Staff too'), cloneOf: roleId('Staff') })
    expect(await heldBy(id)).toEqual([...(BUILT_IN_ROLES.find(({ name }) => name === 'Staff')?.permissions ?? [])].sort())
    expect((await auditOf(id))[0]).toMatchObject({ detail: { clonedFrom: 'Staff' } })
    const { roleId: all } = await createRole(admin, { name: fresh('All'), cloneOf: roleId('ADMIN') })
    expect(await heldBy(all)).toEqual((await db.permission.findMany({ select: { name: true } })).map(({ name }) => name).sort())
    expect(await db.role.findUniqueOrThrow({ where: { id: all }, select: { holdsAll: true, builtIn: true } })).toEqual({
      holdsAll: false,
      builtIn: false,
    })
  })
  test('takes no name twice, however it is written, also when many try at once', async () => {
    const admin = await asAdministrator()
    const name = fresh('Same')
    const results = await Promise.allSettled(
      Array.from({ length: 32 }, (_each, n) => createRole(admin, { name: n % 2 ? name : name.toUpperCase() })),
    )
    const refused = results.filter((result) => result.status === 'rejected')
    expect(results.length - refused.length).toBe(1)
    for (const { reason } of refused)
      expect(reason).toMatchObject({ code: 'CONFLICT', detail: { fields: { name: ['A role with that name exists.'] } } })
    await expect(createRole(admin, { name: 'admin' })).rejects.toMatchObject({ code: 'CONFLICT' })
  })
  test('refuses what does not exist, what no role carries, and empty or endless names', async () => {
    const admin = await asAdministrator()
    const before = await fingerprint()
    for (const name of ['user:fly', 'account:read', 'system:synchronize', '__proto__'])
      await expect(createRole(admin, { name: fresh('Odd'), permissions: ['user:read', name] })).rejects.toMatchObject({
        code: 'INVALID',
        detail: { fields: { permissions: [`There is no permission ${name}.`] } },
      })
    for (const name of ['', '   ', 'x'.repeat(81), 'a\u202eb'])
      await expect(createRole(admin, { name })).rejects.toMatchObject({ code: 'INVALID', detail: { fields: { name: expect.anything() } } })
    await expect(createRole(admin, { name: fresh('Sly'), holdsAll: true })).rejects.toMatchObject({ code: 'INVALID' })
    await expect(createRole(admin, { name: fresh('Sly'), cloneOf: crypto.randomUUID() })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await fingerprint()).toBe(before)
  })
  test('puts together nothing that its maker does not hold everywhere, nor clones it', async () => {
    const within = await group()
    const actor = await editor('user:read')
    await grantRole(system, { userId: actor.id, roleId: await makeRole('user:update'), reachGroupId: within })
    const now = await actorFor(actor.id)
    const before = await fingerprint()
    for (const permissions of [['audit:read'], ['user:read', 'user:update'], ['CAN_MANAGE_USERS']])
      await expect(createRole(now, { name: fresh('More'), permissions })).rejects.toMatchObject(exceeds)
    for (const name of ['ADMIN', 'Auditor'])
      await expect(createRole(now, { name: fresh('Clone'), cloneOf: roleId(name) })).rejects.toMatchObject(exceeds)
    expect(await fingerprint()).toBe(before)
    await expect(createRole(now, { name: fresh('Mine'), permissions: ['user:read'] })).resolves.toMatchObject({
      roleId: expect.any(String),
    })
  })
  test('is for those who may, and asks for a fresh factor', async () => {
    await expect(createRole(await asStranger(), { name: 'X' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(createRole(await asManager(), { name: 'X' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const admin = await asAdministrator()
    const stale = await actorFor(admin.id, Date.now() - 11 * 60_000)
    await expect(createRole(stale, { name: 'X' })).rejects.toMatchObject({ code: 'FORBIDDEN', detail: { reason: 'REAUTHENTICATE' } })
  })
})

describe('updateRole', () => {
  test('renames, describes and changes what is allowed; absent fields stay, the same again changes nothing', async () => {
    const admin = await asAdministrator()
    const id = await makeRole('user:read', 'group:read')
    const name = fresh('Readers')
    expect(await updateRole(admin, { roleId: id, version: 1, name })).toMatchObject({ preview: false, changed: true, version: 2 })
    expect(await heldBy(id)).toEqual(['group:read', 'user:read'])
    expect(
      await updateRole(admin, { roleId: id, version: 2, description: 'They read', permissions: ['user:read', 'audit:read'] }),
    ).toMatchObject({ version: 3 })
    expect(await roleOf(id)).toMatchObject({ name, description: 'They read' })
    expect(await heldBy(id)).toEqual(['audit:read', 'user:read'])
    expect(await updateRole(admin, { roleId: id, version: 3, name, permissions: ['audit:read', 'user:read'] })).toMatchObject({
      changed: false,
      version: 3,
    })
    expect((await auditOf(id)).map(({ event, detail }) => [event, detail])).toEqual([
      ['role.updated', { permissionsAdded: [], permissionsRemoved: [], users: 0 }],
      ['role.updated', { permissionsAdded: ['audit:read'], permissionsRemoved: ['group:read'], users: 0 }],
    ])
    expect(await updateRole(admin, { roleId: id, version: 3, permissions: [] })).toMatchObject({ changed: true })
    expect(await heldBy(id)).toEqual([])
  })
  test('of many who save the same page at once, one does and the others see what it is now', async () => {
    const admin = await asAdministrator()
    const id = await makeRole('user:read')
    const results = await Promise.allSettled(
      Array.from({ length: 32 }, (_each, n) => updateRole(admin, { roleId: id, version: 1, description: `Nr. ${n}` })),
    )
    const refused = results.filter((result) => result.status === 'rejected')
    expect(results.length - refused.length).toBe(1)
    for (const { reason } of refused)
      expect(reason).toMatchObject({ code: 'CONFLICT', detail: { reason: 'STALE', current: { version: 2 } } })
    expect((await roleOf(id)).version).toBe(2)
  })
  test('built-in roles keep name and description, and the administrators’ all of it', async () => {
    const admin = await asAdministrator()
    const { version } = await roleOf(roleId('Staff'))
    const builtIn = { code: 'RULE', detail: { reason: 'BUILT_IN' } }
    const before = await fingerprint()
    await expect(updateRole(admin, { roleId: roleId('Staff'), version, name: 'Personnel' })).rejects.toMatchObject(builtIn)
    await expect(updateRole(admin, { roleId: roleId('Staff'), version, description: 'Other' })).rejects.toMatchObject(builtIn)
    const all = await roleOf(roleId('ADMIN'))
    for (const change of [{ permissions: [] }, { permissions: ['user:read'] }, { name: 'ROOT' }])
      await expect(updateRole(admin, { roleId: roleId('ADMIN'), version: all.version, ...change })).rejects.toMatchObject(builtIn)
    await expect(resetRole(admin, { roleId: roleId('ADMIN'), version: all.version })).rejects.toMatchObject(builtIn)
    for (const name of ['ADMIN', 'VIEWER', 'Staff'])
      await expect(deleteRole(admin, { roleId: roleId(name), confirm: name })).rejects.toMatchObject(builtIn)
    expect(await fingerprint()).toBe(before)
  })
  test('nobody adds to a role what they do not hold, their own role first of all', async () => {
    const actor = await editor('user:read')
    const own = await db.grant.findFirstOrThrow({ where: { userId: actor.id }, select: { roleId: true } })
    const other = await makeRole('user:read')
    const before = await fingerprint()
    for (const id of [own.roleId, other])
      for (const permission of ['audit:read', 'CAN_MANAGE_USERS', 'permission:define'])
        await expect(updateRole(actor, { roleId: id, version: 1, permissions: [...(await heldBy(id)), permission] })).rejects.toMatchObject(
          exceeds,
        )
    expect(await fingerprint()).toBe(before)
    await expect(updateRole(actor, { roleId: other, version: 1, permissions: ['user:read', 'role:read'] })).resolves.toMatchObject({
      changed: true,
    })
  })
  test('a role that allows more than the actor may do is not theirs to touch, not even to make it less', async () => {
    const actor = await editor('user:read')
    const stronger = await makeRole('user:read', 'audit:read')
    const before = await fingerprint()
    for (const change of [{ name: 'Mine' }, { permissions: ['user:read'] }, { permissions: [] }, { permissions: [], preview: true }])
      await expect(updateRole(actor, { roleId: stronger, version: 1, ...change })).rejects.toMatchObject(exceeds)
    const { name } = await roleOf(stronger)
    await expect(deleteRole(actor, { roleId: stronger, confirm: name })).rejects.toMatchObject(exceeds)
    await expect(deleteRole(actor, { roleId: stronger, preview: true })).rejects.toMatchObject(exceeds)
    const { version } = await roleOf(roleId('Auditor'))
    await expect(resetRole(actor, { roleId: roleId('Auditor'), version })).rejects.toMatchObject(exceeds)
    expect(await fingerprint()).toBe(before)
  })
  test('what is held until a time is not added to roles that people have for longer', async () => {
    const actor = await editor()
    await grantRole(system, { userId: actor.id, roleId: await makeRole('audit:read'), validUntil: hour(2) })
    const now = await actorFor(actor.id)
    const [forever, longer, shorter, nobodys] = [await makeRole(), await makeRole(), await makeRole(), await makeRole()]
    const user = await person()
    await grantRole(system, { userId: user.id, roleId: forever })
    await grantRole(system, { userId: user.id, roleId: longer, validUntil: hour(3) })
    await grantRole(system, { userId: user.id, roleId: shorter, validUntil: hour(1) })
    const add = (id: string) => updateRole(now, { roleId: id, version: 1, permissions: ['audit:read'] })
    for (const id of [forever, longer])
      await expect(add(id)).rejects.toMatchObject({ code: 'RULE', detail: { reason: 'EXCEEDS_OWN_TIME' } })
    for (const id of [shorter, nobodys]) await expect(add(id)).resolves.toMatchObject({ changed: true })
  })
  test('what has no group is not added while somebody has the role within one', async () => {
    const admin = await asAdministrator()
    const id = await makeRole('user:read')
    const user = await person()
    const { grantId } = await grantRole(system, { userId: user.id, roleId: id, reachGroupId: await group() })
    for (const permission of ['outbox:read', 'CAN_ACCESS_ADMIN_PANEL'])
      await expect(updateRole(admin, { roleId: id, version: 1, permissions: ['user:read', permission] })).rejects.toMatchObject({
        detail: { reason: 'EVERYWHERE_ONLY' },
      })
    await expect(updateRole(admin, { roleId: id, version: 1, permissions: ['user:read', 'audit:read'] })).resolves.toMatchObject({
      version: 2,
    })
    await db.grant.update({ where: { id: grantId }, data: { validUntil: hour(-1) }, select: { id: true } })
    await expect(updateRole(admin, { roleId: id, version: 2, permissions: ['outbox:read'] })).resolves.toMatchObject({ version: 3 })
  })
  test('whoever comes to hold more before having a password gets a new link, unseen by who made them', async () => {
    const creator = await asManager()
    const id = await makeRole('user:read')
    const user = await person()
    await grantRole(system, { userId: user.id, roleId: id })
    const open = () => db.oneTimeToken.findMany({ where: { userId: user.id, usedAt: null, voidedAt: null }, select: { id: true } })
    const [before] = await open()
    await updateRole(await asAdministrator(), { roleId: id, version: 1, permissions: ['user:read', 'audit:read'] })
    const after = await open()
    expect(creator.id).not.toBe(user.id)
    expect(after).toHaveLength(1)
    expect(after[0]?.id).not.toBe(before?.id)
    await updateRole(await asAdministrator(), { roleId: id, version: 2, permissions: ['user:read'] })
    expect(await open()).toEqual(after)
  })
})
