import { sql as raw } from 'kysely'
import { runIn, sql, type Tx } from '../core/db.ts'
import { newestSeal } from './steps-seal.ts'
import { instantOf } from './seal-format.ts'

/** So many months ahead have their place, in case nobody makes new ones for a while. */
const MONTHS_AHEAD = 3

/** Whoever writes to the log waits while its months are changed, so we do not wait long: there is another day. */
export const beQuick = (tx: Tx) =>
  tx.$executeRaw`select set_config('lock_timeout', '1s', true), set_config('statement_timeout', '50s', true)`

/**
 * Gives this month and the next ones their partitions, and past months whose rows came to the default partition because nobody had.
 * Rows with moments that cannot be real stay there. Gives how many were made.
 */
export async function addMonths(tx: Tx): Promise<number> {
  const months = await tx.$queryRaw<{ day: string }[]>`
    select to_char(month, 'YYYY-MM-DD') as day from generate_series(
      date_trunc('month', now() at time zone 'UTC'), now() at time zone 'UTC' + make_interval(months => ${MONTHS_AHEAD}), '1 month') as month
    union
    select distinct to_char(at at time zone 'UTC', 'YYYY-MM-01') from audit_events_other
    where at >= '2000-01-01 00:00+00' and at < now() + make_interval(months => ${MONTHS_AHEAD})`
  // A statement of its own: a table cannot be changed by the one that reads it.
  const days = months.map(({ day }) => day)
  const [row] = await tx.$queryRaw<{ made: number }[]>`
    select count(*) filter (where add_audit_partition(day::date))::int as made from unnest(${days}::text[]) as day`
  return row?.made ?? 0
}

/** A month of the log as `2026-03`, and the table that holds it. */
export type Month = { month: string; table: string }

/** The oldest month, when every moment of it is more than `keepMonths` months ago and nothing older lies outside the months. Else null. */
export async function oldestMonthBeyond(tx: Tx, keepMonths: number): Promise<Month | null> {
  const [row] = await tx.$queryRaw<Month[]>`
    with oldest as (
      select relid::regclass::text as name, replace(right(relid::regclass::text, 7), '_', '-') as month
      from pg_partition_tree('audit_events') where relid::regclass::text ~ '^audit_events_[0-9]{4}_[0-9]{2}$' order by 1 limit 1
    ), bounded as (
      select *, ((month || '-01')::timestamp + interval '1 month') at time zone 'UTC' as until_at from oldest
    )
    select month, name as table from bounded where until_at <= now() - make_interval(months => ${keepMonths})
      and not exists (select from audit_events_other where at < until_at)`
  return row ?? null
}

/** What a month holds, what its seals say that it held, and its last seal (of it or of what came before). */
export type MonthState = { rows: number; sealedRows: number; lastSeal: number | null; isSealed: boolean }

/** Looks whether every row of a month is sealed. */
export async function stateOf(tx: Tx, { month, table }: Month): Promise<MonthState> {
  const last = await newestSeal(tx)
  const unsealed = last
    ? raw<boolean>`exists (select from ${raw.table(table)} where (at, id) > (${instantOf(last.toAt)}, ${last.toId}::uuid))`
    : raw<boolean>`exists (select from ${raw.table(table)})`
  const first = raw`(${`${month}-01`}::timestamp at time zone 'UTC')`
  const next = raw`((${`${month}-01`}::timestamp + interval '1 month') at time zone 'UTC')`
  const query = raw<MonthState>`select (select count(*)::int from ${raw.table(table)}) as rows, not ${unsealed} as "isSealed",
    coalesce((select sum(rows)::int from audit_seals where to_at >= ${first} and to_at < ${next}), 0) as "sealedRows",
    (select max(number) from audit_seals where to_at < ${next}) as "lastSeal"`
  const [state] = await runIn(tx, query.compile(sql))
  if (!state) throw new Error(`The state of ${table} could not be read.`)
  return state
}

/** Lets a month go: its table, with all its rows. The log cannot be read meanwhile, which takes a moment. */
export async function dropMonth(tx: Tx, { table }: Month): Promise<void> {
  await runIn(tx, raw`drop table ${raw.table(table)}`.compile(sql))
}
