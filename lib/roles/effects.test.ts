import { beforeEach, describe, expect, test } from 'vitest'
import { db, pool } from '../core/db.ts'
import {
  actorFor,
  asAdministrator,
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
import { deleteRole, resetRole, updateRole } from './mutations-roles.ts'
import { grantRole } from './mutations.ts'

beforeEach(emptyTables)

const hour = (n: number) => new Date(Date.now() + n * 3_600_000)
const roleOf = (id: string) =>
  db.role.findUniqueOrThrow({ where: { id }, select: { name: true, version: true, permissions: { select: { permission: true } } } })
const heldBy = async (id: string) => (await roleOf(id)).permissions.map(({ permission }) => permission).sort()

describe('what changes for whom', () => {
  /** A role held directly, through a group above, within a group, until lately, and by somebody who has its permissions in another way too. */
  async function holders() {
    const top = await group()
    const below = await group(top)
    const elsewhere = await group()
    const id = await makeRole('user:read', 'group:read')
    const named = async (firstName: string) => (await person({ firstName, lastName: 'Holder' })).id
    const [direct, member, within, double, ended, trashed] = [
      await named('Direct'),
      await named('Member'),
      await named('Within'),
      await named('Double'),
      await named('Ended'),
      await named('Trashed'),
    ]
    await join(below, member)
    await grantRole(system, { userId: direct, roleId: id })
    await grantRole(system, { groupId: top, roleId: id })
    await grantRole(system, { userId: within, roleId: id, reachGroupId: below })
    for (const user of [double, ended, trashed]) await grantRole(system, { userId: user, roleId: id })
    await db.grant.updateMany({ where: { userId: ended }, data: { validUntil: hour(-1) } })
    await db.user.update({ where: { id: trashed }, data: { status: 'DELETED', statusBeforeDelete: 'ACTIVE' }, select: { id: true } })
    await grantRole(system, { userId: double, roleId: await makeRole('group:read', 'audit:read') })
    // Covers the reach of the one, and does not cover that of the other.
    await grantRole(system, { userId: within, roleId: await makeRole('audit:read'), reachGroupId: top })
    await grantRole(system, { userId: within, roleId: await makeRole('group:read'), reachGroupId: elsewhere })
    return id
  }

  test('counts who gains and who loses; another way to the same permission means neither', async () => {
    const id = await holders()
    const wanted = { roleId: id, version: 1, permissions: ['user:read', 'audit:read'] }
    const admin = await asAdministrator()
    const before = await fingerprint()
    const preview = await updateRole(admin, { ...wanted, preview: true })
    expect(await fingerprint()).toBe(before)
    const effects = {
      gaining: { count: 2, more: false, names: ['Direct Holder', 'Member Holder'] },
      losing: { count: 3, more: false, names: ['Direct Holder', 'Member Holder', 'Within Holder'] },
      perPermission: [
        { permission: 'audit:read', gaining: 2, losing: 0 },
        { permission: 'group:read', gaining: 0, losing: 3 },
      ],
    }
    expect(preview).toEqual({ preview: true, roleId: id, added: ['audit:read'], removed: ['group:read'], ...effects })
    expect(await updateRole(admin, wanted)).toEqual({ preview: false, roleId: id, changed: true, version: 2, ...effects })
    expect((await auditOf(id)).at(-1)).toMatchObject({ detail: { users: 3 } })
  })
  test('what is included counts too, and taking what comes by another permission of the role takes nothing', async () => {
    const id = await makeRole('CAN_MANAGE_USERS', 'user:read')
    const user = await person()
    await grantRole(system, { userId: user.id, roleId: id })
    const admin = await asAdministrator()
    expect(await updateRole(admin, { roleId: id, version: 1, permissions: ['CAN_MANAGE_USERS'], preview: true })).toMatchObject({
      removed: ['user:read'],
      losing: { count: 0 },
      perPermission: [],
    })
    const answer = await updateRole(admin, { roleId: id, version: 1, permissions: ['user:read'], preview: true })
    expect(answer.perPermission.map(({ permission }) => permission)).toEqual(
      expect.arrayContaining(['CAN_MANAGE_USERS', 'user:purge', 'group:remove-members']),
    )
    expect(answer.perPermission.map(({ permission }) => permission)).not.toContain('user:read')
    expect(answer.losing.count).toBe(1)
  })
  test('says so when more people have the role than are looked at, and is still done', async () => {
    const id = await makeRole('user:read')
    await pool.query(
      `with made as (insert into users (id, username, email) select gen_random_uuid(), 'many' || n, 'many' || n || '@example.org'
         from generate_series(1, 2100) n returning id)
       insert into grants (id, role_id, user_id) select gen_random_uuid(), $1, id from made`,
      [id],
    )
    const admin = await asAdministrator()
    const preview = await updateRole(admin, { roleId: id, version: 1, permissions: ['group:read'], preview: true })
    expect([preview.gaining, preview.losing]).toMatchObject([
      { count: 2000, more: true },
      { count: 2000, more: true },
    ])
    expect(await updateRole(admin, { roleId: id, version: 1, permissions: ['group:read'] })).toMatchObject({ changed: true })
    const { name } = await roleOf(id)
    expect(await deleteRole(admin, { roleId: id, confirm: name })).toMatchObject({ grants: 2100 })
    expect(await db.auditEvent.count({ where: { event: 'role.grant-ended' } })).toBe(2100)
  })
  test('names only people whom the viewer may see, and needs no fresh factor', async () => {
    const id = await holders()
    const user = await person({ password: true })
    await grantRole(system, { userId: user.id, roleId: await makeRole('role:update', 'user:read', 'group:read') })
    const blind = await actorFor(user.id, 0)
    const answer = await updateRole(blind, { roleId: id, version: 1, permissions: ['user:read'], preview: true })
    expect(answer.losing).toEqual({ count: 3, more: false, names: [] })
    await expect(updateRole(blind, { roleId: id, version: 1, permissions: ['user:read'] })).rejects.toMatchObject({
      detail: { reason: 'REAUTHENTICATE' },
    })
  })
  test('a role is deleted with its grants when its name is typed, and each holder’s log tells it', async () => {
    const id = await holders()
    const admin = await asAdministrator()
    const { name } = await roleOf(id)
    const before = await fingerprint()
    expect(await deleteRole(admin, { roleId: id, preview: true })).toMatchObject({
      preview: true,
      name,
      permissions: ['group:read', 'user:read'],
      grants: { users: 4, groups: 1, ended: 1 },
      losing: { count: 4, names: ['Direct Holder', 'Double Holder', 'Member Holder', 'Within Holder'] },
      perPermission: [
        { permission: 'group:read', gaining: 0, losing: 3 },
        { permission: 'user:read', gaining: 0, losing: 4 },
      ],
    })
    for (const confirm of [undefined, '', name.toLowerCase()])
      await expect(deleteRole(admin, { roleId: id, confirm })).rejects.toMatchObject({ code: 'RULE', detail: { reason: 'NOT_CONFIRMED' } })
    expect(await fingerprint()).toBe(before)
    expect(await deleteRole(admin, { roleId: id, confirm: name })).toEqual({ preview: false, name, grants: 6 })
    expect(await db.grant.count({ where: { roleId: id } })).toBe(0)
    expect((await auditOf(id)).at(-1)).toMatchObject({
      event: 'role.deleted',
      targetLabel: name,
      detail: { permissions: ['group:read', 'user:read'], grants: 6 },
    })
    expect(await db.auditEvent.count({ where: { event: 'role.grant-ended', detail: { path: ['role'], equals: name } } })).toBe(5)
    await expect(deleteRole(admin, { roleId: id, confirm: name })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('resetRole', () => {
  test('brings a built-in role back to what it is shipped with, and is nothing for others', async () => {
    const admin = await asAdministrator()
    const staff = roleId('Staff')
    const shipped = await heldBy(staff)
    const { version } = await roleOf(staff)
    await updateRole(admin, { roleId: staff, version, permissions: ['user:read', 'audit:read'] })
    const before = await fingerprint()
    expect(await resetRole(admin, { roleId: staff, version: version + 1, preview: true })).toMatchObject({ removed: ['audit:read'] })
    expect(await fingerprint()).toBe(before)
    expect(await resetRole(admin, { roleId: staff, version: version + 1 })).toMatchObject({ changed: true, version: version + 2 })
    expect(await heldBy(staff)).toEqual(shipped)
    expect(await resetRole(admin, { roleId: staff, version: version + 2 })).toMatchObject({ changed: false })
    await expect(resetRole(admin, { roleId: await makeRole(), version: 1 })).rejects.toMatchObject({ detail: { reason: 'NOT_BUILT_IN' } })
  })
})
