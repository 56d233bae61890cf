import { sql as raw, type QueryExecutorProvider, type RawBuilder } from 'kysely'
import { keyAs, type SortKey } from './keyset.ts'

const BATCH = 2_000

type Batches = {
  /** What to select, between `select` and `from`. */
  columns: RawBuilder<unknown>
  /** The table, with joins. */
  from: RawBuilder<unknown>
  where: RawBuilder<boolean>
  sort: SortKey
  direction: 'asc' | 'desc'
  /** The tie-breaker, a unique uuid; `id` unless the query joins. */
  id?: RawBuilder<unknown>
  /** Rows per batch. */
  size?: number
}

/**
 * All rows of a query in batches of 2,000, each beginning where the one before ended, so that none costs more than the first; while one
 * batch is used, the next is read. Rows have `cursor_key` and `cursor_id` beside their columns. Meant for a snapshot: anywhere else rows
 * that change meanwhile may be missed or met twice.
 */
export async function* keysetBatches<Row extends Record<string, unknown>>(
  sql: QueryExecutorProvider,
  { columns, from, where, sort, direction, id = raw`id`, size = BATCH }: Batches,
): AsyncGenerator<Row[]> {
  type Placed = Row & { cursor_key: string; cursor_id: string }
  const [order, beyond] = direction === 'desc' ? [raw`desc`, raw`<`] : [raw`asc`, raw`>`]
  const after = ({ cursor_key, cursor_id }: Placed) => {
    return raw<boolean>`(${sort.expression}, ${id}) ${beyond} (${keyAs(sort.type, cursor_key)}, ${cursor_id}::uuid)`
  }
  const read = (place: RawBuilder<boolean>) =>
    raw<Placed>`select ${columns}, (${sort.expression})::text as cursor_key, ${id} as cursor_id from ${from}
      where ${where} and ${place} order by ${sort.expression} ${order}, ${id} ${order} limit ${size}`.execute(sql)

  let reading = read(raw<boolean>`true`)
  for (;;) {
    const { rows } = await reading
    const last = rows.at(-1)
    if (!last) return
    const more = rows.length === size
    if (more) {
      reading = read(after(last))
      // When the reader goes away, nobody waits for this one any more.
      reading.catch(() => undefined)
    }
    yield rows
    if (!more) return
  }
}
