import '#server-only'
import { handlers } from './handlers.ts'
import { db } from '../core/db.ts'
import { enqueue, startWorker, stopQueue } from './queue.ts'

/**
 * Makes this process work on jobs; resolves once it does. The returned function lets running jobs end for at most 10 s: call it after the
 * last request and before the database is closed. Throws when called twice.
 */
export async function startJobs(): Promise<() => Promise<void>> {
  await startWorker(handlers)
  // What ran daily while this was switched off was missed, and a month without its partition is better made early.
  await db.$transaction((tx) => enqueue(tx, 'audit.maintain', {}))
  return stopQueue
}
