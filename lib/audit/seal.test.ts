import { createHash } from 'node:crypto'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { systemActor } from '../core/actor.ts'
import { closeDatabase, db, pool, runIn, sql } from '../core/db.ts'
import { emptyTables, pastEvents, person, tamper } from '../testing/world.ts'
import { sql as raw } from 'kysely'
import { sealAuditLog } from './mutations.ts'
import { ROW_HASH, sealOf } from './seal-format.ts'
import { fenceNow, takeChain } from './steps-seal.ts'
import { verification } from '../../scripts/admin/verify-audit.ts'

const seal = () => sealAuditLog(systemActor('test'), {})
const verify = () => verification(0, '', () => {})
const seals = async () => (await pool.query<{ number: number; rows: number }>('select number, rows from audit_seals order by number')).rows
const sealedRows = async () => (await seals()).reduce((sum, { rows }) => sum + rows, 0)

beforeEach(emptyTables)
afterAll(closeDatabase)

test('a row has the same hash in every version of PostgreSQL and under every setting of a session', async () => {
  const id = '01890a5d-ac96-774b-bcce-b302099a8057'
  const changes = '{"a": {"before": null, "after": 1.50}, "bb": {"after": [true, 1e3, "ü\\u0007\\"\\\\"], "before": ""}, "B": 0.10}'
  await pool.query(
    `insert into audit_events values ($1, '2026-11-03 04:05:06.789012+00', 'user.updated', 'user', $1, 'Zoë "Z" 😀', $1, 'for', 'user', 'x', 'line${'\n'}break',
      $2, '{}', 'refused', 'a\\b', '192.0.2.1', null, 'r', 'c')`,
    [id, changes],
  )
  const canonical = `["${id}", "1793678706789012", "user.updated", "user", "${id}", "Zoë \\"Z\\" 😀", "${id}", "for", "user", "x", "line\\nbreak", {"B": 0.10, "a": {"after": 1.50, "before": null}, "bb": {"after": [true, 1000, "ü\\u0007\\"\\\\"], "before": ""}}, {}, "refused", "a\\\\b", "192.0.2.1", null, "r", "c"]`
  const client = await pool.connect()
  const hashes = new Set<string>()
  for (const settings of [
    '',
    `set timezone = 'Asia/Kathmandu'; set datestyle = 'SQL, DMY'; set intervalstyle = 'iso_8601'; set extra_float_digits = -5; set bytea_output = 'escape'`,
  ]) {
    if (settings) await client.query(settings)
    const { sql: text } = raw`select encode(${ROW_HASH}, 'hex') as hash from audit_events`.compile(sql)
    hashes.add((await client.query<{ hash: string }>(text)).rows[0]!.hash)
  }
  client.release(true)
  expect([...hashes]).toEqual([createHash('sha256').update(canonical, 'utf8').digest('hex')])
  expect([...hashes]).toEqual(['0c961a01a7056d25f00f9f730dc5fecab5fbdea839cb25e796d58ea6c1b9a362'])
})

test('a seal has the same bytes for ever', () => {
  const content = {
    number: 2,
    fromAt: '-infinity',
    fromId: 'f',
    toAt: '1',
    toId: 't',
    rows: 3,
    marks: 'm',
    content: 'c',
    previous: 'p',
    sealedAt: '9',
  }
  const text = 'previous=p\nnumber=2\nfromAt=-infinity\nfromId=f\ntoAt=1\ntoId=t\nrows=3\nmarks=m\ncontent=c\nsealedAt=9\n'
  expect(sealOf(content)).toBe(createHash('sha256').update(text).digest('hex'))
  expect(Object.keys(content).map((key) => sealOf({ ...content, [key]: 'other' }))).not.toContain(sealOf(content))
})

test('rows are sealed once, in stretches of at most 10,000 and of one month, and what is younger than ten seconds waits', async () => {
  expect(await seal()).toEqual({ newest: null, rows: 0, more: false })
  await pastEvents(25, '2026-10-31T23:59:50Z')
  await pastEvents(20_001)
  await person()
  const { newest, rows, more } = await seal()
  expect([rows, more]).toEqual([20_026, false])
  expect((await seals()).map(({ rows }) => rows)).toEqual([25, 10_000, 10_000, 1])
  expect(newest).toMatchObject({ number: 4, seal: expect.stringMatching(/^[0-9a-f]{64}$/) })
  expect(await seal()).toEqual({ newest: null, rows: 0, more: false })
  expect(await verify()).toMatchObject({ rows: 20_026, seals: 4, unsealed: 1, broken: null })
})

test('a long backlog is sealed in several goes', async () => {
  await pastEvents(50_003)
  expect(await seal()).toMatchObject({ rows: 50_000, more: true })
  expect(await seal()).toMatchObject({ rows: 3, more: false })
  expect(await verify()).toMatchObject({ rows: 50_003, seals: 6, broken: null })
})

test('two sealers at once seal everything once', async () => {
  await pastEvents(12_000)
  const answers = await Promise.all(Array.from({ length: 6 }, seal))
  expect(answers.reduce((sum, { rows }) => sum + rows, 0)).toBe(12_000)
  expect(answers.filter(({ rows }) => rows > 0)).toHaveLength(1)
  expect(await verify()).toMatchObject({ rows: 12_000, seals: 2, broken: null })
})

test('while somebody holds the chain, nobody else seals', async () => {
  await pastEvents(3)
  await db.$transaction(async (tx) => {
    expect(await takeChain(tx)).toBe(true)
    expect(await seal()).toMatchObject({ newest: null, rows: 0 })
  })
  expect(await seal()).toMatchObject({ rows: 3 })
})

test('a transaction that writes, stays open and commits later holds the seal back; one that only reads does not', async () => {
  const open = async () => {
    const client = await pool.connect()
    await client.query('set idle_in_transaction_session_timeout = 0')
    return client
  }
  const [writer, reader] = [await open(), await open()]
  const write = `insert into audit_events (id, event, actor_kind, actor_label, target_type, target_label)
    values (gen_random_uuid(), 'user.updated', 'system', 'test', 'user', 'open')`
  try {
    await pool.query(write)
    await reader.query('begin isolation level repeatable read')
    await reader.query('select count(*) from audit_events')
    await vi.waitFor(async () => expect(await seal()).toMatchObject({ rows: 1 }), { timeout: 15_000, interval: 500 })
    await writer.query('begin')
    await writer.query(write)
    await pool.query(write)
    await new Promise((resume) => setTimeout(resume, 11_500))
    expect(await seal()).toMatchObject({ rows: 0 })
    await writer.query('commit')
    expect(await seal()).toMatchObject({ rows: 2 })
    expect([await sealedRows(), await db.auditEvent.count()]).toEqual([3, 3])
    expect(await verify()).toMatchObject({ rows: 3, unsealed: 0, broken: null })
  } finally {
    await writer.query('rollback')
    writer.release(true)
    await reader.query('rollback')
    reader.release(true)
  }
}, 45_000)

test('a writer that cannot be looked into holds the seal back', async () => {
  await pool.query(`do $$ begin create role looks_little; exception when duplicate_object then null; end $$`)
  const writer = await pool.connect()
  const fenceOfOther = () =>
    db.$transaction(async (tx) => {
      await tx.$executeRaw`set local role looks_little`
      return fenceNow(tx)
    })
  try {
    expect(await fenceOfOther()).toMatch(/^\d{16}$/)
    await writer.query('begin')
    await writer.query('lock table audit_events in row exclusive mode')
    expect(await fenceOfOther()).toBeNull()
    expect(await db.$transaction(fenceNow)).toMatch(/^\d{16}$/)
  } finally {
    await writer.query('rollback')
    writer.release()
  }
})

test('seals cannot be changed without going around a trigger', async () => {
  await pastEvents(2)
  await seal()
  for (const change of ['update audit_seals set rows = 0', 'delete from audit_seals', 'truncate audit_seals'])
    await expect(pool.query(change)).rejects.toThrow(/append-only/)
  await tamper('delete from audit_seals')
  expect(await seals()).toEqual([])
})

test('the moment of a seal is read as it was written', async () => {
  await pastEvents(1, '2026-11-03T04:05:06.789Z')
  await tamper(`update audit_events set at = '2026-11-03 04:05:06.789012+00'`)
  expect((await seal()).newest?.upTo.toISOString()).toBe('2026-11-03T04:05:06.789Z')
  const [row] = await runIn(
    db,
    raw<{ same: boolean }>`select to_at = '2026-11-03 04:05:06.789012+00' as same from audit_seals`.compile(sql),
  )
  expect(row?.same).toBe(true)
})
