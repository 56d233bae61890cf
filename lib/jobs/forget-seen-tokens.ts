import '#server-only'
import { systemActor } from '../core/actor.ts'
import { forgetSeenTokens } from '../seen-tokens/mutations.ts'
import { FORGET_BATCH } from '../seen-tokens/rules.ts'
import { isStopping } from './queue.ts'

/** Removes the marks of all tokens that ended 30 days ago, batch by batch. Harmless to run again, or twice at once. */
export async function forgetAllSeenTokens(): Promise<void> {
  while ((await forgetSeenTokens(systemActor('seen-tokens.forget'), {})) === FORGET_BATCH && !isStopping());
}
