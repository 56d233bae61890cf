import { sql as raw } from 'kysely'
import { can, canEverywhere, type Actor } from '../core/actor.ts'
import type { Tx } from '../core/db.ts'
import { AppError, notFound } from '../core/errors.ts'
import { ACTION_WORDS, howFarUndone } from './rules.ts'
import { BULK_ACTIONS, type BulkAction, type RunStatus } from './schema.ts'
import { runsWithin } from './scope.ts'
import { ask } from './steps-facts.ts'
import type { Source } from './steps-preview.ts'
import type { RunRecord } from './steps-run.ts'

/** A run as cancelling and undoing look at it. */
export type SeenRun = {
  id: string
  action: BulkAction
  parameters: Record<string, unknown>
  status: RunStatus
  total: number
  changed: number
  unchanged: number
  skipped: number
  startedById: string
  finishedAt: Date | null
  cancelRequestedAt: Date | null
  isUndo: boolean
  undone: 'no' | 'running' | 'done'
}

/** The run, locked: whoever carries it on is between two batches. NOT_FOUND when it is missing or not for this actor to see. */
export async function runInSight(tx: Tx, actor: Actor, runId: string): Promise<SeenRun> {
  const [run] = await ask(
    tx,
    raw<Omit<SeenRun, 'undone'>>`select id::text, action, parameters, status::text as status, total, changed, unchanged, skipped,
        started_by_id::text as "startedById", finished_at as "finishedAt", cancel_requested_at as "cancelRequestedAt",
        undo_of_id is not null as "isUndo"
      from bulk_runs where id = ${runId}::uuid and ${runsWithin(actor)} for update`,
  )
  if (!run) throw notFound('Bulk run')
  const undos = await tx.bulkRun.findMany({ where: { undoOfId: runId }, select: { status: true, changed: true } })
  return { ...run, undone: howFarUndone(run, undos) }
}

/** Cancelling is for whoever started the run, and for those who could have started it for everybody. */
export function insistOnMayCancel(actor: Actor, run: SeenRun): void {
  const { permission } = BULK_ACTIONS[run.action]
  if (run.startedById === actor.id || canEverywhere(actor, permission)) return
  throw new AppError('FORBIDDEN', 'Somebody else started this run. You may watch it, but not cancel it.', { reason: permission })
}

/** The act that takes a run back. FORBIDDEN when the actor has no right to it anywhere. */
export function undoActionFor(actor: Actor, run: SeenRun): BulkAction {
  const action = ACTION_WORDS[run.action].undo
  if (action === null) throw new Error(`Nothing takes back ${run.action}.`)
  const { permission } = BULK_ACTIONS[action]
  if (can(actor, permission)) return action
  throw new AppError('FORBIDDEN', 'Your roles do not allow what undoing this run would do. Nothing was changed.', {
    reason: permission,
  })
}

/** What the run that takes `run` back is told: as much of its parameters as the other way round makes sense. */
export async function undoParameters(tx: Tx, run: SeenRun): Promise<Record<string, unknown>> {
  const { reason: _given, ...kept } = run.parameters
  if (run.action === 'deactivate' || run.action === 'reactivate' || run.action === 'restore' || run.action === 'delete')
    return { reason: `Undone: ${ACTION_WORDS[run.action].verb.toLowerCase()}` }
  if (run.action !== 'endRole') return kept
  const reaches = await tx.$queryRaw<{ reach: string | null }[]>`
    select distinct taken->>'reachGroupId' as reach from bulk_run_items, jsonb_array_elements(before->'grants') as taken
    where run_id = ${run.id}::uuid and result = 'CHANGED'`
  return { ...kept, reaches: reaches.map(({ reach }) => reach) }
}

/** The users whom a run changed and no earlier undo has put back. */
const TO_PUT_BACK = (runId: string) => raw<boolean>`item.run_id = ${runId}::uuid and item.result = 'CHANGED' and not exists (
  select from bulk_run_items earlier join bulk_runs undo on undo.id = earlier.run_id
  where undo.undo_of_id = ${runId}::uuid and earlier.user_id = item.user_id and earlier.result = 'CHANGED')`

const comparesGrants = (action: BulkAction) => action === 'grantRole' || action === 'endRole'

/** Where a preview of an undo looks. Users who were removed since have no row any more; `total` counts them. */
export async function undoSource(tx: Tx, run: SeenRun): Promise<Source> {
  const [row] = await ask(tx, raw<{ total: number }>`select count(*)::int as total from bulk_run_items item where ${TO_PUT_BACK(run.id)}`)
  return {
    from: raw`bulk_run_items item join users on users.id = item.user_id`,
    where: TO_PUT_BACK(run.id),
    changed: comparesGrants(run.action) ? raw<boolean>`false` : raw<boolean>`users.version <> item.version_after`,
    total: row?.total ?? 0,
  }
}

const FIXED_AT_ONCE = 50_000

/** Fixes the users of an undo, each with the version that the run left and what it has to put back; gives their number. */
export async function fixUndo(tx: Tx, undo: RunRecord, run: SeenRun): Promise<number> {
  let total = 0
  for (let after = '00000000-0000-0000-0000-000000000000', full = true; full;) {
    const [chunk] = await ask(
      tx,
      raw<{ count: number; last: string | null }>`with added as (
          insert into bulk_run_items (run_id, user_id, version, label, before)
          select ${undo.id}::uuid, item.user_id, item.version_after, item.label, item.before from bulk_run_items item
          where ${TO_PUT_BACK(run.id)} and item.user_id > ${after}::uuid order by item.user_id limit ${FIXED_AT_ONCE} returning user_id)
        select count(*)::int as count, max(user_id::text collate "C") as last from added`,
    )
    total += chunk?.count ?? 0
    after = chunk?.last ?? after
    full = chunk?.count === FIXED_AT_ONCE
  }
  return total
}
