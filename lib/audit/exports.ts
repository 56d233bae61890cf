import { defineExport } from '../core/export.ts'
import { keyset } from '../core/keyset.ts'
import type { SnapshotSql } from '../core/snapshot.ts'
import type { Actor } from '../core/actor.ts'
import { columnsSeenBy, viewOf } from './columns.ts'
import { eventsOf, narrowing, periodConditions } from './conditions.ts'
import { auditList, queryOf } from './list.ts'
import { AT, pageOf } from './page.ts'
import { exportAuditInput, type ExportAuditInput } from './schema-export.ts'
import { entriesWithin } from './scope.ts'
import { sentenceText } from './words.ts'

const BATCH = 2_000

const COLUMNS = {
  at: 'at',
  sentence: 'sentence',
  event: 'event',
  outcome: 'outcome',
  actorKind: 'actor_kind',
  actorId: 'actor_id',
  actorLabel: 'actor',
  targetType: 'target_type',
  targetId: 'target_id',
  targetLabel: 'target',
  changes: 'changes',
  detail: 'detail',
  reason: 'reason',
  ip: 'ip',
  userAgent: 'user_agent',
  requestId: 'request_id',
  correlationId: 'correlation_id',
  id: 'id',
}

async function* batches(actor: Actor, sql: SnapshotSql, params: ExportAuditInput) {
  const { narrow, wide } = narrowing(params)
  const readable = await entriesWithin({ actor, sql }, 'audit:read')
  const within = await entriesWithin({ actor, sql }, 'audit:export')
  const where = [...narrow, ...wide, ...periodConditions(params), readable.condition]
  const { direction } = params
  let after: string | undefined
  do {
    const { page, ...pieces } = keyset(AT, { after, last: false, direction, perPage: BATCH })
    const found = await pageOf(where, within, eventsOf(params), pieces, columnsSeenBy(actor)).execute(sql)
    const { rows, next } = page(found.rows)
    yield rows.map((row) => {
      const view = viewOf(row)
      return { ...view, sentence: sentenceText(view) }
    })
    after = next ?? undefined
  } while (after)
}

/**
 * The audit log as a file: every entry that fits the filters of the list, in its order, each also as a sentence; only those that the actor
 * may both read and export. That it was exported, and what, is recorded first.
 */
export const exportAuditEvents = defineExport({
  name: 'exportAuditEvents',
  permission: 'audit:export',
  input: exportAuditInput,
  limit: { points: 10, seconds: 60 },
  columns: () => Object.entries(COLUMNS).map(([key, header]) => ({ key, header })),
  audit: (input) => ({
    event: 'audit.exported',
    entry: {
      target: { type: 'audit-log', id: null, label: 'the audit log' },
      detail: {
        format: input.format,
        scope: auditList.isNarrowed(input) ? 'filtered' : 'all',
        query: queryOf(input),
        columns: Object.values(COLUMNS),
      },
    },
  }),
  rows: ({ actor, sql }, input) => batches(actor, sql, input),
})
