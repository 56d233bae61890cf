import '#server-only'
import { continueBulkRun } from '../bulk-runs/mutations.ts'
import { AT_ONCE } from '../bulk-runs/schema.ts'
import { systemActor } from '../core/actor.ts'
import { db } from '../core/db.ts'
import { isAppError } from '../core/errors.ts'
import { log } from '../core/log.ts'
import { enqueue, isStopping } from './queue.ts'

const actor = systemActor('bulk-runs.continue')

/** What will be better later is for the queue to try again. */
const isPassing = (error: unknown) => isAppError(error) && error.code === 'UNAVAILABLE'

/** A batch that cannot be done is done user by user, up to the one who is at fault: the others must not wait for ever. */
async function stepOneByOne(runId: string) {
  for (let n = 0; n < AT_ONCE; n++) {
    try {
      const state = await continueBulkRun(actor, { runId, size: 1 })
      if (state !== 'more') return state
    } catch (error) {
      if (isPassing(error)) throw error
      log.error({ err: error, runId }, 'A user of a bulk run could not be changed and was passed over.')
      return continueBulkRun(actor, { runId, size: 1, giveUp: true })
    }
  }
  return 'more'
}

async function step(runId: string) {
  try {
    return await continueBulkRun(actor, { runId })
  } catch (error) {
    if (isPassing(error)) throw error
    log.warn({ err: error, runId }, 'A batch of a bulk run failed and is done user by user.')
    return stepOneByOne(runId)
  }
}

/**
 * The job `bulk-runs.continue`: carries a run on, batch by batch, until it is over or this process is told to stop; then the next worker
 * finds a new job for the rest. Somebody else at the same run: this one ends.
 */
export async function carryOn({ runId }: { runId: string }): Promise<void> {
  while ((await step(runId)) === 'more') {
    if (!isStopping()) continue
    await db.$transaction((tx) => enqueue(tx, 'bulk-runs.continue', { runId }))
    return
  }
}
