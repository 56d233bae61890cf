import '#server-only'
import { systemActor } from '../core/actor.ts'
import { remindMembers } from '../groups/mutations-remind.ts'
import { REMINDER_BATCH } from '../groups/rules.ts'
import { isStopping } from './queue.ts'

/** Tells everybody whose time in a group ends within seven days and who was not told yet, batch by batch. Harmless to run again, or twice at once. */
export async function remindAllMembers(): Promise<void> {
  while ((await remindMembers(systemActor('groups.remind-members'), {})) === REMINDER_BATCH && !isStopping());
}
