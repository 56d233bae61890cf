import { sql as raw, type RawBuilder } from 'kysely'
import { can, canEverywhere, type Actor } from '../core/actor.ts'
import { notFound } from '../core/errors.ts'
import { decodeCursor, encodeCursor, keyset } from '../core/keyset.ts'
import { defineQuery } from '../core/operation.ts'
import { bulkRunsList, type BulkRunsListParams } from './list.ts'
import { ACTION_WORDS, howFarUndone, parameterWords, resultWords, undoableUntil, whyNotCancel, whyNotUndo } from './rules.ts'
import { BULK_ACTIONS, listBulkResultsInput, runIdInput, type BulkAction, type ItemResult, type RunStatus } from './schema.ts'
import { runsWithin } from './scope.ts'

type WhyNot = { reason: string; message: string } | null

/** A run as lists show it. */
export type BulkRunSummary = {
  id: string
  action: BulkAction
  parameters: Record<string, unknown>
  status: RunStatus
  total: number
  changed: number
  unchanged: number
  skipped: number
  startedById: string
  startedByLabel: string
  createdAt: Date
  startedAt: Date | null
  progressedAt: Date | null
  finishedAt: Date | null
  undoOfId: string | null
  cancelRequestedAt: Date | null
  cancelledByLabel: string
}

/** How the users of a run were chosen. */
export type KeptSelection = { kind: 'ids' } | { kind: 'matching'; search: string } | { kind: 'undo'; runId: string }

/** A run with everything that its page shows; `whyNot…` is null where the actor can do it. */
export type BulkRunDetail = BulkRunSummary & {
  selection: KeptSelection
  /** What the run was told, as pairs of a label and a text. */
  words: { label: string; text: string }[]
  isCancelling: boolean
  /** How many users were left alone for which reason, once the run is over. */
  reasons: { result: ItemResult; reason: string; message: string; count: number }[]
  whyNotCancel: WhyNot
  whyNotUndo: WhyNot
  undoableUntil: Date | null
  /** The run that is taking this one back, or has. */
  undoneBy: { id: string; status: RunStatus } | null
  /** Whether the result of each user is still kept. */
  hasResults: boolean
}

const COLUMNS = raw`id::text as id, action, parameters, status::text as status, total, changed, unchanged, skipped, started_by_id::text as "startedById",
  started_by_label as "startedByLabel", created_at as "createdAt", started_at as "startedAt", progressed_at as "progressedAt", finished_at as "finishedAt",
  undo_of_id::text as "undoOfId", cancel_requested_at as "cancelRequestedAt", cancelled_by_label as "cancelledByLabel"`

const STATUSES: Record<BulkRunsListParams['status'], RawBuilder<boolean>> = {
  any: raw`true`,
  waiting: raw`status = 'QUEUED'`,
  running: raw`status = 'RUNNING'`,
  done: raw`status = 'DONE'`,
  cancelled: raw`status = 'CANCELLED'`,
}

/** One page of bulk runs, with cursors to its neighbours: one's own, and everybody's for whoever reads the whole audit log. */
export const listBulkRuns = defineQuery({
  name: 'listBulkRuns',
  permission: 'user:read',
  input: bulkRunsList.strict,
  async run({ actor, sql }, params) {
    const { condition, orderBy, cursorKey, limit, page } = keyset({ expression: raw`created_at`, type: 'timestamptz' }, params)
    const ofAction = params.action === 'any' ? raw`true` : raw`action = ${params.action}`
    const own = params.mine === 'any' ? raw`true` : raw`started_by_id = ${actor.id}::uuid`
    const found = await raw<BulkRunSummary & { cursor_key: string }>`select ${COLUMNS}, ${cursorKey} as cursor_key from bulk_runs
      where ${runsWithin(actor)} and ${STATUSES[params.status]} and ${ofAction} and ${own} and ${condition}
      order by ${orderBy} limit ${limit}`.execute(sql)
    const { rows, previous, next } = page(found.rows)
    return { runs: rows.map(({ cursor_key: _own, ...run }): BulkRunSummary => run), previous, next }
  },
})

type Row = BulkRunSummary & {
  selection: KeptSelection
  undos: { id: string; status: RunStatus; changed: number }[]
  reasons: { result: ItemResult; reason: string; count: number }[]
  hasResults: boolean
}

const mayNot = (message: string): WhyNot => ({ reason: 'FORBIDDEN', message })

function cancelling(actor: Actor, run: Row): WhyNot {
  if (run.startedById !== actor.id && !canEverywhere(actor, BULK_ACTIONS[run.action].permission))
    return mayNot('Somebody else started this run. You may watch it, but not cancel it.')
  return whyNotCancel(run)
}

function undoing(actor: Actor, run: Row): WhyNot {
  const why = whyNotUndo({ ...run, isUndo: run.undoOfId !== null, undone: howFarUndone(run, run.undos) })
  const { undo } = ACTION_WORDS[run.action]
  if (why || undo === null || can(actor, BULK_ACTIONS[undo].permission)) return why
  return mayNot('Your roles do not allow what undoing this run would do.')
}

/** One run with its words, its counts, and what can be done with it. NOT_FOUND when it is missing or not for this actor to see. */
export const getBulkRun = defineQuery({
  name: 'getBulkRun',
  permission: 'user:read',
  input: runIdInput,
  async run({ actor, sql }, { runId }): Promise<BulkRunDetail> {
    // What became of a million users is counted once, when nothing is added any more, and not for every look at a running one.
    const found = await raw<Row>`select ${COLUMNS}, selection,
        (select coalesce(jsonb_agg(jsonb_build_object('id', undo.id, 'status', undo.status, 'changed', undo.changed) order by undo.created_at desc), '[]')
          from bulk_runs undo where undo.undo_of_id = bulk_runs.id) as undos,
        case when finished_at is null then '[]'::jsonb else (select coalesce(jsonb_agg(to_jsonb(counted)), '[]') from (
          select item.result::text as result, item.reason, count(*)::int as count from bulk_run_items item
          where item.run_id = bulk_runs.id and item.result in ('UNCHANGED', 'SKIPPED') group by item.result, item.reason) as counted) end as reasons,
        exists (select from bulk_run_items item where item.run_id = bulk_runs.id) as "hasResults"
      from bulk_runs where id = ${runId}::uuid and ${runsWithin(actor)}`.execute(sql)
    const run = found.rows[0]
    if (!run) throw notFound('Bulk run')
    const { undos, reasons, ...rest } = run
    return {
      ...rest,
      words: parameterWords(run.action, run.parameters),
      isCancelling: run.cancelRequestedAt !== null && run.finishedAt === null,
      reasons: reasons
        .map((each) => ({ ...each, message: resultWords(each.reason, each.count) }))
        .sort((one, other) => other.count - one.count),
      whyNotCancel: cancelling(actor, run),
      whyNotUndo: undoing(actor, run),
      undoableUntil: undoableUntil(run),
      undoneBy: undos[0] ? { id: undos[0].id, status: undos[0].status } : null,
    }
  },
})

/** What became of one user of a run; `message` says why they were left alone. */
export type BulkResult = { userId: string; label: string; result: ItemResult; reason: string; message: string }

/** How a user is called whom the run's starter could not see, or who was gone before. */
const UNKNOWN = 'Unknown user'

/**
 * One page of what became of the users of a run, in the order in which it took them. Empty for runs that ended more than 30 days ago.
 * NOT_FOUND when the run is missing or not for this actor to see.
 */
export const listBulkResults = defineQuery({
  name: 'listBulkResults',
  permission: 'user:read',
  input: listBulkResultsInput,
  async run({ actor, sql }, { runId, result, after, before, last, perPage, direction }) {
    const from = decodeCursor(after) ?? decodeCursor(before)
    const reversed = from ? decodeCursor(after) === null : last
    const descending = (direction === 'desc') !== reversed
    const place = from ? raw<boolean>`item.user_id ${descending ? raw`<` : raw`>`} ${from.id}::uuid` : raw<boolean>`true`
    const found = await raw<Omit<BulkResult, 'message'>>`
      select item.user_id::text as "userId", coalesce(nullif(item.label, ''), ${UNKNOWN}) as label, item.result::text as result, item.reason
      from bulk_run_items item join bulk_runs on bulk_runs.id = item.run_id
      where item.run_id = ${runId}::uuid and ${runsWithin(actor)} and ${result ? raw`item.result = ${result}::"BulkItemResult"` : raw`true`} and ${place}
      order by item.user_id ${descending ? raw`desc` : raw`asc`} limit ${perPage + 1}`.execute(sql)
    if (found.rows.length === 0) {
      const known = await raw`select from bulk_runs where id = ${runId}::uuid and ${runsWithin(actor)}`.execute(sql)
      if (known.rows.length === 0) throw notFound('Bulk run')
    }
    const more = found.rows.length > perPage
    const rows = found.rows.slice(0, perPage).map((row): BulkResult => ({ ...row, message: resultWords(row.reason) }))
    if (reversed) rows.reverse()
    const [first, final] = [rows[0], rows.at(-1)]
    const cursor = (row: BulkResult | undefined, there: boolean) => (there && row ? encodeCursor({ key: '', id: row.userId }) : null)
    return { rows, previous: cursor(first, reversed ? more : from !== null), next: cursor(final, reversed ? from !== null : more) }
  },
})
