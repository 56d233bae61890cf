import '#server-only'
import { continueBulkRun } from '../bulk-runs/mutations.ts'
import { systemActor } from '../core/actor.ts'
import { db } from '../core/db.ts'
import { enqueue, isStopping } from './queue.ts'

/**
 * The job `bulk-runs.continue`: carries a run on, batch by batch, until it is over or this process is told to stop; then the next worker
 * finds a new job for the rest. Somebody else at the same run: this one ends.
 */
export async function carryOn({ runId }: { runId: string }): Promise<void> {
  const actor = systemActor('bulk-runs.continue')
  while ((await continueBulkRun(actor, { runId })) === 'more') {
    if (!isStopping()) continue
    await db.$transaction((tx) => enqueue(tx, 'bulk-runs.continue', { runId }))
    return
  }
}
