import { z } from 'zod'
import { flag, id, line, paragraph, version } from '../core/fields.ts'
import { email, organisation } from '../users/schema.ts'

/** What becomes of an access request. Only PENDING is followed by another. */
export const ACCESS_REQUEST_STATUSES = ['PENDING', 'ENROLLED', 'DISMISSED'] as const
export type AccessRequestStatus = (typeof ACCESS_REQUEST_STATUSES)[number]

/** A form sends a field that was left empty as empty text. */
const orNone = <S extends z.ZodType>(schema: S) => z.preprocess((given) => (given === '' ? null : given), schema.nullable())

/** The name of somebody who has no account: 1–255 characters. */
export const applicantName = line(255).refine((text) => text.length > 0, 'Enter your name.')
/** Why somebody wants in: 1–2,000 characters, read by who decides. */
export const accessReason = paragraph(2_000).refine((text) => text.length > 0, 'Say why you need access, for those who decide.')

/**
 * Asking to be let in without a link (seed 004: email, fullName, reasonForAccess). `groupId` is one of the approved groups. `website` is for
 * robots: people do not see it and leave it empty.
 */
export const requestAccessInput = z.strictObject({
  email,
  fullName: applicantName,
  organisation: organisation.default(''),
  reason: accessReason,
  groupId: orNone(id).default(null),
  website: z.string().max(500).default(''),
})

export const accessRequestFormInput = z.strictObject({})
export const accessRequestIdInput = z.strictObject({ requestId: id })

const ids = (most: number) =>
  z.preprocess(
    (given) => (given === '' ? [] : typeof given === 'string' ? [given] : given),
    z
      .array(id)
      .max(most, `At most ${most}.`)
      .transform((list) => [...new Set(list)]),
  )

/**
 * Answers an access request. `enroll` sends an invitation into `groupId` (absent: the group that was asked for; null: none) with these
 * roles; `dismiss` ends it. `note` is kept; it is told to the one who asked only when it is shared.
 */
export const handleAccessRequestInput = z.strictObject({
  requestId: id,
  version,
  decision: z.enum(['enroll', 'dismiss'], { error: 'Enroll or dismiss.' }),
  note: paragraph(2_000).default(''),
  noteShared: flag.default(false),
  groupId: orNone(id).optional(),
  roleIds: ids(20).default([]),
})
