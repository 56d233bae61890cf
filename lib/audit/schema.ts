import { z } from 'zod'
import { id } from '../core/fields.ts'

/** A page of what happened to a user or was done by them, newest first. */
export const userActivityInput = z.strictObject({
  userId: id,
  after: z.string().max(1_000).optional(),
  before: z.string().max(1_000).optional(),
  perPage: z.coerce.number().int().min(1).max(100).default(25),
})

/** One entry of the log. */
export const auditEventInput = z.strictObject({ eventId: id })

/** Nothing to say. */
export const nothingInput = z.strictObject({})

/** How many months of the log stay; 0 keeps everything. */
export const dropAuditMonthInput = z.strictObject({ keepMonths: z.number().int().min(0).max(1_200) })

/** The seal after which verifying goes on, and what that seal was when it was checked, in hex. */
export const verifyAuditInput = z.strictObject({
  after: z.number().int().min(0).max(2_147_483_647).default(0),
  previous: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
})
