import '#server-only'
import { sql as raw, type RawBuilder } from 'kysely'
import { once } from '../core/lazily.ts'
import type { QueryContext } from '../core/operation.ts'
import { setting } from '../settings/read.ts'
import { meaningOf } from '../users/conditions.ts'
import { COUNT_SECONDS, DAYS_SHOWN, PURGE_NOTICE_DAYS, type DayCount } from './schema.ts'

type Sql = QueryContext['sql']

/** What is counted over all users and the whole log. The same for everybody who may see it, so one count serves all. */
export type Figures = {
  countedAt: Date
  /** The first and the last day of the figures per day, in UTC; the last is today and not over yet. */
  from: string
  today: string
  totals: {
    current: number
    active: number
    deactivated: number
    trash: number
    withoutPassword: number
    staff: number
    administrators: number
    signedIn: number
  }
  signUps: DayCount[]
  signIns: DayCount[]
  invitations: { open: number; expired: number }
  purgedSoon: number
  databaseBytes: number
}

const one = async <T>(sql: Sql, query: RawBuilder<T>): Promise<T> => {
  const { rows } = await query.execute(sql)
  if (!rows[0]) throw new Error('A count gave no row.')
  return rows[0]
}

const FIRST_DAY = raw`(now() at time zone 'UTC')::date - ${DAYS_SHOWN - 1}::int`

type ByStatus = Pick<Figures['totals'], 'active' | 'deactivated' | 'trash'>
const BY_STATUS = raw<ByStatus>`select coalesce(sum(count) filter (where status = 'ACTIVE'), 0)::int as active,
    coalesce(sum(count) filter (where status = 'DEACTIVATED'), 0)::int as deactivated,
    coalesce(sum(count) filter (where status = 'DELETED'), 0)::int as trash
  from (select status, count(*) as count from users group by status) as counted`

/** The users that one filter of the list leaves; these are the list's own conditions, so that a figure and the list behind it agree. */
const users = (...conditions: RawBuilder<unknown>[]) =>
  raw<number>`(select count(*)::int from users where ${raw.join(conditions, raw` and `)})`

type Special = Pick<Figures['totals'], 'withoutPassword' | 'staff' | 'administrators' | 'signedIn'>
const specialTotals = () => raw<Special>`select ${users(meaningOf.status('no-password'))} as "withoutPassword",
  ${users(meaningOf.status('active'), meaningOf.access('staff'))} as staff,
  ${users(meaningOf.status('active'), meaningOf.access('administrator'))} as administrators,
  ${users(meaningOf.status('current'), raw`coalesce(last_sign_in_at, '-infinity'::timestamptz) >= (${FIRST_DAY})::timestamp at time zone 'UTC'`)} as "signedIn"`

/** One row per day, days without any included. `of` gives the rows to count, with a timestamp `at` from the first day on. */
async function perDay(sql: Sql, of: RawBuilder<unknown>): Promise<DayCount[]> {
  const { rows } = await raw<DayCount>`select to_char(each.day, 'YYYY-MM-DD') as day, coalesce(counted.count, 0)::int as count
    from generate_series((${FIRST_DAY})::timestamp, (now() at time zone 'UTC')::date::timestamp, interval '1 day') as each (day)
    left join (select date_trunc('day', at at time zone 'UTC') as day, count(*) as count from (${of}) as found group by 1) as counted
      on counted.day = each.day order by each.day`.execute(sql)
  return rows
}
const SIGN_UPS = raw`select created_at as at from users where created_at >= (${FIRST_DAY})::timestamp at time zone 'UTC' and created_at <= now()`
const SIGN_INS = raw`select at from audit_events where event = 'session.started' and at >= (${FIRST_DAY})::timestamp at time zone 'UTC'`

const invitations = () => raw<Figures['invitations']>`select ${users(meaningOf.invitation('open'))} as open,
  ${users(meaningOf.invitation('expired'))} as expired`

const rest = () => raw<{ countedAt: Date; purgedSoon: number; databaseBytes: number }>`select clock_timestamp() as "countedAt",
  (select count(*)::int from users where status = 'DELETED'
    and status_changed_at < now() - make_interval(days => ${setting('trash.days') - PURGE_NOTICE_DAYS}::int)) as "purgedSoon",
  pg_database_size(current_database())::float8 as "databaseBytes"`

/** Counts everything, one statement after the other: each has the time limit of a statement, and one connection is enough. */
async function countAll(sql: Sql): Promise<Figures> {
  const byStatus = await one(sql, BY_STATUS)
  const special = await one(sql, specialTotals())
  const signUps = await perDay(sql, SIGN_UPS)
  const signIns = await perDay(sql, SIGN_INS)
  const links = await one(sql, invitations())
  const others = await one(sql, rest())
  return {
    ...others,
    from: signUps[0]?.day ?? '',
    today: signUps.at(-1)?.day ?? '',
    totals: { ...byStatus, ...special, current: byStatus.active + byStatus.deactivated },
    signUps,
    signIns,
    invitations: links,
  }
}

type Kept = { figures?: Figures; until: number; counting?: Promise<Figures> | undefined }

/** The name under which a process keeps its last count (see `once`). */
export const COUNT = 'statistics'

/**
 * The figures as they were counted last, at most a minute ago; whoever comes later waits for a new count, together with everybody else who
 * does. A count that fails is not kept.
 */
export function currentFigures(sql: Sql): Promise<Figures> {
  const kept = once<Kept>(COUNT, () => ({ until: 0 }))
  if (kept.figures && performance.now() < kept.until) return Promise.resolve(kept.figures)
  kept.counting ??= countAll(sql)
    .then((figures) => {
      kept.figures = figures
      kept.until = performance.now() + COUNT_SECONDS * 1_000
      return figures
    })
    .finally(() => (kept.counting = undefined))
  return kept.counting
}
