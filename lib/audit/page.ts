import { sql as raw, type RawBuilder } from 'kysely'
import type { keyset } from '../core/keyset.ts'
import { COLUMNS, type AuditRow } from './columns.ts'
import { eventCondition } from './conditions.ts'

/** How the log sorts: by the moment that a row was written, with its id as tie-breaker. */
export const AT = { expression: raw`at`, type: 'timestamptz' } as const

/** An entry with its place in the list. */
export type PlacedRow<R = AuditRow> = R & { cursor_key: string }
type Page = Pick<ReturnType<typeof keyset>, 'condition' | 'orderBy' | 'cursorKey' | 'limit'>

/**
 * The query for the rows of one page. Several events are read one by one, each in the order of its index, and merged: months without any
 * of them then cost next to nothing, where one scan in the order of time would read them from end to end. `columns` are those of R.
 */
export function pageOf<R = AuditRow>(
  where: RawBuilder<boolean>,
  events: readonly string[] | null,
  { condition, orderBy, cursorKey, limit }: Page,
  columns: RawBuilder<unknown> = COLUMNS,
) {
  const rows = (of: RawBuilder<boolean>) => raw<PlacedRow<R>>`select ${columns}, ${cursorKey} as cursor_key from audit_events
    where ${of} and ${where} and ${condition} order by ${orderBy} limit ${limit}`
  if (events === null) return rows(raw<boolean>`true`)
  if (events.length === 1) return rows(eventCondition(events))
  return raw<PlacedRow<R>>`select found.* from unnest(${events}::text[]) as wanted (name),
    lateral (${rows(raw<boolean>`audit_events.event = wanted.name`)}) as found order by ${orderBy} limit ${limit}`
}
