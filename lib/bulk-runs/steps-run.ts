import { sql as raw, type RawBuilder } from 'kysely'
import { can, canEverywhere, grantsOf, type Actor, type MembershipType, type PermissionRow } from '../core/actor.ts'
import type { Tx } from '../core/db.ts'
import { isAppError } from '../core/errors.ts'
import { isEverywhereOnly } from '../core/permissions.ts'
import { countOtherAdministrators, lockAdministrators } from '../roles/steps.ts'
import { labelOf } from '../users/rules.ts'
import { judge, type Verdict } from './rules-judge.ts'
import { runLabel } from './rules.ts'
import { BULK_ACTIONS, type BulkAction, type RunStatus } from './schema.ts'
import { apply } from './steps-apply.ts'
import { lockUsers, subjectsOf, unhurried, type Subject } from './steps-facts.ts'
import { mayEndAdministrators, prepare, type Prepared } from './steps-prepare.ts'
import { record, type Done } from './steps-record.ts'

/** How many users one transaction of a job changes: some hundred milliseconds, for which others wait at most. */
export const BATCH = 500
/** How many users who will not be reached one statement marks. */
const MARKED_AT_ONCE = 20_000

/** A run as carrying it on needs it. */
export type RunRecord = {
  id: string
  action: BulkAction
  parameters: Record<string, unknown>
  status: RunStatus
  undoOfId: string | null
  startedById: string
  startedByLabel: string
  ip: string | null
  userAgent: string | null
  requestId: string | null
  cancelRequestedAt: Date | null
  /** The last user with an outcome, by id. Asking for what is pending instead would read everything that is done, for every batch. */
  reachedId: string | null
}

const RECORD = `id::text, action, parameters, status::text as status, undo_of_id::text as "undoOfId", started_by_id::text as "startedById",
  started_by_label as "startedByLabel", ip,
  user_agent as "userAgent", request_id as "requestId", cancel_requested_at as "cancelRequestedAt",
  reached_id::text as "reachedId"`

/** The run, locked, or null when it is over or somebody else is carrying it on at this moment. */
export async function runToContinue(tx: Tx, runId: string): Promise<RunRecord | null> {
  const [run] = await tx.$queryRawUnsafe<RunRecord[]>(
    `select ${RECORD} from bulk_runs where id = $1::uuid and status in ('QUEUED', 'RUNNING') for update skip locked`,
    runId,
  )
  return run ?? null
}

/** Whoever started a run, with their rights as they are now and the request of then; null when they are not active any more. */
export async function starterOf(tx: Tx, run: RunRecord): Promise<Actor | null> {
  const [user] = await tx.$queryRaw<{ username: string; fullName: string; membership: MembershipType | null }[]>`
    select username, full_name as "fullName", (select type::text from memberships where user_id = users.id) as membership
    from users where id = ${run.startedById}::uuid and status = 'ACTIVE'`
  if (!user) return null
  const rights = await tx.$queryRaw<PermissionRow[]>`
    select distinct permission, reach_group_id::text as reach
    from (select permission, reach_group_id from effective_permission_paths where user_id = ${run.startedById}::uuid offset 0) held`
  const request = { id: run.requestId ?? run.id, ip: run.ip, userAgent: run.userAgent }
  const { membership } = user
  return { kind: 'user', id: run.startedById, label: labelOf(user), grants: grantsOf(rights), membership, session: null, request }
}

/** What was different when the run was confirmed. Roles have no part in a user's version: there the grants themselves are compared. */
function changedSince(run: Pick<RunRecord, 'action' | 'undoOfId'>): RawBuilder<boolean> {
  const comparesGrants = run.undoOfId !== null && (run.action === 'grantRole' || run.action === 'endRole')
  return comparesGrants ? raw<boolean>`false` : raw<boolean>`users.version <> item.version`
}

type Judged = { user: Subject; verdict: Verdict }

/**
 * Leaves one administrator: when nobody else would be left, the last of those who would lose it, by id, is skipped. Previews count the
 * same way over the whole selection.
 */
async function keepOne(tx: Tx, judged: Judged[]): Promise<void> {
  const losing = judged.filter(({ user, verdict }) => user.losing && verdict.result === 'CHANGED')
  const last = losing.at(-1)
  if (!last) return
  const others = await countOtherAdministrators(
    tx,
    losing.map(({ user }) => user.id),
  )
  if (others === 0) last.verdict = { result: 'SKIPPED', reason: 'LAST_ADMINISTRATOR' }
}

/** The act made ready, or null when the starter has lost the right to it since. */
async function readyFor(tx: Tx, starter: Actor | null, run: RunRecord): Promise<{ starter: Actor; prepared: Prepared } | null> {
  const { permission } = BULK_ACTIONS[run.action]
  if (!starter || !can(starter, permission)) return null
  if (isEverywhereOnly(permission) && !canEverywhere(starter, permission)) return null
  try {
    return { starter, prepared: await prepare(tx, starter, run.action, run.parameters, run.undoOfId !== null) }
  } catch (error) {
    if (isAppError(error) && ['RULE', 'NOT_FOUND', 'FORBIDDEN'].includes(error.code)) return null
    throw error
  }
}

const FIRST = '00000000-0000-0000-0000-000000000000'

async function takeItems(tx: Tx, { id, reachedId }: RunRecord, limit: number): Promise<string[]> {
  const items = await tx.$queryRaw<{ id: string }[]>`
    select user_id::text as id from bulk_run_items where run_id = ${id}::uuid and user_id > ${reachedId ?? FIRST}::uuid
    order by user_id limit ${limit}`
  return items.map((item) => item.id)
}

const NOT_FOUND: Verdict = { result: 'SKIPPED', reason: 'NOT_FOUND' }
const FAILED: Verdict = { result: 'SKIPPED', reason: 'FAILED' }
const OVERTAKEN: Verdict = { result: 'SKIPPED', reason: 'CHANGED_MEANWHILE' }

/** Writes down what became of each user of a batch, with one statement. */
async function markItems(tx: Tx, runId: string, rows: { id: string; verdict: Verdict; done: Done | undefined }[]): Promise<void> {
  await tx.$executeRawUnsafe(
    `update bulk_run_items item set result = outcome.result::"BulkItemResult", reason = outcome.reason,
       before = outcome.before::jsonb, version_after = outcome.version
     from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::int[]) as outcome (id, result, reason, before, version)
     where item.run_id = $1::uuid and item.user_id = outcome.id`,
    runId,
    rows.map(({ id }) => id),
    rows.map(({ verdict }) => verdict.result),
    rows.map(({ verdict }) => verdict.reason),
    rows.map(({ done }) => (done?.before === undefined ? null : JSON.stringify(done.before))),
    rows.map(({ done }) => done?.version ?? null),
  )
}

type Counts = { changed: number; unchanged: number; skipped: number }
const NONE: Counts = { changed: 0, unchanged: 0, skipped: 0 }

async function addUp(tx: Tx, run: RunRecord, { changed, unchanged, skipped }: Counts, reachedId: string | null): Promise<void> {
  await tx.$executeRaw`update bulk_runs set status = 'RUNNING', started_at = coalesce(started_at, clock_timestamp()), progressed_at = clock_timestamp(),
    changed = changed + ${changed}, unchanged = unchanged + ${unchanged}, skipped = skipped + ${skipped}, reached_id = ${reachedId}::uuid
    where id = ${run.id}::uuid`
  run.reachedId = reachedId
}

/** Judges these users under lock, changes those who may be, and writes down what became of each. */
async function doBatch(
  tx: Tx,
  run: RunRecord,
  { starter, prepared }: { starter: Actor; prepared: Prepared },
  userIds: string[],
): Promise<Counts> {
  const { permission } = BULK_ACTIONS[run.action]
  const locked = await lockUsers(tx, starter, permission, userIds)
  // After the rows, as the single acts do it: two who wait for each other's rows would wait for ever the other way round. Acts that end
  // nobody's being an administrator keep out of that line: whoever stands in it holds a connection.
  if (mayEndAdministrators(prepared)) await lockAdministrators(tx)
  const subjects = await subjectsOf(tx, starter, permission, prepared, changedSince(run), { runId: run.id, userIds: locked })
  const parameters = run.parameters as never
  const judged = subjects.map((user) => ({ user, verdict: judge(run.action, starter, user, parameters) }))
  await keepOne(tx, judged)
  const work = { tx, actor: starter, runId: run.id, parameters, undoing: run.undoOfId !== null }
  const done = await apply(
    run.action,
    work,
    judged.flatMap(({ user, verdict }) => (verdict.result === 'CHANGED' ? [user] : [])),
  )
  const verdicts = new Map(judged.map(({ user, verdict }) => [user.id, verdict]))
  const rows = userIds.map((id) => {
    const verdict = verdicts.get(id) ?? NOT_FOUND
    return { id, verdict: verdict.result === 'CHANGED' && !done.has(id) ? OVERTAKEN : verdict, done: done.get(id) }
  })
  await markItems(tx, run.id, rows)
  const count = (result: Verdict['result']) => rows.filter(({ verdict }) => verdict.result === result).length
  return { changed: count('CHANGED'), unchanged: count('UNCHANGED'), skipped: count('SKIPPED') }
}

/** Marks users whom the run will not reach; says whether that were all. */
async function skipRest(tx: Tx, run: RunRecord, reason: 'CANCELLED' | 'STARTER_MAY_NOT'): Promise<boolean> {
  const from = run.reachedId ?? FIRST
  const [end] = await tx.$queryRaw<{ id: string }[]>`
    select user_id::text as id from bulk_run_items where run_id = ${run.id}::uuid and user_id > ${from}::uuid
    order by user_id offset ${MARKED_AT_ONCE - 1} limit 1`
  const upTo = end?.id ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff'
  const skipped = await tx.$executeRaw`update bulk_run_items set result = 'SKIPPED', reason = ${reason}
    where run_id = ${run.id}::uuid and user_id > ${from}::uuid and user_id <= ${upTo}::uuid`
  await addUp(tx, run, { ...NONE, skipped }, upTo)
  return end === undefined
}

async function finish(tx: Tx, run: RunRecord, actor: Actor, status: 'DONE' | 'CANCELLED'): Promise<void> {
  const [counts] = await tx.$queryRaw<(Counts & { total: number })[]>`
    update bulk_runs set status = ${status}::"BulkRunStatus", finished_at = clock_timestamp() where id = ${run.id}::uuid
    returning total, changed, unchanged, skipped`
  if (status === 'CANCELLED' || !counts) return
  const { changed, unchanged, skipped, total } = counts
  const target = { type: 'bulk-run' as const, id: run.id, label: runLabel(run.action, total) }
  await record({ tx, actor, runId: run.id }, 'bulk-run.finished', [{ target, detail: { changed, unchanged, skipped } }])
}

/** What is left to do after a step: more of the same, or nothing. */
export type Progress = 'more' | 'over'

/**
 * Carries a locked run on by one batch, in the caller's transaction: after the commit every user of the batch has an outcome and is
 * changed, or, if it never comes, none is. `actor` is whoever confirmed the run, for the request that did; null means the starter as they are
 * now. `giveUp` passes the next `size` users over instead, as failed.
 */
export async function stepOf(tx: Tx, run: RunRecord, actor: Actor | null = null, { size = BATCH, giveUp = false } = {}): Promise<Progress> {
  await unhurried(tx)
  const starter = actor ?? (await starterOf(tx, run))
  const named = starter ?? nobody(run)
  const leave = async (reason: 'CANCELLED' | 'STARTER_MAY_NOT', status: 'DONE' | 'CANCELLED'): Promise<Progress> => {
    const isLast = await skipRest(tx, run, reason)
    if (isLast) await finish(tx, run, named, status)
    return isLast ? 'over' : 'more'
  }
  if (run.cancelRequestedAt) return leave('CANCELLED', 'CANCELLED')
  const ready = await readyFor(tx, starter, run)
  if (!ready) return leave('STARTER_MAY_NOT', 'DONE')
  const items = await takeItems(tx, run, size)
  if (giveUp)
    await markItems(
      tx,
      run.id,
      items.map((id) => ({ id, verdict: FAILED, done: undefined })),
    )
  const counts = giveUp ? { ...NONE, skipped: items.length } : items.length === 0 ? NONE : await doBatch(tx, run, ready, items)
  await addUp(tx, run, counts, items.at(-1) ?? run.reachedId)
  if (items.length === size) return 'more'
  await finish(tx, run, named, 'DONE')
  return 'over'
}

/** In whose name the end of a run is noted when its starter is gone: theirs, without rights. */
const nobody = (run: RunRecord): Actor => ({
  kind: 'user',
  id: run.startedById,
  label: run.startedByLabel,
  grants: new Map(),
  membership: null,
  session: null,
  request: { id: run.requestId ?? run.id, ip: run.ip, userAgent: run.userAgent },
})
