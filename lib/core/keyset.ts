import { sql as raw, type RawBuilder } from 'kysely'
import { z } from 'zod'

/** Where a page begins: the text of the sort key and the id of the row before it. */
type Place = { key: string; id: string }
const place = z.tuple([z.string().max(500), z.uuid()])

/** A cursor for the address bar: opaque, and worthless to tamper with, since it only says where in the own list to go on. */
export const encodeCursor = ({ key, id }: Place) => Buffer.from(JSON.stringify([key, id])).toString('base64url')

/** Reads a cursor; null when it is not one, so that a mangled address shows the first page. */
export function decodeCursor(cursor: string | undefined): Place | null {
  if (!cursor) return null
  try {
    const [key, id] = place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
    return key.includes('\0') ? null : { key, id }
  } catch {
    return null
  }
}

/** How a list sorts: the SQL expression (as in its index) and the type that its text is cast back to. */
export type SortKey = { expression: RawBuilder<unknown>; type: 'text' | 'timestamptz' | 'integer' }
/** The text of a sort key as its type again, to compare rows with. */
export const keyAs = (type: SortKey['type'], key: string) =>
  type === 'text' ? raw`${key}::text` : type === 'integer' ? raw`${key}::text::integer` : raw`${key}::timestamptz`
type Paging = { after?: string | undefined; before?: string | undefined; last: boolean; direction: 'asc' | 'desc'; perPage: number }

/** A timestamp as PostgreSQL writes it in UTC, from year 1 to 9999. */
const INSTANT = /^(?!0000)(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d{1,6})?\+00$/

/** Whether the text is an instant that exists: JavaScript would take 30 February for 2 March, where PostgreSQL fails. */
function isInstant(text: string): boolean {
  const [, day, time] = INSTANT.exec(text) ?? []
  const parsed = new Date(`${day}T${time}Z`)
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(`${day}T${time}`)
}

/** A timestamp's or number's text that the caller can break is refused here rather than by the database. */
function fits(place: Place | null, type: SortKey['type']): boolean {
  if (place === null || type === 'text') return place !== null
  return type === 'integer' ? /^\d{1,9}$/.test(place.key) : place.key === '-infinity' || isInstant(place.key)
}

/**
 * The pieces of a keyset page (row comparison with the id as tie-breaker): `condition`, `orderBy` and `limit`, and `page`, which turns the
 * fetched rows (each with `cursor_key` and `id`) into the page with its neighbours' cursors. The last page is the first one read backwards.
 */
export function keyset(sort: SortKey, { after, before, last, direction, perPage }: Paging) {
  const forwards = decodeCursor(after)
  const backwards = forwards ? null : decodeCursor(before)
  const from = [forwards, backwards].find((each) => fits(each, sort.type)) ?? null
  const reversed = from ? from === backwards : last
  const descending = (direction === 'desc') !== reversed
  const order = descending ? raw`desc` : raw`asc`
  const key = from && keyAs(sort.type, from.key)
  const condition = from
    ? raw<boolean>`(${sort.expression}, id) ${descending ? raw`<` : raw`>`} (${key}, ${from.id}::uuid)`
    : raw<boolean>`true`
  return {
    condition,
    orderBy: raw`${sort.expression} ${order}, id ${order}`,
    cursorKey: raw<string>`(${sort.expression})::text`,
    limit: perPage + 1,
    page<Row extends { cursor_key: string; id: string }>(fetched: Row[]) {
      const more = fetched.length > perPage
      const rows = fetched.slice(0, perPage)
      if (reversed) rows.reverse()
      const [first, final] = [rows[0], rows.at(-1)]
      const hasPrevious = reversed ? more : from !== null
      const hasNext = reversed ? from !== null : more
      return {
        rows,
        previous: hasPrevious && first ? encodeCursor({ key: first.cursor_key, id: first.id }) : null,
        next: hasNext && final ? encodeCursor({ key: final.cursor_key, id: final.id }) : null,
      }
    },
  }
}
