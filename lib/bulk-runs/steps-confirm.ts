import { sql as raw } from 'kysely'
import type { Actor } from '../core/actor.ts'
import type { Tx } from '../core/db.ts'
import { AppError } from '../core/errors.ts'
import { newId } from '../core/id.ts'
import type { MutationContext } from '../core/operation.ts'
import { AT_ONCE, BULK_ACTIONS, MOST_USERS, type BulkAction, type RunStatus, type Selection } from './schema.ts'
import { chosenUsers, narrowingOf } from './selection.ts'
import { ask, LABEL } from './steps-facts.ts'
import { tooMany } from './steps-preview.ts'
import { stepOf, type RunRecord } from './steps-run.ts'

/** What a run came to, or has come to so far: `QUEUED` goes on as a job. */
export type Outcome = {
  preview: false
  runId: string
  status: RunStatus
  total: number
  changed: number
  unchanged: number
  skipped: number
}

type Plan = { action: BulkAction; parameters: Record<string, unknown>; selection: Record<string, unknown>; undoOfId: string | null }

/** Writes the row of a new run, in the name of a person who is signed in: only they have rights that can be looked up again later. */
export async function openRun(tx: Tx, actor: Actor, { action, parameters, selection, undoOfId }: Plan): Promise<RunRecord> {
  if (actor.kind !== 'user' || actor.id === null)
    throw new AppError('FORBIDDEN', 'Bulk runs are started by people who are signed in. Nothing was changed.')
  const id = newId()
  const { ip, userAgent, id: requestId } = actor.request
  await tx.$executeRaw`
    insert into bulk_runs (id, action, parameters, selection, started_by_id, started_by_label, ip, user_agent, request_id, undo_of_id)
    values (${id}::uuid, ${action}, ${JSON.stringify(parameters)}::jsonb, ${JSON.stringify(selection)}::jsonb, ${actor.id}::uuid, ${actor.label},
      ${ip}, ${userAgent}, ${requestId}, ${undoOfId}::uuid)`
  const kept = { action, undoOfId, startedById: actor.id, startedByLabel: actor.label, ip, userAgent, requestId }
  // As a job will read them: a date is a text by then.
  const told = JSON.parse(JSON.stringify(parameters)) as Record<string, unknown>
  return { id, ...kept, parameters: told, status: 'QUEUED', cancelRequestedAt: null, reachedId: null }
}

const FIXED_AT_ONCE = 50_000
const FIRST = '00000000-0000-0000-0000-000000000000'

/**
 * Fixes the users of a run with their versions of now, in chunks in the order of their ids; from one snapshot if the transaction has one.
 * Ids that the actor cannot see are kept without a name. Gives their number; throws RULE TOO_MANY beyond a million.
 */
export async function fixUsers(tx: Tx, actor: Actor, run: RunRecord, selection: Selection): Promise<number> {
  const condition = chosenUsers(actor, BULK_ACTIONS[run.action].permission, selection)
  if (selection.kind === 'ids') {
    await tx.$executeRaw`insert into bulk_run_items (run_id, user_id, version, label)
      select ${run.id}::uuid, given.id, 0, '' from unnest(${selection.userIds}::uuid[]) as given (id)`
    await ask(
      tx,
      raw`update bulk_run_items item set version = users.version, label = ${LABEL} from users
        where item.run_id = ${run.id}::uuid and users.id = item.user_id and ${condition}`,
    )
    return selection.userIds.length
  }
  let total = 0
  for (let after = FIRST, full = true; full;) {
    const [chunk] = await ask(
      tx,
      raw<{ count: number; last: string | null }>`with added as (
          insert into bulk_run_items (run_id, user_id, version, label)
          select ${run.id}::uuid, users.id, users.version, ${LABEL} from users
          where ${condition} and users.id > ${after}::uuid order by users.id limit ${FIXED_AT_ONCE} returning user_id)
        select count(*)::int as count, max(user_id::text collate "C") as last from added`,
    )
    total += chunk?.count ?? 0
    if (total > MOST_USERS) throw tooMany()
    after = chunk?.last ?? after
    full = chunk?.count === FIXED_AT_ONCE
  }
  return total
}

/** Insists that as many users match as the preview said, and at least one. */
export function insistOnExpected(total: number, expected: number | undefined): void {
  if (expected !== undefined && expected !== total) {
    const now = `${total.toLocaleString('en')} ${total === 1 ? 'user matches' : 'users match'} now`
    throw new AppError(
      'CONFLICT',
      `${now}, not ${expected.toLocaleString('en')} as before: somebody changed users meanwhile. Nothing was changed. Look at the preview again.`,
      { reason: 'EXPECTED', current: { expected: total } },
    )
  }
  if (total === 0) throw new AppError('CONFLICT', 'No user matches any more. Nothing was changed.', { reason: 'NOBODY' })
}

/**
 * Sets a run going whose users are fixed: up to a thousand within this transaction and request, more as a job. The rights are those of
 * the request for the former, and those of the moment for the latter.
 */
export async function setGoing({ tx, actor, enqueue }: MutationContext, run: RunRecord, total: number): Promise<Outcome> {
  await tx.$executeRaw`update bulk_runs set total = ${total}, progressed_at = clock_timestamp() where id = ${run.id}::uuid`
  if (total > AT_ONCE) {
    // The planner has not heard of these rows yet, and would read all of them for each batch.
    await tx.$executeRaw`analyze bulk_run_items`
    await enqueue('bulk-runs.continue', { runId: run.id })
    // In one batch: after the first one this holds the line of those who may end an administrator, and whoever has a row of the second waits in it.
  } else while ((await stepOf(tx, run, actor, { size: AT_ONCE })) === 'more');
  const [counts] = await tx.$queryRaw<Omit<Outcome, 'preview' | 'runId'>[]>`
    select status::text as status, total, changed, unchanged, skipped from bulk_runs where id = ${run.id}::uuid`
  if (!counts) throw new Error('A run that was just written is gone.')
  return { preview: false, runId: run.id, ...counts }
}

/** What a run keeps of its selection. */
export const keptSelection = (selection: Selection): Record<string, unknown> =>
  selection.kind === 'ids' ? { kind: 'ids' } : { kind: 'matching', search: narrowingOf(selection.search) }
