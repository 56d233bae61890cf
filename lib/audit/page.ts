import { sql as raw, type RawBuilder } from 'kysely'
import type { keyset } from '../core/keyset.ts'
import { COLUMNS, type AuditRow } from './columns.ts'
import { all, eventCondition } from './conditions.ts'
import type { Within } from './scope.ts'

/** How the log sorts: by the moment that a row was written, with its id as tie-breaker. */
export const AT = { expression: raw`at`, type: 'timestamptz' } as const

/** An entry with its place in the list. */
export type PlacedRow<R = AuditRow> = R & { cursor_key: string }
type Page = Pick<ReturnType<typeof keyset>, 'condition' | 'orderBy' | 'cursorKey' | 'limit'>

/**
 * The query for the rows of one page. Several events are read one by one, each in the order of its index, and merged: months without any
 * of them then cost next to nothing, where one scan in the order of time would read them from end to end. `within` few users, what
 * is theirs is found first and sorted then, for the same reason. `columns` are those of R.
 */
export function pageOf<R = AuditRow>(
  where: readonly RawBuilder<boolean>[],
  within: Within,
  events: readonly string[] | null,
  { condition, orderBy, cursorKey, limit }: Page,
  columns: RawBuilder<unknown> = COLUMNS,
) {
  const of = all([...where, within.condition, condition])
  const select = (from: RawBuilder<unknown>) =>
    raw<PlacedRow<R>>`select ${columns}, ${cursorKey} as cursor_key from ${from} order by ${orderBy} limit ${limit}`
  const named = events ? eventCondition(events) : raw<boolean>`true`
  // "offset 0" keeps PostgreSQL from looking for the first of them in the order of time.
  if (within.isNarrow) return select(raw`(select * from audit_events where ${named} and ${of} offset 0) as audit_events`)
  if (events === null || events.length === 1) return select(raw`audit_events where ${named} and ${of}`)
  return raw<PlacedRow<R>>`select found.* from unnest(${events}::text[]) as wanted (name),
    lateral (${select(raw`audit_events where audit_events.event = wanted.name and ${of}`)}) as found order by ${orderBy} limit ${limit}`
}
