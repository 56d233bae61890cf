import type { Actor } from './actor.ts'
import { AppError } from './errors.ts'

/** How long proving who one is counts for sensitive acts; using it does not make it longer (security policy, ASVS 7.5.3). */
export const FRESH_FACTOR_MINUTES = 10

/**
 * Throws FORBIDDEN with reason REAUTHENTICATE unless the person proved who they are in the last ten minutes. Actors without a browser
 * session have no one to ask: keys and jobs are limited by their grants instead.
 */
export function requireFreshFactor(actor: Actor, now = Date.now()): void {
  if (actor.kind !== 'user') return
  const age = actor.session ? now - actor.session.authenticatedAt : Infinity
  if (age <= FRESH_FACTOR_MINUTES * 60_000) return
  throw new AppError('FORBIDDEN', 'Enter your password to confirm that it is you. Nothing was changed yet.', { reason: 'REAUTHENTICATE' })
}
