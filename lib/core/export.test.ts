import { sql as raw } from 'kysely'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { asAdministrator, asStranger, emptyTables, person, system } from '../testing/world.ts'
import { closeDatabase, db, pool } from './db.ts'
import { defineExport, type Exported, type ExportRow } from './export.ts'
import { exportText } from './export-text.ts'
import { keysetBatches } from './keyset-batches.ts'
import type { SnapshotSql } from './snapshot.ts'

beforeEach(emptyTables)
afterAll(closeDatabase)

let rows: (sql: SnapshotSql) => AsyncIterable<ExportRow[]> = byName
function byName(sql: SnapshotSql) {
  return keysetBatches(sql, {
    columns: raw`username, created_at`,
    from: raw`users`,
    where: raw<boolean>`true`,
    sort: { expression: raw`(lower(username) collate "C")`, type: 'text' },
    direction: 'asc',
    size: 2,
  })
}
beforeEach(() => void (rows = byName))

const exportNames = defineExport({
  name: 'exportManyNames',
  permission: 'user:export',
  input: z.strictObject({ word: z.string().default('none') }),
  limit: { points: 50, seconds: 60 },
  prepare: ({ actor }) => Promise.resolve(actor.label),
  columns: () => [{ key: 'username', header: 'username' }],
  audit: ({ format, word }, label) => ({
    event: 'users.exported',
    entry: { target: { type: 'users', id: null, label }, detail: { format, scope: 'all', query: word, columns: ['username'] } },
  }),
  rows: ({ sql }) => rows(sql),
})

async function all({ batches }: Exported) {
  const found: ExportRow[] = []
  for await (const batch of batches) found.push(...batch)
  return found
}
/** Connections that are inside a transaction. */
const openTransactions = async () => {
  const { rows } = await pool.query<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity where datname = current_database() and xact_start is not null and pid <> pg_backend_pid()`,
  )
  return rows[0]?.n
}
const people = async (count: number) => {
  for (let n = 0; n < count; n++) await person()
}

test('gives all rows in order and in batches, and is recorded before the first', async () => {
  await people(5)
  const exported = await exportNames(system, { word: 'x', format: 'json' })
  expect(exported).toMatchObject({ format: 'json', columns: [{ key: 'username', header: 'username' }] })
  expect(exported.fileName).toMatch(/^many-names-\d{4}-\d\d-\d\d$/)
  expect(await db.auditEvent.findMany({ where: { event: 'users.exported' } })).toMatchObject([
    { targetLabel: 'test', detail: { format: 'json', scope: 'all', query: 'x', columns: ['username'] } },
  ])
  const sizes: number[] = []
  const names: unknown[] = []
  for await (const batch of exported.batches) {
    sizes.push(batch.length)
    names.push(...batch.map(({ username }) => username))
  }
  expect(sizes).toEqual([2, 2, 1])
  expect(names).toEqual([...names].sort())
  expect(new Set(names).size).toBe(5)
  expect(await openTransactions()).toBe(0)
})

test('times come with all their digits, in ISO 8601', async () => {
  await person()
  await pool.query(`update users set created_at = '2026-03-14 09:26:53.589793+02'`)
  expect((await all(await exportNames(system, {})))[0]?.created_at).toBe('2026-03-14T07:26:53.589793Z')
})

test('shows one moment: what is written while it runs is not in it', async () => {
  await people(4)
  const exported = await exportNames(system, {})
  const first = (await exported.batches.next()).value as ExportRow[]
  await person({ username: 'zz.later' })
  await db.user.updateMany({ data: { organisation: 'Moved' } })
  const names = [...first, ...(await all(exported))].map(({ username }) => username)
  expect(names).toHaveLength(4)
  expect(names).not.toContain('zz.later')
})

test('can write nothing', async () => {
  await person()
  rows = async function* (sql) {
    yield (await raw<ExportRow>`update users set bio = 'x' returning username`.execute(sql)).rows
  }
  await expect(all(await exportNames(system, {}))).rejects.toThrow(/read-only transaction/)
  expect(await openTransactions()).toBe(0)
})

test('ends its transaction when the reader goes away, also before reading', async () => {
  await people(5)
  for await (const batch of (await exportNames(system, {})).batches) {
    expect(batch).toHaveLength(2)
    break
  }
  expect(await openTransactions()).toBe(0)
  const unread = await exportNames(system, {})
  expect(await openTransactions()).toBe(1)
  await unread.batches.return?.()
  expect(await openTransactions()).toBe(0)
  expect(await unread.batches.next()).toMatchObject({ done: true })
})

test('two run at once; a third is refused, unrecorded, until one has ended', async () => {
  await people(3)
  const [one, two] = [await exportNames(system, {}), await exportNames(system, {})]
  await expect(exportNames(system, {})).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  expect(await db.auditEvent.count({ where: { event: 'users.exported' } })).toBe(2)
  await all(one)
  await one.batches.return?.()
  const three = await exportNames(system, {})
  await expect(exportNames(system, {})).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  for (const each of [two, three]) await all(each)
})

test('a failing one frees its place', async () => {
  rows = async function* () {
    yield* []
    throw new Error('broken')
  }
  for (let n = 0; n < 4; n++) await expect(all(await exportNames(system, {}))).rejects.toThrow('broken')
  expect(await openTransactions()).toBe(0)
})

test('refuses before it records: rights, then input', async () => {
  await expect(exportNames(await asStranger(), { nonsense: 1 })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  const admin = await asAdministrator()
  await expect(exportNames(admin, { nonsense: 1 })).rejects.toMatchObject({
    code: 'INVALID',
    detail: { fields: { nonsense: [expect.any(String)] } },
  })
  await expect(exportNames(admin, { format: 'xlsx' })).rejects.toMatchObject({
    code: 'INVALID',
    detail: { fields: { format: [expect.any(String)] } },
  })
  expect(await db.auditEvent.count({ where: { event: 'users.exported' } })).toBe(0)
  expect(await openTransactions()).toBe(0)
})

test('the text is CSV, JSON or NDJSON', async () => {
  const columns = ['a', 'b', 'c'].map((key) => ({ key, header: key.toUpperCase() }))
  const given = [
    [
      { a: '=1', b: true, c: null, more: 'unseen' },
      { a: 'x "y"', b: -5, c: { d: [1] } },
    ],
    [],
    [{ a: '', b: new Date(0), c: 'line\nbreak' }],
  ]
  const text = async (format: 'csv' | 'json' | 'ndjson', batches: ExportRow[][] = given) => {
    let whole = ''
    const source = (async function* () {
      yield* batches
    })()
    for await (const part of exportText({ columns, format, batches: source })) whole += part
    return whole
  }
  expect(await text('csv')).toBe(
    '\ufeff"A","B","C"\r\n"\'=1","true",""\r\n"x ""y""","-5","{""d"":[1]}"\r\n"","1970-01-01T00:00:00.000Z","line\nbreak"\r\n',
  )
  const objects = [
    { a: '=1', b: true, c: null },
    { a: 'x "y"', b: -5, c: { d: [1] } },
    { a: '', b: '1970-01-01T00:00:00.000Z', c: 'line\nbreak' },
  ]
  expect(JSON.parse(await text('json'))).toEqual(objects)
  expect(
    (await text('ndjson'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual(objects)
  expect(await text('json', [])).toBe('[]\n')
  expect(await text('ndjson', [])).toBe('')
  expect(await text('csv', [])).toBe('\ufeff"A","B","C"\r\n')
})
