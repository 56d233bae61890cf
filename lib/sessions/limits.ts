import '#server-only'
import { setting } from '../settings/read.ts'

/** How long a session lasts without use, and altogether, as it is set now; shorter for whoever may administer others. */
export const sessionLimits = () => ({
  idleMinutes: setting('session.idleMinutes'),
  absoluteHours: setting('session.absoluteHours'),
  privilegedIdleMinutes: setting('session.privilegedIdleMinutes'),
  privilegedAbsoluteHours: setting('session.privilegedAbsoluteHours'),
})

/** At most so many open sessions per user; a further sign-in ends the one that was used least recently. */
export const mostOpenSessions = () => setting('session.mostOpen')
