import { refuse } from '../core/errors.ts'
import { requireFreshFactor } from '../core/fresh-factor.ts'
import { defineMutation, type MutationContext } from '../core/operation.ts'
import { defineBulk } from './define.ts'
import { RESULTS_KEPT_DAYS, runLabel, STALE_SECONDS, whyNotCancel, whyNotUndo } from './rules.ts'
import { BULK_ACTIONS, continueBulkRunInput, noInput, runIdInput, undoBulkRunInput } from './schema.ts'
import { openRun, setGoing, type Outcome } from './steps-confirm.ts'
import { unhurried } from './steps-facts.ts'
import { prepare } from './steps-prepare.ts'
import { previewOf, type Preview } from './steps-preview.ts'
import { runToContinue, stepOf, type Progress } from './steps-run.ts'
import { fixUndo, insistOnMayCancel, runInSight, undoActionFor, undoParameters, undoSource, type SeenRun } from './steps-undo.ts'

/** Stops users, as `deactivateUser` does for one: sessions and links end, and a mail says so with the reason. */
export const deactivateUsers = defineBulk('deactivateUsers', 'deactivate')

/** Lets deactivated users in again, as `reactivateUser` does for one. */
export const reactivateUsers = defineBulk('reactivateUsers', 'reactivate')

/** Moves users to the trash, as `deleteUser` does for one. Seed 001 bulk_delete, which removed for good. */
export const deleteUsers = defineBulk('deleteUsers', 'delete')

/** Takes users out of the trash, each back to the status of before, as `restoreUser` does for one. */
export const restoreUsers = defineBulk('restoreUsers', 'restore')

/** Removes users in the trash for good, as `purgeUser` does for one; `confirm` is the number of users, typed. */
export const purgeUsers = defineBulk('purgeUsers', 'purge')

/** Gives users a role, as `grantRole` does for one. Whether the actor may give it is asked once; a role that they may not give refuses the run. */
export const grantRoleToUsers = defineBulk('grantRoleToUsers', 'grantRole')

/** Takes a role from users: all their own grants of it. What they hold through a group stays. */
export const endRoleOfUsers = defineBulk('endRoleOfUsers', 'endRole')

/** Sets one profile field to one value, as `updateUser` does for one. Seed 001 bulk_update, which set any column. */
export const setFieldOfUsers = defineBulk('setFieldOfUsers', 'setField')

/** Mails users a link that sets or resets their password, as `sendPasswordLink` does for one; the links are shown to nobody. */
export const sendPasswordLinks = defineBulk('sendPasswordLinks', 'passwordLinks')

/**
 * Stops a run before its next batch. What it did stays done and can be taken back; users whom it did not reach are skipped with that
 * reason. Gives how many were done and how many are left.
 */
export const cancelBulkRun = defineMutation({
  name: 'cancelBulkRun',
  permission: 'user:read',
  input: runIdInput,
  timeoutSeconds: 60,
  async run({ actor, tx, audit, enqueue }, { runId }) {
    await unhurried(tx)
    const run = await runInSight(tx, actor, runId)
    insistOnMayCancel(actor, run)
    refuse(whyNotCancel(run))
    const done = run.changed + run.unchanged + run.skipped
    const left = run.total - done
    await tx.$executeRaw`update bulk_runs set cancel_requested_at = clock_timestamp(), cancelled_by_label = ${actor.label} where id = ${runId}::uuid`
    const target = { type: 'bulk-run' as const, id: runId, label: runLabel(run.action, run.total) }
    await audit.recordMany('bulk-run.cancelled', [{ target, detail: { done, left } }], runId)
    const going = await runToContinue(tx, runId)
    // Nobody else has it while we do; what is too much for one statement is left to the worker.
    if (going && (await stepOf(tx, going)) === 'more') await enqueue('bulk-runs.continue', { runId })
    return { done, left }
  },
})

async function previewed({ actor, tx, audit }: MutationContext, run: SeenRun): Promise<Preview> {
  const action = undoActionFor(actor, run)
  const { permission } = BULK_ACTIONS[action]
  const parameters = await undoParameters(tx, run)
  const prepared = await prepare(tx, actor, action, parameters, true)
  audit.unchanged()
  return previewOf(tx, actor, permission, { action, parameters: parameters as never, prepared, source: await undoSource(tx, run) })
}

async function started(context: MutationContext, run: SeenRun): Promise<Outcome> {
  const { actor, tx, audit } = context
  const action = undoActionFor(actor, run)
  if (BULK_ACTIONS[action].sensitive) requireFreshFactor(actor)
  const parameters = await undoParameters(tx, run)
  await prepare(tx, actor, action, parameters, true)
  const undo = await openRun(tx, actor, { action, parameters, selection: { kind: 'undo', runId: run.id }, undoOfId: run.id })
  const total = await fixUndo(tx, undo, run)
  const target = { type: 'bulk-run' as const, id: run.id, label: runLabel(run.action, run.total) }
  await audit.recordMany('bulk-run.undone', [{ target, detail: { action: run.action, users: total } }], undo.id)
  return setGoing(context, undo, total)
}

/**
 * Takes a run back within 24 hours of its end: a run of its own over the users whom the first one changed and nobody changed since, with
 * the rights and rules of the opposite act. Fields get their earlier values, roles exactly the grants of before. One at a time.
 */
export const undoBulkRun = defineMutation({
  name: 'undoBulkRun',
  permission: 'user:read',
  input: undoBulkRunInput,
  limit: { points: 60, seconds: 60 },
  timeoutSeconds: 300,
  async run(context, { runId, preview }): Promise<Preview | Outcome> {
    if (preview) await context.tx.$executeRaw`set transaction isolation level repeatable read`
    await unhurried(context.tx)
    const run = await runInSight(context.tx, context.actor, runId)
    refuse(whyNotUndo(run))
    return preview ? previewed(context, run) : started(context, run)
  },
})

/**
 * Carries a run on by one batch: `more` to do, `over`, or `busy` when somebody else is at it. Acts in the name and with the rights of
 * whoever started it, as these are now. A crash leaves a batch done or not begun.
 */
export const continueBulkRun = defineMutation({
  name: 'continueBulkRun',
  permission: 'system:continue-bulk-runs',
  input: continueBulkRunInput,
  timeoutSeconds: 60,
  async run({ tx, audit }, { runId, size, giveUp }): Promise<Progress | 'busy'> {
    // The rows of the log are written in the starter's name by the steps.
    audit.unchanged()
    const run = await runToContinue(tx, runId)
    if (run) return stepOf(tx, run, null, { ...(size ? { size } : {}), giveUp })
    const open = await tx.bulkRun.count({ where: { id: runId, status: { in: ['QUEUED', 'RUNNING'] } } })
    return open > 0 ? 'busy' : 'over'
  },
})

/** Puts runs back into the queue that have stood still for half a minute: their worker died, or was stopped. Gives how many. */
export const resumeBulkRuns = defineMutation({
  name: 'resumeBulkRuns',
  permission: 'system:continue-bulk-runs',
  input: noInput,
  async run({ tx, audit, enqueue }) {
    audit.unchanged()
    const still = await tx.$queryRaw<{ id: string }[]>`
      select id::text from bulk_runs where status in ('QUEUED', 'RUNNING') and total > 0
        and coalesce(progressed_at, created_at) < clock_timestamp() - make_interval(secs => ${STALE_SECONDS}::float8) limit 1000`
    for (const { id } of still) await enqueue('bulk-runs.continue', { runId: id })
    return still.length
  },
})

const FORGOTTEN_AT_ONCE = 10_000

/** Removes what became of each user from runs that ended 30 days ago: names are not kept longer for that. The runs and their counts stay. */
export const forgetBulkResults = defineMutation({
  name: 'forgetBulkResults',
  permission: 'system:continue-bulk-runs',
  input: noInput,
  timeoutSeconds: 60,
  async run({ tx, audit }) {
    audit.unchanged()
    return tx.$executeRaw`delete from bulk_run_items where (run_id, user_id) in (
      select item.run_id, item.user_id from bulk_runs run join bulk_run_items item on item.run_id = run.id
      where run.finished_at < now() - make_interval(days => ${RESULTS_KEPT_DAYS}) limit ${FORGOTTEN_AT_ONCE})`
  },
})
