import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { systemActor } from '../core/actor.ts'
import { closeDatabase, db, pool } from '../core/db.ts'
import { emptyTables, pastEvents, tamper } from '../testing/world.ts'
import { verification } from '../../scripts/admin/verify-audit.ts'
import { dropAuditMonth, prepareAuditMonths, sealAuditLog } from './mutations.ts'

const actor = systemActor('test')
const seal = () => sealAuditLog(actor, {})
const verify = () => verification(0, '', () => {})
const drop = (keepMonths: number) => dropAuditMonth(actor, { keepMonths })

const months = async () =>
  (
    await pool.query<{ name: string }>(
      `select relid::regclass::text as name from pg_partition_tree('audit_events') where isleaf order by 1`,
    )
  ).rows.map(({ name }) => name.replace('audit_events_', ''))
const rowsIn = async (name: string) => (await pool.query<{ n: number }>(`select count(*)::int as n from audit_events_${name}`)).rows[0]?.n
/** A month of the past as `2026_03`, and a moment in it. */
const monthsAgo = (count: number) => {
  const start = new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() - count, 1))
  return {
    name: start.toISOString().slice(0, 7).replace('-', '_'),
    month: start.toISOString().slice(0, 7),
    day: new Date(start.getTime() + 10 * 86_400_000),
  }
}
const add = (day: Date) => pool.query('select add_audit_partition($1::date)', [day])
const removeOld = async () => {
  for (const name of await months()) if (name !== 'other' && name < monthsAgo(0).name) await pool.query(`drop table audit_events_${name}`)
}

beforeEach(emptyTables)
afterEach(removeOld)
afterAll(closeDatabase)

test('this month and the three after it have their place; asking again makes none', async () => {
  await prepareAuditMonths(actor, {})
  const there = await months()
  for (const ahead of [0, -1, -2, -3]) expect(there).toContain(monthsAgo(ahead).name)
  expect(await prepareAuditMonths(actor, {})).toEqual({ made: 0 })
  await expect(pool.query(`truncate audit_events_${monthsAgo(-3).name}`)).rejects.toThrow(/append-only/)
})

test('rows that came before their month had a place move into it unchanged, and deleting is refused again', async () => {
  const { name, day } = monthsAgo(5)
  await pastEvents(4, day)
  await pastEvents(1, '1999-06-01T00:00:00Z')
  await seal()
  expect([await rowsIn('other'), await prepareAuditMonths(actor, {})]).toEqual([5, { made: 1 }])
  expect([await rowsIn(name), await rowsIn('other')]).toEqual([4, 1])
  for (const table of ['audit_events', 'audit_events_other', `audit_events_${name}`])
    for (const change of [`delete from ${table}`, `update ${table} set reason = 'x'`, `truncate ${table}`])
      await expect(pool.query(change)).rejects.toThrow(/append-only/)
  expect(await verify()).toMatchObject({ rows: 5, broken: null })
})

test('old months go one by one, oldest first, and verifying knows that they were let go', async () => {
  const [oldest, old, young] = [monthsAgo(9), monthsAgo(8), monthsAgo(2)]
  for (const { day } of [oldest, old, young]) await add(day)
  await pastEvents(5, oldest.day)
  await pastEvents(4, old.day)
  await pastEvents(3, young.day)
  await seal()
  expect(await drop(0)).toBeNull()
  expect(await drop(6)).toEqual({ month: oldest.month, rows: 5 })
  expect(await months()).not.toContain(oldest.name)
  expect(await verify()).toMatchObject({ rows: 12, letGo: 5, seals: 3, broken: null })
  expect(await drop(6)).toEqual({ month: old.month, rows: 4 })
  expect(await drop(6)).toBeNull()
  expect(await rowsIn(young.name)).toBe(3)
  expect(await verify()).toMatchObject({ rows: 12, letGo: 9, broken: null })
  expect(
    await db.auditEvent.findMany({
      where: { event: 'audit.month-dropped' },
      select: { detail: true, targetLabel: true },
      orderBy: { at: 'asc' },
    }),
  ).toEqual([
    { detail: { month: oldest.month, rows: 5, lastSeal: 1 }, targetLabel: `the month ${oldest.month} of the audit log` },
    { detail: { month: old.month, rows: 4, lastSeal: 2 }, targetLabel: `the month ${old.month} of the audit log` },
  ])
})

test('a month goes only when its youngest moment is old enough', async () => {
  const { day, month } = monthsAgo(3)
  await add(day)
  await pastEvents(1, day)
  await seal()
  expect(await drop(3)).toBeNull()
  expect(await drop(2)).toMatchObject({ month })
})

test('a month with a row that is not sealed, or that is not what its seals say, stays', async () => {
  const { day } = monthsAgo(6)
  await add(day)
  await pastEvents(3, day)
  expect(await drop(1)).toBeNull()
  await seal()
  await tamper(`delete from audit_events where target_id = '2'`)
  expect(await drop(1)).toBeNull()
  expect((await verify()).broken).toMatchObject({ how: 'missing' })
})

test('a month does not go before what is older than it, wherever that lies', async () => {
  const { day } = monthsAgo(6)
  await add(day)
  await pastEvents(3, day)
  await pastEvents(1, '1999-06-01T00:00:00Z')
  await seal()
  expect(await drop(1)).toBeNull()
})

test('rows that appear in a month that was let go are found', async () => {
  const { day } = monthsAgo(7)
  await add(day)
  await pastEvents(3, day)
  await seal()
  await drop(1)
  const [row] = await pastEvents(1, new Date(day.getTime() - 1_500))
  expect((await verify()).broken).toMatchObject({ how: 'inserted', seal: 1, row: { id: row!.id } })
})

test('whoever reads for long is not disturbed: nothing changes, and the next day is another try', async () => {
  const { day, name } = monthsAgo(7)
  await add(day)
  await pastEvents(3, day)
  await seal()
  const reader = await pool.connect()
  try {
    await reader.query('begin')
    await reader.query('select count(*) from audit_events')
    await expect(drop(1)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    expect(await rowsIn(name)).toBe(3)
  } finally {
    await reader.query('rollback')
    reader.release()
  }
  expect(await drop(1)).toMatchObject({ rows: 3 })
})
