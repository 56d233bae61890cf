import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { closeDatabase, db } from '../core/db.ts'
import type { Actor } from '../core/actor.ts'
import { PERMISSION_NAMES, isImplicit } from '../core/permissions.ts'
import { actorFor, asAdministrator, asStranger, emptyTables, group, join, person, system } from '../testing/world.ts'
import { exportUsers } from './exports.ts'
import { listUsers } from './queries.ts'
import { usersList } from './list.ts'
import { deactivateUser, deleteUser } from './mutations-lifecycle.ts'

beforeEach(emptyTables)
afterAll(closeDatabase)

async function read(actor: Actor, input: unknown) {
  const { columns, batches, ...rest } = await exportUsers(actor, input)
  const rows: Record<string, unknown>[] = []
  for await (const batch of batches) rows.push(...batch)
  return { ...rest, keys: columns.map(({ key }) => key), rows, names: rows.map(({ username }) => username) }
}
const refusal = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: { code: string; detail: unknown }) => error,
  )

describe('what is exported', () => {
  test.each([
    '',
    'sort=name&direction=asc',
    'sort=lastSignIn&direction=asc',
    'q=zoë&sort=email',
    'status=any&sort=username',
    'status=trash',
  ])('of "%s" is exactly what the list shows, in its order', async (search) => {
    for (const firstName of ['Zoë', 'Aino', 'zoe', 'Łukasz']) await person({ firstName })
    const [first, second] = await db.user.findMany({ orderBy: { createdAt: 'asc' } })
    await deleteUser(system, { userId: first!.id })
    await deactivateUser(system, { userId: second!.id, reason: 'x' })
    const admin = await asAdministrator()
    const { users } = await listUsers(admin, usersList.fromSearch(search).params)
    const { names, keys } = await read(admin, { scope: 'filtered', search })
    expect(names).toEqual(users.map(({ username }) => username))
    expect(keys).toEqual(['full_name', 'username', 'email', 'status', 'organisation', 'created_at', 'last_sign_in_at'])
  })

  test('has the columns that the list shows, in their order, with typed values', async () => {
    const { id, email } = await person({ firstName: 'Ann', lastName: 'Lee' })
    const { keys, rows } = await read(system, {
      search: 'columns=emailVerified&columns=email&columns=created&columns=privileged&columns=id',
    })
    expect(keys).toEqual(['full_name', 'email_verified', 'email', 'created_at', 'administrative_rights', 'id'])
    expect(rows[0]).toMatchObject({ full_name: 'Ann Lee', email_verified: false, email, administrative_rights: false, id })
    expect(rows[0]?.created_at).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
  })

  test('is everybody, whatever the search says but its order, when all are asked for', async () => {
    for (const username of ['bob', 'ann', 'cem']) await person({ username })
    const { id } = await db.user.findFirstOrThrow({ where: { username: 'bob' } })
    await deleteUser(system, { userId: id })
    expect((await read(system, { scope: 'all', search: 'q=ann&sort=username&direction=asc' })).names).toEqual(['ann', 'bob', 'cem'])
  })

  test('is the chosen ones, wherever they are, when ids are sent; and all that match, when the form says so', async () => {
    const [ann, bob] = [await person({ username: 'ann' }), await person({ username: 'bob' })]
    await person({ username: 'cem' })
    await deleteUser(system, { userId: bob.id })
    const both = { userIds: [ann.id, bob.id], search: 'sort=username&direction=asc&status=active' }
    expect((await read(system, both)).names).toEqual(['ann', 'bob'])
    expect((await read(system, { ...both, scope: 'selected', userIds: ann.id })).names).toEqual(['ann'])
    expect((await read(system, { ...both, scope: 'matching' })).names).toEqual(['ann', 'cem'])
  })
})

describe('who may', () => {
  test('nobody without the permission, which seeing users is not', async () => {
    const stranger = await asStranger()
    const viewer: Actor = { ...stranger, grants: new Map([...stranger.grants, ['user:read', 'everywhere']]) }
    expect(await refusal(exportUsers(viewer, {}))).toMatchObject({ code: 'FORBIDDEN' })
  })

  test('only those whom one may both see and export come out', async () => {
    const [mine, theirs] = [await group(), await group()]
    const [ann, bob, cem] = [await person({ username: 'ann' }), await person({ username: 'bob' }), await person({ username: 'cem' })]
    for (const { id } of [ann, bob]) await join(mine, id)
    await join(theirs, bob.id)
    const base = await actorFor(cem.id)
    const within = (read: readonly string[] | 'everywhere', exports: readonly string[] | 'everywhere'): Actor => ({
      ...base,
      grants: new Map([...base.grants, ['user:read', read], ['user:export', exports]]),
    })
    const all = { scope: 'all', search: 'sort=username&direction=asc' }
    expect((await read(within('everywhere', [mine]), all)).names).toEqual(['ann', 'bob'])
    expect((await read(within([theirs], [mine]), all)).names).toEqual(['bob'])
    expect((await read(within([theirs], 'everywhere'), all)).names).toEqual(['bob'])
    expect((await read(within([mine], [mine]), { userIds: [ann.id, cem.id] })).names).toEqual(['ann'])
  })

  test('the role of a filter is told only to those who may see roles', async () => {
    const admin = await asAdministrator()
    const role = (await db.grant.findFirstOrThrow({ where: { userId: admin.id } })).roleId
    expect((await read(admin, { search: `role=${role}` })).rows).toHaveLength(1)
    const grants = new Map(
      PERMISSION_NAMES.filter((name) => !isImplicit(name) && name !== 'role:read').map((name) => [name, 'everywhere' as const]),
    )
    expect((await read({ ...admin, grants }, { search: `role=${role}` })).rows).toHaveLength(0)
  })
})

describe('what is recorded and refused', () => {
  test('the log has the query, the format and the columns', async () => {
    const { id } = await person()
    await read(system, { search: 'status=active&q=Ann&perPage=50', format: 'ndjson' })
    await read(system, { userIds: [id], columns: 'import' })
    const recorded = await db.auditEvent.findMany({ where: { event: 'users.exported' }, orderBy: { at: 'asc' } })
    expect(recorded).toMatchObject([
      { targetType: 'users', targetLabel: 'the users of a list', detail: { format: 'ndjson', scope: 'filtered' } },
      { targetLabel: 'chosen users', detail: { format: 'csv', scope: 'selected', query: id } },
    ])
    expect((recorded[0]?.detail as { query: string }).query).toContain('q=Ann')
    expect((recorded[1]?.detail as { columns: string[] }).columns).toContain('search_visibility')
  })

  test.each([
    ['a filter that is not known', { search: 'statuss=active' }],
    ['a filter that does not fit', { search: 'status=active&createdFrom=yesterday' }],
    ['an unknown column', { search: 'columns=passwordHash' }],
    ['no selection', { scope: 'selected' }],
    ['too many chosen', { userIds: Array.from({ length: 1001 }, () => crypto.randomUUID()) }],
    ['an unknown scope', { scope: 'everything' }],
    ['an id that is none', { userIds: ['x'] }],
  ])('%s is refused, rather than more exported than was asked for', async (_what, input) => {
    expect(await refusal(exportUsers(system, input))).toMatchObject({ code: 'INVALID' })
    expect(await db.auditEvent.count()).toBe(0)
  })
})
