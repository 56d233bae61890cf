import { beforeAll, describe, expect, test } from 'vitest'
import { join as pathOf } from 'node:path'
import { sql as raw } from 'kysely'
import { db, pool, sql } from '../core/db.ts'
import { importUsers } from '../../scripts/admin/import-users.ts'
import { grantRole } from '../roles/mutations.ts'
import {
  actorFor,
  asAdministrator,
  asManager,
  asStranger,
  emptyTables,
  group,
  join,
  makeRole,
  person,
  roleId,
  system,
} from '../testing/world.ts'
import type { Actor } from '../core/actor.ts'
import { conditionOf } from './conditions.ts'
import { usersList } from './list.ts'
import { deactivateUser, deleteUser } from './mutations-lifecycle.ts'
import {
  countUsersByStatus,
  emailAvailable,
  getUser,
  getUserByEmail,
  getUserByUsername,
  getUsers,
  listUsers,
  listUsersCreatedWithin,
  searchUsers,
  userExists,
  usernameAvailable,
} from './queries.ts'

let admin: Actor & { id: string }
beforeAll(async () => {
  await emptyTables()
  admin = await asAdministrator()
  await importUsers(pathOf(import.meta.dirname, '../../e2e/fixtures/people.csv'), () => {})
  await pool.query('vacuum analyze users')
})

const names = async (q: string) => (await listUsers(admin, { q, perPage: 100 })).users.map((user) => user.fullName)

describe('search', () => {
  test('ignores case and accents, in every script', async () => {
    expect((await names('lukasz')).every((name) => name.includes('Łukasz'))).toBe(true)
    expect((await names('lukasz')).length).toBeGreaterThan(0)
    const sato = await names('佐藤')
    expect(sato.length).toBeGreaterThan(0)
    expect(sato.every((name) => name.includes('佐藤'))).toBe(true)
    expect((await names('АЛЕКСЕЙ'))[0]).toContain('Алексей')
  })
  test('every word must match somewhere, in any order and any field', async () => {
    const found = await listUsers(admin, { q: 'aino korhonen', perPage: 100 })
    expect(found.users.length).toBeGreaterThan(0)
    for (const user of found.users)
      expect(`${user.fullName} ${user.email} ${user.username} ${user.organisation}`.toLowerCase()).toMatch(/(?=.*aino)(?=.*korhonen)/)
    expect(await names('korhonen AINO')).toEqual(await names('aino korhonen'))
    expect(await names('aino nobodyatall')).toEqual([])
  })
  test('from three letters anywhere, shorter at the start of a word', async () => {
    expect((await names('orhon')).length).toBeGreaterThan(0)
    for (const user of (await listUsers(admin, { q: 'ai', perPage: 100 })).users)
      expect(` ${user.fullName} ${user.email} ${user.username} ${user.organisation}`.normalize('NFD').toLowerCase()).toMatch(
        /[^\p{L}\p{N}\p{M}]ai/u,
      )
  })
  test('% and _ are letters like any other, and quotes harm nothing', async () => {
    for (const q of ['%', '_', '%%%', 'a%n', '\\', "'; drop table users; --", '％'])
      expect((await listUsers(admin, { q })).count, q).toBe(0)
    expect((await names("O'Connor")).length).toBeGreaterThan(0)
  })
  test('the picker gives a few, by name', async () => {
    const found = await searchUsers(admin, { q: 'korhonen' })
    expect(found.length).toBe(8)
    expect(await searchUsers(admin, { q: '   ' })).toEqual([])
  })
})

describe('pages', () => {
  const all = async (params: Record<string, unknown>) => {
    const ids: string[] = []
    let after: string | undefined
    for (let page = 0; page < 100; page++) {
      const found = await listUsers(admin, { ...params, perPage: 100, ...(after ? { after } : {}) })
      ids.push(...found.users.map((user) => user.id))
      if (!found.next) return ids
      after = found.next
    }
    throw new Error('The pages never end.')
  }
  test.each(['created', 'name', 'username', 'email', 'lastSignIn'])('sorted by %s, both ways, every user comes once', async (sort) => {
    const [up, down] = [await all({ sort, direction: 'asc' }), await all({ sort, direction: 'desc' })]
    expect(new Set(up).size).toBe(5001)
    expect(up.toReversed()).toEqual(down)
  })
  test('previous leads back, last is the end, and a mangled cursor shows the first page', async () => {
    const first = await listUsers(admin, { sort: 'name', direction: 'asc' })
    expect([first.previous, first.count, first.more]).toEqual([null, 5001, false])
    const second = await listUsers(admin, { sort: 'name', direction: 'asc', after: first.next ?? '' })
    const back = await listUsers(admin, { sort: 'name', direction: 'asc', before: second.previous ?? '' })
    expect(back.users).toEqual(first.users)
    expect(back.previous).toBeNull()
    const last = await listUsers(admin, { sort: 'name', direction: 'asc', last: true })
    expect([last.next, last.users.length]).toEqual([null, 25])
    const beforeLast = await listUsers(admin, { sort: 'name', direction: 'asc', before: last.previous ?? '' })
    expect((await listUsers(admin, { sort: 'name', direction: 'asc', after: beforeLast.next ?? '' })).users).toEqual(last.users)
    const mangled = [JSON.stringify(['x', 'y']), 'null', JSON.stringify(["'", crypto.randomUUID()])].map((text) =>
      Buffer.from(text).toString('base64url'),
    )
    for (const after of ['%%%', ...mangled])
      expect((await listUsers(admin, { sort: 'created', direction: 'desc', after })).users.length).toBe(25)
  })
  test('unknown or bad parameters are refused', async () => {
    for (const bad of [
      { sort: 'passwordHash' },
      { perPage: 1000 },
      { page: 2 },
      { status: 'X' },
      { role: '1' },
      { createdFrom: '31/12/2025' },
      { q: 'x'.repeat(201) },
    ])
      await expect(listUsers(admin, bad)).rejects.toMatchObject({ code: 'INVALID' })
  })
})

describe('filters', () => {
  test('status, sign-in, verification, role direct or inherited, privileged, dates', async () => {
    const [off, gone, member, direct] = [await person({ password: true }), await person(), await person(), await person()]
    await deactivateUser(admin, { userId: off.id, reason: 'x' })
    await deleteUser(admin, { userId: gone.id })
    const within = await group()
    await join(within, member.id)
    await db.grant.create({ data: { id: crypto.randomUUID(), roleId: roleId('Auditor'), groupId: within }, select: { id: true } })
    await grantRole(system, { userId: direct.id, roleId: roleId('Auditor') })
    await db.user.update({
      where: { id: direct.id },
      data: { emailVerifiedAt: new Date(), lastSignInAt: new Date('2026-03-04T23:59:59Z') },
      select: { id: true },
    })
    const ids = async (filter: Record<string, unknown>) =>
      (await listUsers(admin, { ...filter, perPage: 100 })).users.map((user) => user.id).sort()
    expect(await ids({ status: 'deactivated' })).toEqual([off.id])
    expect(await ids({ status: 'trash' })).toEqual([gone.id])
    expect(await ids({ role: roleId('Auditor') })).toEqual([member.id, direct.id].sort())
    // The form for thousands of holders finds the same ones.
    const many = conditionOf(admin, usersList.strict.parse({ role: roleId('Auditor') }), { many: true })
    const found = await raw<{ id: string }>`select id from users where ${many} order by id`.execute(sql)
    expect(found.rows.map(({ id }) => id)).toEqual([member.id, direct.id].sort())
    expect(await ids({ privileged: 'yes' })).toEqual([admin.id, member.id, direct.id].sort())
    expect(await ids({ emailVerified: 'yes' })).toEqual([direct.id])
    expect(await ids({ signIn: 'ever' })).toEqual([direct.id])
    expect(await ids({ signInFrom: '2026-03-04', signInTo: '2026-03-04' })).toEqual([direct.id])
    expect(await ids({ signInFrom: '2026-03-05' })).toEqual([])
    expect((await listUsers(admin, { status: 'no-password' })).count).toBe(5002)
    expect((await listUsers(admin, { createdTo: '2020-01-01' })).count).toBe(0)
    expect((await listUsers(admin, { status: 'any' })).count).toBe(5005)
    expect(await countUsersByStatus(admin, {})).toEqual({ ACTIVE: 5003, DEACTIVATED: 1, DELETED: 1, ANONYMIZED: 0 })
    const summary = (await listUsers(admin, { role: roleId('Auditor'), q: member.username })).users[0]
    expect(summary).toMatchObject({ privileged: true, hasPassword: false, emailVerified: false })
  })
  test('whoever sees a group sees its members only, in lists, counts and by id', async () => {
    const mine = await group()
    const inside = await person()
    await join(mine, inside.id)
    const reader = await person()
    await grantRole(system, { userId: reader.id, roleId: await makeRole('user:read'), reachGroupId: mine })
    const actor = await actorFor(reader.id)
    expect(await listUsers(actor, { status: 'any' })).toMatchObject({ count: 1, users: [{ id: inside.id }] })
    expect(await searchUsers(actor, { q: 'person' })).toHaveLength(1)
    expect((await countUsersByStatus(actor, {})).ACTIVE).toBe(1)
    await expect(getUser(actor, { userId: admin.id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await getUsers(actor, { userIds: [admin.id, inside.id] })).toHaveLength(1)
    expect(await userExists(actor, { userId: admin.id })).toBe(false)
  })
})

describe('one user', () => {
  test('by id, ids, username and e-mail in any case; missing is not found; no ids is no query', async () => {
    const user = await person({ username: 'Case.Matters', email: 'Case@Example.org' })
    expect(await getUser(admin, { userId: user.id })).toMatchObject({
      id: user.id,
      outranks: false,
      administrator: false,
      hasPassword: false,
      openSessions: 0,
    })
    expect((await getUserByUsername(admin, { username: 'case.MATTERS' })).id).toBe(user.id)
    expect((await getUserByEmail(admin, { email: 'CASE@example.ORG' })).id).toBe(user.id)
    expect(await getUsers(admin, { userIds: [user.id, crypto.randomUUID()] })).toMatchObject([{ id: user.id }])
    expect(await getUsers(admin, { userIds: [] })).toEqual([])
    expect([await userExists(admin, { userId: user.id }), await userExists(admin, { userId: crypto.randomUUID() })]).toEqual([true, false])
    await expect(getUser(admin, { userId: crypto.randomUUID() })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(getUserByUsername(admin, { username: 'nobody' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(getUserByEmail(admin, { email: 'no@x.org' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
  test('never carries a secret', async () => {
    const found = JSON.stringify(await getUser(admin, { userId: admin.id }))
    for (const word of ['passwordHash', 'password_hash', 'unusable', 'tokenHash']) expect(found).not.toContain(word)
  })
  test('says whether the user outranks the viewer', async () => {
    const manager = await asManager()
    expect(await getUser(manager, { userId: admin.id })).toMatchObject({ outranks: true, administrator: true })
    expect(await getUser(admin, { userId: manager.id })).toMatchObject({ outranks: false, privileged: true })
  })
  test('availability excludes one user, and users in the trash keep their names', async () => {
    const user = await person({ username: 'taken.name', email: 'taken@example.org' })
    await deleteUser(admin, { userId: user.id })
    expect([
      await usernameAvailable(admin, { username: 'TAKEN.name' }),
      await usernameAvailable(admin, { username: 'taken.name', exceptUserId: user.id }),
      await usernameAvailable(admin, { username: 'free.name' }),
    ]).toEqual([false, true, true])
    expect([
      await emailAvailable(admin, { email: 'TAKEN@example.org' }),
      await emailAvailable(admin, { email: 'taken@example.org', exceptUserId: user.id }),
      await emailAvailable(admin, { email: 'free@example.org' }),
    ]).toEqual([false, true, true])
    await expect(usernameAvailable(admin, { username: 'admin' })).rejects.toMatchObject({ code: 'INVALID' })
  })
  test('created within is inclusive at both ends', async () => {
    const user = await person()
    const at = (await db.user.findUniqueOrThrow({ where: { id: user.id } })).createdAt
    await db.user.update({ where: { id: user.id }, data: { createdAt: new Date('2001-01-01') }, select: { id: true } })
    const exactly = await listUsersCreatedWithin(admin, { from: '2001-01-01', to: '2001-01-01' })
    expect(exactly.map((each) => each.id)).toEqual([user.id])
    expect(await listUsersCreatedWithin(admin, { from: '2001-01-02', to: '2001-01-03' })).toEqual([])
    expect(at.getTime()).toBeGreaterThan(0)
  })
})

test('strangers are refused', async () => {
  const stranger = await asStranger()
  for (const query of [listUsers, searchUsers, getUser, getUsers, countUsersByStatus, usernameAvailable, emailAvailable, userExists])
    await expect(query(stranger, {})).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

describe('what a mangled address can say', () => {
  const id = '6d1da2d7-e510-488c-9085-8608cd817256'
  const cursor = (key: string) => Buffer.from(JSON.stringify([key, id])).toString('base64url')

  test.each([
    '2026',
    'foo 1',
    '2026-02-30 00:00:00+00',
    '0000-01-01 00:00:00+00',
    '2026-01-01 24:00:00+00',
    '+275000-01-01T00:00:00Z',
    'infinity',
    '',
  ])('a cursor at the instant “%s” shows the first page', async (key) => {
    const first = await listUsers(admin, { sort: 'created' })
    for (const place of [{ after: cursor(key) }, { before: cursor(key) }])
      expect((await listUsers(admin, { sort: 'created', ...place })).users).toEqual(first.users)
  })

  test('NUL and the year 0 are refused before the database sees them', async () => {
    for (const call of [
      () => listUsers(admin, { q: 'a\0b' }),
      () => listUsers(admin, { createdFrom: '0000-01-01' }),
      () => searchUsers(admin, { q: '\0' }),
      () => getUserByUsername(admin, { username: 'a\0b' }),
      () => getUserByEmail(admin, { email: 'a\0b@example.org' }),
    ])
      await expect(call()).rejects.toMatchObject({ code: 'INVALID' })
  })
})
