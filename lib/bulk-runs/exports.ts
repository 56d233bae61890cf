import { sql as raw } from 'kysely'
import type { Actor } from '../core/actor.ts'
import { notFound } from '../core/errors.ts'
import { defineExport } from '../core/export.ts'
import type { SnapshotSql } from '../core/snapshot.ts'
import { resultWords, runLabel } from './rules.ts'
import { exportBulkResultsInput, type BulkAction, type ItemResult } from './schema.ts'
import { runsWithin } from './scope.ts'

const BATCH = 2_000
const COLUMNS = [
  { key: 'userId', header: 'User id' },
  { key: 'user', header: 'User' },
  { key: 'result', header: 'Result' },
  { key: 'reason', header: 'Reason' },
  { key: 'explanation', header: 'Explanation' },
]

type Row = { userId: string; user: string; result: string; reason: string }

/** The rows of a run by user, each batch beginning after the last one: that is their primary key. */
async function* resultsOf(actor: Actor, sql: SnapshotSql, { runId, result }: { runId: string; result?: ItemResult | undefined }) {
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const { rows } = await raw<Row>`
      select item.user_id::text as "userId", coalesce(nullif(item.label, ''), 'Unknown user') as "user", lower(item.result::text) as result, item.reason
      from bulk_run_items item join bulk_runs on bulk_runs.id = item.run_id
      where item.run_id = ${runId}::uuid and ${runsWithin(actor)} and item.user_id > ${after}::uuid
        and ${result ? raw<boolean>`item.result = ${result}::"BulkItemResult"` : raw<boolean>`true`}
      order by item.user_id limit ${BATCH}`.execute(sql)
    if (rows.length > 0) yield rows.map((row) => ({ ...row, explanation: resultWords(row.reason) }))
    const last = rows.at(-1)
    if (rows.length < BATCH || !last) return
    after = last.userId
  }
}

/** What became of the users of a run as a file, for whoever may see the run. NOT_FOUND when it is missing or not for this actor to see. */
export const exportBulkResults = defineExport({
  name: 'exportBulkResults',
  permission: 'user:read',
  input: exportBulkResultsInput,
  limit: { points: 10, seconds: 60 },
  async prepare({ actor, sql }, { runId }) {
    const found = await raw<{ action: BulkAction; total: number }>`
      select action, total from bulk_runs where id = ${runId}::uuid and ${runsWithin(actor)}`.execute(sql)
    if (!found.rows[0]) throw notFound('Bulk run')
    return found.rows[0]
  },
  columns: () => COLUMNS,
  audit: ({ runId, result, format }, { action, total }) => ({
    event: 'bulk-run.exported',
    entry: {
      target: { type: 'bulk-run', id: runId, label: runLabel(action, total) },
      detail: {
        format,
        scope: result ? 'filtered' : 'all',
        query: result ? `result=${result}` : '',
        columns: COLUMNS.map(({ key }) => key),
      },
    },
  }),
  rows: ({ actor, sql }, input) => resultsOf(actor, sql, input),
})
