import '#server-only'
import { sql as raw } from 'kysely'
import type { QueryContext } from '../core/operation.ts'
import { COLUMNS, sentenceOf } from './columns.ts'
import { firstDifference } from './difference.ts'
import type { AuditEntryView } from './events.ts'
import { MARK_BYTES, ROW_HASH, SEAL_COLUMNS, SEGMENT_ROWS, instantOf, sealOf, type SealContent } from './seal-format.ts'
import { sentenceText } from './words.ts'

type Sql = QueryContext['sql']
/** A seal as it is stored: `seal` is what it says, not what it ought to be. */
export type StoredSeal = SealContent & { seal: string }
/** A row of the log in the words of the verifier. */
export type NamedRow = { id: string; at: Date; sentence: string }
/**
 * The first thing that is wrong. `changed` and `inserted` name the row; `missing` the row after which one is gone (null: the first of the
 * log); `month-gone` the month; `stretch-changed` is for the rare case that the marks do not tell which row it was.
 */
export type Broken =
  | { how: 'changed' | 'inserted'; seal: number; row: NamedRow }
  | { how: 'missing'; seal: number; after: NamedRow | null }
  | { how: 'month-gone'; seal: number; month: string }
  | { how: 'seal-changed' | 'seal-missing' | 'stretch-changed'; seal: number }

/** Enough for one statement to hash in well under a second. */
const ROWS_AT_ONCE = 30_000
const SEALS_AT_ONCE = 500

/** The next seals of the chain after `number`, as many as are checked at once. */
export async function sealsAfter(sql: Sql, number: number): Promise<StoredSeal[]> {
  const found = await raw<StoredSeal>`select ${SEAL_COLUMNS} from audit_seals where number > ${number}::int
    order by number limit ${SEALS_AT_ONCE}`.execute(sql)
  let rows = 0
  return found.rows.filter((seal, index) => (rows += seal.rows) <= ROWS_AT_ONCE || index === 0)
}

/** What is wrong with the chain itself at `seal`, which should continue `before`; null when it does. */
export function whyNotChained(before: StoredSeal | null, seal: StoredSeal, previous: string): Broken | null {
  const expected = (before?.number ?? 0) + 1
  if (seal.number !== expected) return { how: 'seal-missing', seal: expected }
  const continues = before === null ? seal.fromAt === '-infinity' : seal.fromAt === before.toAt && seal.fromId === before.toId
  return seal.seal === sealOf(seal) && seal.previous === previous && continues ? null : { how: 'seal-changed', seal: seal.number }
}

const stretch = (from: { at: ReturnType<typeof raw>; id: ReturnType<typeof raw> }, to: typeof from) =>
  // The moments alone tell PostgreSQL which months to look into; the pairs are the exact bounds.
  raw<boolean>`at >= ${from.at} and at <= ${to.at} and (at, id) > (${from.at}, ${from.id}) and (at, id) <= (${to.at}, ${to.id})`

const withinSeal = ({ fromAt, fromId, toAt, toId }: StoredSeal) =>
  stretch({ at: instantOf(fromAt), id: raw`${fromId}::uuid` }, { at: instantOf(toAt), id: raw`${toId}::uuid` })

/** What the log holds now in the stretches of these seals. */
async function contentsOf(sql: Sql, seals: readonly StoredSeal[]) {
  const within = stretch({ at: raw`seals.from_at`, id: raw`seals.from_id` }, { at: raw`seals.to_at`, id: raw`seals.to_id` })
  const found = await raw<{ number: number; rows: number; content: string | null }>`
    select seals.number, now_there.rows, now_there.content from audit_seals seals,
      lateral (select count(*)::int as rows, encode(sha256(string_agg(hash, ''::bytea order by at, id)), 'hex') as content
        from (select at, id, ${ROW_HASH} as hash from audit_events where ${within}) as hashed) as now_there
    where seals.number = any (${seals.map(({ number }) => number)}::int[])`.execute(sql)
  return new Map(found.rows.map((row) => [row.number, row]))
}

const monthOf = ({ toAt }: StoredSeal) => new Date(Number(toAt) / 1000).toISOString().slice(0, 7)

/** The newest month that the log says it let go; months go oldest first, so all before it went too. */
async function lastMonthLetGo(sql: Sql): Promise<string> {
  const found = await raw<{ month: string | null }>`
    select max(detail->>'month') as month from audit_events where event = 'audit.month-dropped'`.execute(sql)
  return found.rows[0]?.month ?? ''
}

async function named(sql: Sql, id: string): Promise<NamedRow> {
  const found = await raw<Omit<AuditEntryView, 'sentence'>>`select ${COLUMNS} from audit_events where id = ${id}::uuid limit 1`.execute(sql)
  const row = found.rows[0]
  if (!row) throw new Error(`Row ${id} of the audit log disappeared while it was verified. Run the command again.`)
  return { id, at: row.at, sentence: sentenceText({ ...row, sentence: sentenceOf(row.event) }) }
}

/** The row just before a stretch, if there is one. */
async function rowBefore(sql: Sql, { fromAt, fromId }: StoredSeal): Promise<NamedRow | null> {
  if (fromAt === '-infinity') return null
  const found = await raw<{ id: string }>`select id from audit_events where at <= ${instantOf(fromAt)}
    and (at, id) <= (${instantOf(fromAt)}, ${fromId}::uuid) order by at desc, id desc limit 1`.execute(sql)
  return found.rows[0] ? named(sql, found.rows[0].id) : null
}

/** Compares a stretch row by row and names the first that is not as it was sealed. */
async function firstBrokenIn(sql: Sql, seal: StoredSeal): Promise<Broken> {
  const [rows, marks] = await Promise.all([
    raw<{ id: string; mark: string }>`select id, encode(substring(${ROW_HASH} from 1 for ${MARK_BYTES}), 'hex') as mark from audit_events
      where ${withinSeal(seal)} order by at, id limit ${2 * SEGMENT_ROWS}`.execute(sql),
    raw<{ marks: string }>`select encode(row_marks, 'hex') as marks from audit_seals where number = ${seal.number}::int`.execute(sql),
  ])
  const sealed = marks.rows[0]?.marks.match(new RegExp(`.{${2 * MARK_BYTES}}`, 'g')) ?? []
  const found = firstDifference(
    sealed,
    rows.rows.map(({ mark }) => mark),
  )
  if (!found) return { how: 'stretch-changed', seal: seal.number }
  const at = rows.rows[found.at]
  if (found.how !== 'missing' && at) return { how: found.how, seal: seal.number, row: await named(sql, at.id) }
  const before = rows.rows[found.at - 1]
  return { how: 'missing', seal: seal.number, after: before ? await named(sql, before.id) : await rowBefore(sql, seal) }
}

/** The first row in a stretch that ought to have none. */
async function firstAddedTo(sql: Sql, seal: StoredSeal): Promise<Broken> {
  const found = await raw<{ id: string }>`select id from audit_events where ${withinSeal(seal)} order by at, id limit 1`.execute(sql)
  const row = found.rows[0]
  return row ? { how: 'inserted', seal: seal.number, row: await named(sql, row.id) } : { how: 'stretch-changed', seal: seal.number }
}

async function hasMonth(sql: Sql, month: string): Promise<boolean> {
  const found = await raw<{ there: boolean }>`
    select to_regclass(${`audit_events_${month.replace('-', '_')}`}) is not null as there`.execute(sql)
  return found.rows[0]?.there ?? false
}

/** Compares the rows in the stretches of these seals with what was sealed. `letGo` counts rows of months that retention let go. */
export async function checkRows(sql: Sql, seals: readonly StoredSeal[]): Promise<{ letGo: number; broken: Broken | null }> {
  const contents = await contentsOf(sql, seals)
  // Read after the rows: a month that went meanwhile has its record by now.
  let lastLetGo: string | undefined
  let letGo = 0
  for (const seal of seals) {
    const there = contents.get(seal.number)
    if (there?.rows === seal.rows && there.content === seal.content) continue
    const month = monthOf(seal)
    lastLetGo ??= await lastMonthLetGo(sql)
    if (there?.rows === 0 && month <= lastLetGo) letGo += seal.rows
    else if (month <= lastLetGo && !(await hasMonth(sql, month))) return { letGo, broken: await firstAddedTo(sql, seal) }
    else if (there?.rows === 0 && !(await hasMonth(sql, month))) return { letGo, broken: { how: 'month-gone', seal: seal.number, month } }
    else return { letGo, broken: await firstBrokenIn(sql, seal) }
  }
  return { letGo, broken: null }
}

/** How many rows are younger than the last seal, counted to a million. */
export async function countUnsealed(sql: Sql, last: StoredSeal | null): Promise<number> {
  const beyond = last ? raw`at >= ${instantOf(last.toAt)} and (at, id) > (${instantOf(last.toAt)}, ${last.toId}::uuid)` : raw`true`
  const found = await raw<{ rows: number }>`
    select count(*)::int as rows from (select from audit_events where ${beyond} limit 1000000) as unsealed`.execute(sql)
  return found.rows[0]?.rows ?? 0
}

/** One seal by its number, or null. */
export async function sealNumbered(sql: Sql, number: number): Promise<StoredSeal | null> {
  const found = await raw<StoredSeal>`select ${SEAL_COLUMNS} from audit_seals where number = ${number}::int`.execute(sql)
  return found.rows[0] ?? null
}
