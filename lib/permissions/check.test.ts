import fc from 'fast-check'
import type { Kysely } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import type { DB } from '../../prisma/kysely/types.ts'
import { pool, sql } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { grantRole } from '../roles/mutations.ts'
import { actorFor, asAdministrator, asStranger, emptyTables, fingerprint, group, join, makeRole, person, system } from '../testing/world.ts'
import { deactivateUser } from '../users/mutations-lifecycle.ts'
import { may, mayAll, mayAny } from './check.ts'
import { definePermission } from './mutations.ts'
import { may as mayOperation, mayAll as mayAllOperation, mayAny as mayAnyOperation } from './queries-check.ts'

beforeEach(emptyTables)

/** A database that counts what it is asked, and refuses every question. */
function broken() {
  const asked: string[] = []
  const fail = () => {
    asked.push('query')
    throw new Error('The database is away.')
  }
  const executor = new Proxy({}, { get: () => fail })
  return { asked, sql: { getExecutor: () => executor } as unknown as Kysely<DB> }
}
async function holder(...permissions: string[]) {
  const user = await person({ password: true })
  await grantRole(system, { userId: user.id, roleId: await makeRole(...permissions) })
  return user.id
}
const ask = (userId: string, ...permissions: string[]) => ({ userId, permissions })

describe('seed 004: what is held', () => {
  test('all means all, any means one, and one missing denies only the first', async () => {
    const userId = await holder('user:read', 'CAN_CREATE_PROJECTS')
    expect(await mayAll(sql, ask(userId, 'user:read', 'CAN_CREATE_PROJECTS'))).toBe(true)
    expect(await mayAll(sql, ask(userId, 'user:read', 'CAN_DELETE_ANY_PROJECT'))).toBe(false)
    expect(await mayAny(sql, ask(userId, 'user:read', 'CAN_DELETE_ANY_PROJECT'))).toBe(true)
    expect(await mayAny(sql, ask(userId, 'audit:read', 'CAN_DELETE_ANY_PROJECT'))).toBe(false)
    expect(await mayAll(sql, ask(userId, 'user:read', 'user:read'))).toBe(true)
  })
  test('an empty list denies without asking the database', async () => {
    const away = broken()
    expect([await mayAll(away.sql, ask(newId())), await mayAny(away.sql, ask(newId()))]).toEqual([false, false])
    expect(away.asked).toEqual([])
  })
  test('a database that fails denies', async () => {
    const away = broken()
    expect(await may(away.sql, newId(), 'user:read')).toBe(false)
    expect(await mayAny(away.sql, ask(newId(), 'user:read'))).toBe(false)
    expect(await mayAll(away.sql, ask(newId(), 'user:read'))).toBe(false)
    expect(away.asked).toHaveLength(3)
  })
  test('what is included counts; what does not exist, nobody has', async () => {
    const userId = await holder('CAN_MANAGE_USERS')
    expect(await may(sql, userId, 'group:remove-members')).toBe(true)
    for (const name of ['user:fly', '', 'account:read', "x' or true --", 'USER:READ', '%']) expect(await may(sql, userId, name)).toBe(false)
    expect(await may(sql, newId(), 'user:read')).toBe(false)
  })
  test('a right that ended, and a user who is not active, deny', async () => {
    const admin = await asAdministrator()
    const userId = await holder('user:read')
    expect(await may(sql, userId, 'user:read')).toBe(true)
    await deactivateUser(admin, { userId, reason: 'Left' })
    expect(await may(sql, userId, 'user:read')).toBe(false)
    const other = await holder('user:read')
    await pool.query(`update grants set valid_until = now() - interval '1 second' where user_id = $1`, [other])
    expect(await may(sql, other, 'user:read')).toBe(false)
  })
  test('a permission of one’s own is held by administrators at once, and by others when a role carries it', async () => {
    const name = `shop.refund-${newId().slice(-8)}`
    await definePermission(await asAdministrator(), { name, description: 'Refund orders' })
    expect(await may(sql, (await asAdministrator()).id, name)).toBe(true)
    expect(await may(sql, await holder('user:read'), name)).toBe(false)
    const userId = await holder(name)
    expect(await may(sql, userId, name)).toBe(true)
    expect(await may(sql, userId, name, await group())).toBe(true)
  })
})

describe('seed 004: everywhere and within a group', () => {
  test('never answer for each other the wrong way round', async () => {
    const top = await group()
    const [mine, other] = [await group(top), await group(top)]
    const below = await group(mine)
    const local = await person()
    await grantRole(system, { userId: local.id, roleId: await makeRole('user:read', 'enrollment:approve'), reachGroupId: mine })
    const answers = async (userId: string) =>
      Promise.all([undefined, top, mine, below, other, newId()].map((groupId) => may(sql, userId, 'user:read', groupId)))
    expect(await answers(local.id)).toEqual([false, false, true, true, false, false])
    expect(await answers(await holder('user:read'))).toEqual([true, true, true, true, true, false])
    expect(await mayAll(sql, { ...ask(local.id, 'user:read', 'enrollment:approve'), groupId: below })).toBe(true)
    expect(await mayAll(sql, ask(local.id, 'user:read', 'enrollment:approve'))).toBe(false)
    expect(await mayAny(sql, { ...ask(local.id, 'audit:read', 'user:read'), groupId: other })).toBe(false)
  })
  test('a permission that has no group is held within none, whoever asks', async () => {
    const admin = await asAdministrator()
    const mine = await group()
    expect(await may(sql, admin.id, 'banner:read')).toBe(true)
    expect(await may(sql, admin.id, 'banner:read', mine)).toBe(false)
    expect(await mayAny(sql, { ...ask(admin.id, 'banner:read', 'user:read'), groupId: mine })).toBe(true)
    expect(await mayAll(sql, { ...ask(admin.id, 'banner:read', 'user:read'), groupId: mine })).toBe(false)
  })
  test('managers of groups hold there what managing amounts to', async () => {
    const mine = await group()
    const below = await group(mine)
    const user = await person()
    await pool.query(`insert into group_members (group_id, user_id, role) values ($1, $2, 'manager')`, [mine, user.id])
    expect(await may(sql, user.id, 'group:remove-members', below)).toBe(true)
    expect(await may(sql, user.id, 'group:manage-members', below)).toBe(false)
    await pool.query('update groups set approved = true, trusted = true where id = $1', [mine])
    expect(await may(sql, user.id, 'group:manage-members', below)).toBe(true)
    expect(await may(sql, user.id, 'group:manage-members')).toBe(false)
  })
})

describe('the questions of client applications', () => {
  test('are answered about users whom the asker may ask about; others read as unknown', async () => {
    const mine = await group()
    const [inside, outside] = [await holder('CAN_CREATE_PROJECTS'), await holder('CAN_CREATE_PROJECTS')]
    await join(mine, inside)
    const asker = await person({ password: true })
    await grantRole(system, { userId: asker.id, roleId: await makeRole('permission:check'), reachGroupId: mine })
    const actor = await actorFor(asker.id)
    const question = { permissions: ['CAN_CREATE_PROJECTS'] }
    expect(await mayOperation(actor, { userId: inside, permission: 'CAN_CREATE_PROJECTS' })).toEqual({ allowed: true })
    for (const operation of [mayAnyOperation, mayAllOperation]) {
      expect(await operation(actor, { userId: inside, ...question })).toEqual({ allowed: true })
      expect(await operation(actor, { userId: inside, permissions: [] })).toEqual({ allowed: false })
      for (const userId of [outside, newId()]) expect(await operation(actor, { userId, ...question })).toEqual({ allowed: false })
    }
    for (const userId of [outside, newId()])
      expect(await mayOperation(actor, { userId, permission: 'CAN_CREATE_PROJECTS' })).toEqual({ allowed: false })
  })
  test('need the permission before anything is looked up, and fit the form', async () => {
    const [admin, stranger] = [await asAdministrator(), await asStranger()]
    await expect(mayOperation(stranger, { userId: stranger.id, permission: 'user:read' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    for (const input of [
      { permission: 'user:read' },
      { userId: 'x', permission: 'user:read' },
      { userId: admin.id },
      { userId: admin.id, permission: 'a\0b' },
    ])
      await expect(mayOperation(admin, input)).rejects.toMatchObject({ code: 'INVALID' })
    const many = Array.from({ length: 101 }, (_each, n) => `shop.p${n}`)
    await expect(mayAnyOperation(admin, { userId: admin.id, permissions: many })).rejects.toMatchObject({ code: 'INVALID' })
  })
  test('are answered with no when the database fails', async () => {
    const admin = await asAdministrator()
    await pool.query('alter table group_tree rename to group_tree_away')
    await pool.query('alter view effective_permission_paths rename to paths_away')
    try {
      expect(await mayOperation(admin, { userId: admin.id, permission: 'user:read' })).toEqual({ allowed: false })
      expect(await mayAllOperation(admin, { userId: admin.id, permissions: ['user:read'] })).toEqual({ allowed: false })
      expect(await mayAnyOperation(admin, { userId: admin.id, permissions: ['user:read'] })).toEqual({ allowed: false })
    } finally {
      await pool.query('alter table group_tree_away rename to group_tree')
      await pool.query('alter view paths_away rename to effective_permission_paths')
    }
    expect(await mayOperation(admin, { userId: admin.id, permission: 'user:read' })).toEqual({ allowed: true })
  })
})

test('mayAny is or, mayAll is and, of what may says of each, for any list and place', { timeout: 60_000 }, async () => {
  const top = await group()
  const below = await group(top)
  const user = await person()
  await grantRole(system, { userId: user.id, roleId: await makeRole('user:read', 'banner:read') })
  await grantRole(system, { userId: user.id, roleId: await makeRole('note:write'), reachGroupId: below })
  const names = ['user:read', 'banner:read', 'note:write', 'note:read', 'audit:read', 'no.such']
  const before = await fingerprint()
  await fc.assert(
    fc.asyncProperty(fc.subarray(names), fc.constantFrom(undefined, top, below), async (permissions, groupId) => {
      const each = await Promise.all(permissions.map((name) => may(sql, user.id, name, groupId)))
      expect(await mayAny(sql, { userId: user.id, permissions, groupId })).toBe(each.some(Boolean))
      expect(await mayAll(sql, { userId: user.id, permissions, groupId })).toBe(each.length > 0 && each.every(Boolean))
    }),
    { numRuns: 60 },
  )
  expect(await fingerprint()).toBe(before)
})
