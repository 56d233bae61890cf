import { CODE_LENGTHS, readCode } from '../core/codes.ts'
import { sha256 } from '../core/crypto.ts'
import { readOwnEnrollment } from '../enrollments/queries-own.ts'
import type { OwnEnrollment } from '../enrollments/views.ts'
import { eventRoute } from './events.ts'

/** People wait for hours, and many at once: a page need not know within a second. */
const POLL_MS = 3_000

/** A mark of everything that an applicant's page shows: another one means that the page is out of date. It tells nothing by itself. */
export const markOf = (own: OwnEnrollment): string => sha256(JSON.stringify(own)).slice(0, 22)

/** Follows the applicant's own page by its secret: sends the mark of what the page would show, until the enrollment is decided. */
export const enrollmentEvents = eventRoute({
  query: readOwnEnrollment,
  // In the one form that a code has: places are counted for each enrollment, not for each way to write its code.
  input: (c) => ({ token: readCode(c.req.query('token') ?? '', CODE_LENGTHS.link) ?? 'none' }),
  shape: markOf,
  isOver: ({ state }) => state !== 'PENDING',
  forAnybody: true,
  times: { poll: POLL_MS },
})
