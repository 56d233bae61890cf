import { isAppError } from '../../../lib/core/errors.ts'
import { readOwnEnrollment } from '../../../lib/enrollments/queries-own.ts'
import type { OwnEnrollment } from '../../../lib/enrollments/views.ts'

/** The enrollment of this status page, or null: an address that leads to none is no fault of the page but its other answer. */
export async function ownEnrollment(actor: Parameters<typeof readOwnEnrollment>[0], token: string | null): Promise<OwnEnrollment | null> {
  if (token === null) return null
  try {
    return await readOwnEnrollment(actor, { token })
  } catch (error) {
    if (isAppError(error) && error.code === 'NOT_FOUND') return null
    throw error
  }
}
