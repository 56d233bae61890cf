import { z } from 'zod'
import { id } from '../core/fields.ts'

export const listSessionsInput = z.strictObject({ userId: id })
export const endSessionInput = z.strictObject({ userId: id, sessionId: id })
export const endAllSessionsInput = z.strictObject({ userId: id })
export const endOwnSessionInput = z.strictObject({ sessionId: id })
/** For operations on one's own account that need no further input. */
export const nothingInput = z.strictObject({})
