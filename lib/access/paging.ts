import { sql as raw, type RawBuilder } from 'kysely'
import { decodeCursor, encodeCursor } from '../core/keyset.ts'
import type { Stretch } from './holders.ts'
import type { HoldersListParams } from './list.ts'

/**
 * The pieces of a page in the order of users' ids, which is that of their accounts: the stretch to read, how many rows, and `page`, which
 * turns the fetched rows into the page with its neighbours' cursors. The last page is the first one read backwards.
 */
export function pageById({
  after,
  before,
  last,
  direction,
  perPage,
}: Pick<HoldersListParams, 'after' | 'before' | 'last' | 'direction' | 'perPage'>) {
  const forwards = decodeCursor(after)
  const backwards = forwards ? null : decodeCursor(before)
  const from = forwards ?? backwards
  const reversed = from ? from === backwards : last
  const descending = (direction === 'desc') !== reversed
  const stretch: Stretch = {
    order: descending ? raw`desc` : raw`asc`,
    beyond: (userId: RawBuilder<unknown>) =>
      from ? raw<boolean>`${userId} ${descending ? raw`<` : raw`>`} ${from.id}::uuid` : raw<boolean>`true`,
  }
  return {
    stretch,
    limit: perPage + 1,
    page<Row extends { id: string }>(fetched: readonly Row[]) {
      const more = fetched.length > perPage
      const rows = fetched.slice(0, perPage)
      if (reversed) rows.reverse()
      const [first, final] = [rows[0], rows.at(-1)]
      const cursor = (row: Row | undefined) => (row ? encodeCursor({ key: '', id: row.id }) : null)
      return {
        rows,
        previous: (reversed ? more : from !== null) ? cursor(first) : null,
        next: (reversed ? from !== null : more) ? cursor(final) : null,
      }
    },
  }
}
