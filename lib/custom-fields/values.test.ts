import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { updateAccount } from '../account/mutations.ts'
import { getAccount } from '../account/queries.ts'
import { deactivateUsers } from '../bulk-runs/mutations.ts'
import type { Actor } from '../core/actor.ts'
import { closeDatabase } from '../core/db.ts'
import { actorFor, asManager, asStranger, auditOf, emptyTables, group, join, person, system } from '../testing/world.ts'
import { exportUsers } from '../users/exports.ts'
import { createUsers } from '../users/mutations-import.ts'
import { createUser, updateUser, upsertUser } from '../users/mutations.ts'
import { getUser, listUsers } from '../users/queries.ts'
import { createCustomField } from './mutations.ts'
import { listFieldsOfUser, listUsersByCustomField } from './queries.ts'

beforeEach(async () => {
  await emptyTables()
  await define('badge', 'number', { visibleTo: 'administrators' })
  await define('site', 'choice', { choices: ['Oslo', 'Turku'], visibleTo: 'user' })
  await define('motto', 'text', { visibleTo: 'everyone', editableBy: 'user' })
  await define('since', 'date', { visibleTo: 'user', editableBy: 'user' })
  await define('remote', 'boolean')
})
afterAll(closeDatabase)

const define = (key: string, type: string, more: object = {}) => createCustomField(system, { key, label: `The ${key}`, type, ...more })
const ALL = { badge: '7', site: 'Oslo', motto: 'Slow and steady', since: '2020-02-29', remote: 'yes' }
const KEPT = { badge: '7', site: 'Oslo', motto: 'Slow and steady', since: '2020-02-29', remote: true }
const create = async (fields: object, more: object = {}) => (await person({ fields, ...more })).id
const held = async (userId: string, actor: Actor = system) => {
  const { fields } = await getUser(actor, { userId })
  return Object.fromEntries(fields.flatMap(({ key, value }) => (value === null ? [] : [[key, value]])))
}
/** Who may see and edit all users of one group and nobody else. */
async function within(groupId: string): Promise<Actor> {
  const actor = await actorFor((await person()).id)
  return { ...actor, grants: new Map([...actor.grants, ['user:read', [groupId]], ['user:update', [groupId]], ['user:export', [groupId]]]) }
}

describe('values', () => {
  test('come with a new user, an edit and an upsert, typed, recorded and by version', async () => {
    const userId = await create(ALL)
    expect(await held(userId)).toEqual(KEPT)
    expect((await auditOf(userId))[0]?.changes).toMatchObject({
      'fields.badge': { before: null, after: '7' },
      'fields.remote': { after: true },
    })
    expect(await updateUser(system, { userId, version: 1, fields: { badge: '8.50', site: '', motto: 'Slow and steady' } })).toEqual({
      userId,
      version: 2,
      changed: ['fields.badge', 'fields.site'],
    })
    expect((await auditOf(userId)).at(-1)).toMatchObject({
      event: 'user.updated',
      changes: { 'fields.badge': { before: '7', after: '8.5' }, 'fields.site': { before: 'Oslo', after: null } },
    })
    await expect(updateUser(system, { userId, version: 1, fields: { badge: '9' } })).rejects.toMatchObject({
      code: 'CONFLICT',
      detail: { reason: 'STALE', fields: { 'fields.badge': [expect.stringContaining('8.5')] } },
    })
    expect(await updateUser(system, { userId, version: 2, fields: { badge: '8.5' } })).toMatchObject({ version: 2, changed: [] })
    const { email } = await getUser(system, { userId })
    expect(await upsertUser(system, { email, fields: { remote: 'no' } })).toMatchObject({ outcome: 'updated' })
    expect(await upsertUser(system, { email, fields: { remote: 'no' } })).toMatchObject({ outcome: 'unchanged' })
    expect(await held(userId)).toEqual({ badge: '8.5', motto: 'Slow and steady', since: '2020-02-29', remote: false })
  })

  test('that do not fit are refused by field, and nothing is written', async () => {
    const userId = await create({})
    await expect(
      updateUser(system, { userId, version: 1, organisation: 'New', fields: { badge: 'x', site: 'Bergen', nothing: '1', motto: 'ok' } }),
    ).rejects.toMatchObject({
      code: 'INVALID',
      detail: {
        fields: {
          'fields.badge': [expect.any(String)],
          'fields.site': [expect.any(String)],
          'fields.nothing': ['This field is not known here.'],
        },
      },
    })
    expect(await getUser(system, { userId })).toMatchObject({ organisation: '', version: 1 })
    expect(await held(userId)).toEqual({})
  })

  test('of required fields are asked for of new users, on every way', async () => {
    await define('unit', 'text', { required: true })
    const who = { username: 'newcomer', email: 'newcomer@example.org' }
    const missing = { code: 'INVALID', detail: { fields: { 'fields.unit': ['Fill this in.'] } } }
    await expect(createUser(system, who)).rejects.toMatchObject(missing)
    await expect(createUser(system, { ...who, fields: { unit: ' ' } })).rejects.toMatchObject(missing)
    await expect(upsertUser(system, who)).rejects.toMatchObject(missing)
    const row = (fields?: object) => ({ ...who, firstName: '', lastName: '', ...(fields ? { fields } : {}) })
    const { results } = await createUsers(system, { users: [row(), row({ unit: 'A', site: 'Oslo' })] })
    expect(results).toMatchObject([{ outcome: 'refused', fields: { 'fields.unit': ['Fill this in.'] } }, { outcome: 'created' }])
    expect(await createUsers(system, { users: [row({ unit: 'A' }), row({ unit: 'B' })] })).toMatchObject({
      results: [{ outcome: 'unchanged' }, { outcome: 'refused', fields: { 'fields.unit': [expect.stringContaining('differs')] } }],
    })
  })
})

describe('one’s own', () => {
  test('are seen and changed as each field says; the others are as unknown as a field that is not there', async () => {
    const userId = await create(ALL)
    const me = await actorFor(userId)
    const { fields, version } = await getAccount(me, {})
    expect(fields.map(({ key, value }) => [key, value])).toEqual([
      ['site', 'Oslo'],
      ['motto', 'Slow and steady'],
      ['since', '2020-02-29'],
    ])
    const refusal = (given: object) => updateAccount(me, { version, fields: given }).catch((error: unknown) => error)
    const [unseen, unknown] = [await refusal({ badge: '9' }), await refusal({ badges: '9' })]
    expect(unseen).toMatchObject({ code: 'INVALID', detail: { fields: { 'fields.badge': ['This field is not known here.'] } } })
    expect(JSON.stringify(unseen).replaceAll('badge', 'badges')).toBe(JSON.stringify(unknown))
    expect((unseen as Error).message).toBe((unknown as Error).message)
    expect(await refusal({ site: 'Turku' })).toMatchObject({
      detail: { fields: { 'fields.site': ['Only administrators change this field.'] } },
    })
    await updateAccount(me, { version, fields: { motto: 'New', since: '' } })
    expect(await held(userId)).toEqual({ badge: '7', site: 'Oslo', motto: 'New', remote: true })
    expect((await auditOf(userId)).at(-1)).toMatchObject({
      event: 'account.updated',
      changes: { 'fields.motto': { before: 'Slow and steady', after: 'New' }, 'fields.since': { before: '2020-02-29', after: null } },
    })
    await expect(updateAccount(me, { version, fields: { motto: 'Stale' } })).rejects.toMatchObject({
      code: 'CONFLICT',
      detail: { fields: { 'fields.motto': ['Saved now: “New”.'] } },
    })
  })

  test('and others’: administrators in reach see all, signed-in users what is for everyone, of public profiles only', async () => {
    const inside = await group()
    const userId = await create(ALL)
    await join(inside, userId)
    const seen = async (actor: Actor) => (await listFieldsOfUser(actor, { userId })).map(({ key }) => key)
    expect(await seen(await within(inside))).toEqual(['badge', 'site', 'motto', 'since', 'remote'])
    expect(await seen(await actorFor(userId))).toEqual(['site', 'motto', 'since'])
    for (const other of [await asStranger(), await within(await group())]) expect(await seen(other)).toEqual(['motto'])
    await updateUser(system, { userId, version: 1, publicProfile: false })
    await expect(seen(await asStranger())).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await seen(await actorFor(userId))).toEqual(['site', 'motto', 'since'])
  })
})

describe('the list', () => {
  const found = async (search: Record<string, string>, actor: Actor = system) =>
    (await listUsers(actor, { fields: search, sort: 'username', direction: 'asc' })).users.map(({ username }) => username)

  async function three() {
    await create({ ...ALL, motto: 'Ünder the sea' }, { username: 'ann.one' })
    await create({ badge: '70', site: 'Turku', motto: '100% sure', since: '2021-01-01', remote: 'no' }, { username: 'ben.two' })
    await create({}, { username: 'cat.three' })
  }

  test.each([
    [{ badge: '7.0' }, ['ann.one']],
    [{ 'badge.from': '7', 'badge.to': '70' }, ['ann.one', 'ben.two']],
    [{ 'badge.from': '7.1' }, ['ben.two']],
    [{ site: 'Turku' }, ['ben.two']],
    [{ motto: 'SEA under' }, ['ann.one']],
    [{ motto: '100%' }, ['ben.two']],
    [{ motto: '%' }, []],
    [{ motto: 'under the sea', 'motto.by': 'is' }, []],
    [{ motto: 'ünder THE sea', 'motto.by': 'is' }, ['ann.one']],
    [{ 'since.to': '2020-02-29' }, ['ann.one']],
    [{ 'since.from': '2020-02-29', 'since.to': '2021-01-01' }, ['ann.one', 'ben.two']],
    [{ remote: 'no' }, ['ben.two']],
    [{ 'remote.by': 'empty' }, ['cat.three']],
    [{ 'badge.by': 'filled' }, ['ann.one', 'ben.two']],
    [{ 'badge.by': 'filled', site: 'Oslo' }, ['ann.one']],
  ])('narrowed by %j', async (search, names) => {
    await three()
    expect(await found(search as never)).toEqual(names)
  })

  test('means the same when thousands match', async () => {
    await three()
    const { conditionOf } = await import('../users/conditions.ts')
    const { usersList } = await import('../users/list.ts')
    const { sql } = await import('../core/db.ts')
    const { sql: raw } = await import('kysely')
    for (const fields of [
      { badge: '7' },
      { motto: 'sea' },
      { motto: 'ünder the sea', 'motto.by': 'is' },
      { 'since.from': '2020-01-01' },
      { 'site.by': 'empty' },
      { 'remote.by': 'filled' },
    ]) {
      const names = (many: boolean) =>
        raw<{
          username: string
        }>`select username from users where ${conditionOf(system, usersList.strict.parse({ fields }), { many })} order by 1`.execute(sql)
      expect((await names(true)).rows).toEqual((await names(false)).rows)
    }
  })

  test('shows the columns that are asked for, and only those', async () => {
    await three()
    const { users } = await listUsers(system, {
      sort: 'username',
      direction: 'asc',
      columns: ['name', 'field.badge', 'field.remote', 'field.gone'],
    })
    expect(users.map(({ fields }) => fields)).toEqual([{ badge: '7', remote: true }, { badge: '70', remote: false }, null])
    expect((await listUsers(system, {})).users[0]?.fields).toBeNull()
  })

  test('refuses a field that is not there, and so do acts on all that match', async () => {
    await three()
    for (const search of [{ gone: 'x' }, { badge: 'x' }, { 'site.from': 'Oslo' }] as Record<string, string>[]) {
      await expect(found(search)).rejects.toMatchObject({ code: 'INVALID', detail: { reason: 'UNKNOWN_FILTER' } })
      const text = new URLSearchParams(Object.entries(search).map(([name, value]) => [`field.${name}`, value])).toString()
      await expect(deactivateUsers(system, { search: text, reason: 'x', preview: true })).rejects.toMatchObject({ code: 'INVALID' })
      await expect(exportUsers(system, { search: text, scope: 'filtered' })).rejects.toMatchObject({ code: 'INVALID' })
    }
    expect(await deactivateUsers(system, { search: 'field.site=Turku', reason: 'x', preview: true })).toMatchObject({ total: 1 })
  })

  test('shows nobody outside the reach, whatever the filter', async () => {
    const inside = await group()
    await three()
    const member = await create({ badge: '7' }, { username: 'dan.four' })
    await join(inside, member)
    expect(await found({ badge: '7' }, await within(inside))).toEqual(['dan.four'])
    expect(await found({ 'badge.by': 'filled' }, await within(await group()))).toEqual([])
  })
})

describe('get_users_by_custom_field of seed 001', () => {
  const names = async (key: string, value: unknown, actor: Actor = system) =>
    (await listUsersByCustomField(actor, { key, value })).users.map(({ username }) => username)

  test('finds who has exactly a value, of every type', async () => {
    await create(ALL, { username: 'ann.one' })
    await create({ badge: 70 }, { username: 'ben.two' })
    expect(await names('badge', 7)).toEqual(['ann.one'])
    expect(await names('badge', '7.00')).toEqual(['ann.one'])
    expect(await names('site', 'Oslo')).toEqual(['ann.one'])
    expect(await names('motto', 'slow AND steady')).toEqual(['ann.one'])
    expect(await names('motto', 'slow')).toEqual([])
    expect(await names('since', '2020-02-29')).toEqual(['ann.one'])
    expect(await names('remote', true)).toEqual(['ann.one'])
    expect(await names('remote', 'no')).toEqual([])
  })

  test('goes on page by page, within the reach of the asker', async () => {
    const inside = await group()
    const ids = []
    for (let n = 0; n < 5; n++) ids.push(await create({ site: 'Oslo' }))
    await join(inside, ids[3] as string)
    const first = await listUsersByCustomField(system, { key: 'site', value: 'Oslo', limit: 3 })
    const second = await listUsersByCustomField(system, { key: 'site', value: 'Oslo', limit: 3, after: first.next })
    expect([...first.users, ...second.users].map(({ id }) => id)).toEqual([...ids].sort())
    expect(second.next).toBeNull()
    expect((await listUsersByCustomField(await within(inside), { key: 'site', value: 'Oslo' })).users.map(({ id }) => id)).toEqual([ids[3]])
  })

  test('says so when there is no such field or value, and is for who may view users', async () => {
    await expect(names('gone', 'x')).rejects.toMatchObject({ code: 'INVALID', detail: { fields: { key: [expect.any(String)] } } })
    for (const value of ['', 'Bergen'])
      await expect(names('site', value)).rejects.toMatchObject({ detail: { fields: { value: [expect.any(String)] } } })
    await expect(names('site', 'Oslo', await asStranger())).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await names('site', 'Oslo', await asManager())).toEqual([])
  })
})

test('files have the columns of the list typed, and those of an import all of them', async () => {
  const userId = await create(ALL, { username: 'ann.one' })
  const rows = async (input: object) => {
    const { batches, columns } = await exportUsers(system, { userIds: [userId], ...input })
    const all = []
    for await (const batch of batches) all.push(...batch)
    return { row: all[0], headers: columns.map(({ header }) => header) }
  }
  const shown = await rows({ search: 'columns=name&columns=field.badge&columns=field.remote' })
  expect(shown.headers).toEqual(['full_name', 'field.badge', 'field.remote'])
  expect(shown.row).toMatchObject({ 'field.badge': '7', 'field.remote': true })
  const whole = await rows({ columns: 'import' })
  expect(whole.headers.slice(-5)).toEqual(['field.badge', 'field.site', 'field.motto', 'field.since', 'field.remote'])
  expect(whole.row).toMatchObject({ 'field.site': 'Oslo', 'field.since': '2020-02-29' })
  await expect(exportUsers(system, { userIds: [userId], search: 'columns=field.gone' })).rejects.toMatchObject({ code: 'INVALID' })
})
