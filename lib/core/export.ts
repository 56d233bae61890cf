import '#server-only'
import { z } from 'zod'
import type { AuditEntry, AuditEvent } from '../audit/events.ts'
import { recordAudit } from '../audit/record.ts'
import type { Actor } from './actor.ts'
import { db, sql } from './db.ts'
import { fromDatabase } from './db-errors.ts'
import { AppError } from './errors.ts'
import { once } from './lazily.ts'
import { admit, parseInput, translated, type OperationDescription, type QueryContext } from './operation.ts'
import type { Permission } from './permissions.ts'
import type { Limit } from './rate-limit.ts'
import { openSnapshot, type SnapshotSql } from './snapshot.ts'

export const EXPORT_FORMATS = ['csv', 'json', 'ndjson'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]
const format = z.enum(EXPORT_FORMATS, { error: `Choose one of: ${EXPORT_FORMATS.join(', ')}.` }).default('csv')

/** `key` is the property of a row and of a JSON object, `header` the first line of a CSV. */
export type ExportColumn = { key: string; header: string }
export type ExportRow = Record<string, unknown>
/** `batches` can be read once, and must be read to its end or left with `return()`, as `for await` does: only then its transaction ends. */
export type Exported = {
  columns: readonly ExportColumn[]
  batches: AsyncIterableIterator<ExportRow[]>
  format: ExportFormat
  fileName: string
}
export type ExportOperation<S extends z.ZodObject = z.ZodObject> = ((actor: Actor, input: unknown) => Promise<Exported>) & {
  operation: OperationDescription<S> & { kind: 'export' }
}

/** Two leave most of the pool for everybody else. */
const MOST_AT_ONCE = 2
const MOST_SECONDS = 3600

type ExportSpec<S extends z.ZodObject, P, E extends AuditEvent> = {
  /** The exported name: `export` and what is exported, which names the file. */
  name: `export${string}`
  permission: Permission
  /** A strict object without `format`, which every export has. */
  input: S
  limit?: Limit
  /** What has to be looked up first, such as a thing's name, and where NOT_FOUND is thrown: nothing has been recorded then. */
  prepare?: (context: QueryContext, input: z.output<S>) => Promise<P>
  columns: (input: z.output<S>, prepared: P) => readonly ExportColumn[]
  audit: (input: z.output<S> & { format: ExportFormat }, prepared: P) => { event: E; entry: AuditEntry<E> }
  /** The rows in batches, as `keysetBatches` gives them; must filter by what the actor may see. Properties beside the columns are not shown. */
  rows: (context: { actor: Actor; sql: SnapshotSql }, input: z.output<S>, prepared: P) => AsyncIterable<ExportRow[]>
}

const running = () => once('running exports', () => ({ count: 0 }))

/** Takes one of the places for exports; the function that it gives back frees it, once. */
function takePlace(): () => void {
  const places = running()
  if (places.count >= MOST_AT_ONCE)
    throw new AppError('UNAVAILABLE', `${MOST_AT_ONCE} exports are running already. Nothing was exported; try again when one has ended.`)
  places.count++
  let taken = true
  return () => {
    if (taken) places.count--
    taken = false
  }
}

/** The batches, with `close` called exactly when they end: at the last one, at an error, when the reader goes away, or after an hour. */
function ending(rows: AsyncIterable<ExportRow[]>, close: () => Promise<void>): AsyncIterableIterator<ExportRow[]> {
  const source = rows[Symbol.asyncIterator]()
  let late = false
  const limit = setTimeout(() => {
    late = true
    void close()
  }, MOST_SECONDS * 1000).unref()
  const end = () => {
    clearTimeout(limit)
    return close()
  }
  return {
    [Symbol.asyncIterator]() {
      return this
    },
    async next() {
      try {
        if (late) throw new AppError('UNAVAILABLE', 'The export took more than an hour and was ended. Narrow the list and try again.')
        const step = await source.next()
        if (step.done) await end()
        return step
      } catch (error) {
        await end()
        throw fromDatabase(error)
      }
    },
    async return() {
      await source.return?.().catch(() => undefined)
      await end()
      return { done: true, value: undefined }
    },
  }
}

/** "exportBulkResults" → "bulk-results-2026-03-14". */
const fileNameOf = (name: string) =>
  `${name
    .slice('export'.length)
    .replace(/\B[A-Z]/g, (letter) => `-${letter}`)
    .toLowerCase()}-${new Date().toISOString().slice(0, 10)}`

/**
 * A read of many rows for a file: authorize → limit → parse → prepare → a place among the running → audit row, committed → one snapshot
 * of the database → batches. At most 2 run at once in a process, then UNAVAILABLE. What was recorded was begun; whether the reader took it
 * all is not known. Input is the spec's and `format`: csv (default), json or ndjson.
 */
export function defineExport<S extends z.ZodObject, E extends AuditEvent, P = undefined>(spec: ExportSpec<S, P, E>): ExportOperation<S> {
  const input = spec.input.safeExtend({ format }) as unknown as S
  const run = async (actor: Actor, raw: unknown): Promise<Exported> => {
    await admit(actor, spec)
    const { format: wanted, ...rest } = parseInput(input, raw) as z.output<S> & { format: ExportFormat }
    const parsed = rest as unknown as z.output<S>
    const prepared = (await spec.prepare?.({ actor, db, sql }, parsed)) as P
    const columns = spec.columns(parsed, prepared)
    const leave = takePlace()
    try {
      const { event, entry } = spec.audit({ ...parsed, format: wanted }, prepared)
      await recordAudit(db, actor, event, [entry])
      const { sql: ownSql, close } = await openSnapshot()
      const batches = ending(spec.rows({ actor, sql: ownSql }, parsed, prepared), () => close().finally(leave))
      return { columns, batches, format: wanted, fileName: fileNameOf(spec.name) }
    } catch (error) {
      leave()
      throw error
    }
  }
  const { name, permission } = spec
  const call = (actor: Actor, raw: unknown) => translated(actor, spec, raw, () => run(actor, raw))
  return Object.assign(call, { operation: { kind: 'export' as const, name, permission, input, requires: null, sensitive: false } })
}
