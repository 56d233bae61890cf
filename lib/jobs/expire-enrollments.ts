import '#server-only'
import { systemActor } from '../core/actor.ts'
import { expireEnrollments } from '../enrollments/mutations.ts'
import { EXPIRY_BATCH } from '../enrollments/rules.ts'
import { isStopping } from './queue.ts'

/** Ends the waiting of all enrollments whose time is over, batch by batch. Harmless to run again, or twice at once. */
export async function expireAllEnrollments(): Promise<void> {
  while ((await expireEnrollments(systemActor('enrollments.expire'), {})) === EXPIRY_BATCH && !isStopping());
}
