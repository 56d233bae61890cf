// What the operations of enrollments take. Runs in browsers too.
import { z } from 'zod'
import { flag, id, line, paragraph, version } from '../core/fields.ts'
import { newPassword } from '../passwords/schema.ts'
import { email, firstName, lastName, organisation, username as anyUsername } from '../users/schema.ts'

export const ENROLLMENT_STATES = ['PENDING', 'APPROVED', 'REJECTED', 'WITHDRAWN', 'EXPIRED'] as const
export type EnrollmentState = (typeof ENROLLMENT_STATES)[number]
export const ENROLLMENT_SOURCES = ['pool', 'invitation', 'administrator'] as const
export type EnrollmentSource = (typeof ENROLLMENT_SOURCES)[number]

/** The one answer for names that are reserved, taken, in the trash, of former users, or asked for by somebody else. */
export const USERNAME_UNAVAILABLE = 'This username is not available. Choose another one.'

/** A username that an applicant asks for: the rules of every username, and no word about why a name cannot be had. */
export const wantedUsername = z.string({ error: 'Enter a username.' }).transform((text, context) => {
  const result = anyUsername.safeParse(text)
  if (result.success) return result.data
  for (const { message } of result.error.issues)
    context.addIssue({ code: 'custom', message: message === 'That name is reserved.' ? USERNAME_UNAVAILABLE : message })
  return z.NEVER
})

/** The secret in a link. What no link of ours can hold is simply one that does not work. */
const token = z.string({ error: 'The link is not complete.' }).max(200, 'This is not a link of ours.')
const optional = <S extends z.ZodType>(schema: S) => z.preprocess((value) => (value === '' ? undefined : value), schema.optional())

/** Answers by the key of their question. Which questions there are is the pool's to say. */
const answers = z
  .record(z.string().max(50), z.union([z.string().max(5_000, 'At most 5,000 characters.'), z.boolean()]))
  .refine((given) => Object.keys(given).length <= 50, 'At most 50 answers.')

/** A certificate signing request in PEM. */
const csr = z.string().max(20_000, 'This is too long for a certificate signing request.')

/**
 * Begins an enrollment with the code of a link. `email` may be left out where an invitation fixes it; `password` belongs only to forms that
 * ask for one; `website` is no field for people and has to stay empty.
 */
export const enrollInput = z.strictObject({
  token,
  username: wantedUsername,
  email: optional(email),
  firstName,
  lastName,
  organisation: organisation.default(''),
  answers: answers.default({}),
  agreed: flag.default(false),
  website: z.string().max(0, 'Leave this field empty.').default(''),
  password: optional(newPassword),
  csr: csr.default(''),
})
export type EnrollInput = z.input<typeof enrollInput>

/** `token` is the code of a link, of a status page, or the secret of a mail: each operation says which. */
export const tokenInput = z.strictObject({ token })
/** Whether a code lets people enroll at this moment (seed 003's check of an invite code). */
export const checkEnrollmentCodeInput = z.strictObject({ code: z.string().max(200) })

/** What an applicant corrects while nothing is decided; absent fields stay. */
export const updateOwnEnrollmentInput = z.strictObject({
  token,
  username: wantedUsername.optional(),
  email: email.optional(),
  firstName: firstName.optional(),
  lastName: lastName.optional(),
  organisation: organisation.optional(),
  answers: answers.optional(),
  agreed: flag.optional(),
})

const text = paragraph(2_000).refine((words) => words.length > 0, 'Write something.')
export const answerQuestionInput = z.strictObject({ token, text })
export const passwordWithTokenInput = z.strictObject({ token, password: newPassword })

/** Begins an enrollment for somebody, who completes it on their own page. `groupId` or `poolId` is needed when the right is limited to groups. */
export const startEnrollmentInput = z.strictObject({
  username: wantedUsername,
  email: optional(email),
  firstName: firstName.default(''),
  lastName: lastName.default(''),
  groupId: optional(id),
  poolId: optional(id),
})

export const enrollmentIdInput = z.strictObject({ enrollmentId: id })
export const askApplicantInput = z.strictObject({ enrollmentId: id, text })

/** Why an enrollment is rejected: kept with it, and shown to the applicant only when it is shared. */
export const rejectionReason = paragraph(2_000)
/** What approvers note about a decision. */
export const decisionNote = paragraph(2_000)
export const DECISIONS = ['approve', 'reject'] as const
export type Decision = (typeof DECISIONS)[number]

/** The words of a decision, for one or for many: a rejection needs a reason. */
export const decisionWords = {
  decision: z.enum(DECISIONS, { error: 'Choose approve or reject.' }),
  reason: rejectionReason.default(''),
  reasonShared: flag.default(false),
  note: decisionNote.default(''),
  noteShared: flag.default(false),
}
/** For `superRefine` of what holds `decisionWords`. */
export function refuseWithoutReason(input: { decision: Decision; reason: string }, context: z.RefinementCtx) {
  if (input.decision === 'reject' && input.reason === '')
    context.addIssue({
      code: 'custom',
      path: ['reason'],
      message: 'Say why. The reason is kept; the applicant sees it only if you share it.',
    })
}

/** `approvalCode` is what the applicant shows, in any case, with or without dashes. */
export const decideEnrollmentInput = z
  .strictObject({ enrollmentId: id, version, ...decisionWords, approvalCode: line(50).default('') })
  .superRefine(refuseWithoutReason)

export const noInput = z.strictObject({})
