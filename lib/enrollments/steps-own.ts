// What applicants change about their own enrollment, which must be locked and wait.
import type { z } from 'zod'
import { changesBetween, type AuditChanges } from '../audit/events.ts'
import type { Tx } from '../core/db.ts'
import { AppError } from '../core/errors.ts'
import { hasMail } from './codes.ts'
import type { EnrollmentRecord } from './columns.ts'
import { missingOf, readAnswers, whyNotEmail } from './rules.ts'
import type { updateOwnEnrollmentInput } from './schema.ts'
import { insistOnFreeUsername } from './steps-link.ts'
import { makeReady, sendConfirmation } from './steps-mail.ts'

type Edit = Omit<z.output<typeof updateOwnEnrollmentInput>, 'token'>
const NAMES = ['username', 'email', 'firstName', 'lastName', 'organisation', 'answers', 'termsAgreedAt'] as const
type Fields = Pick<EnrollmentRecord, (typeof NAMES)[number]>

/** What the enrollment is after the edit. Throws INVALID with a sentence per field. */
function edited(enrollment: EnrollmentRecord, edit: Edit): Fields {
  const { pool } = enrollment
  const { answers: given, agreed, ...rest } = edit
  const read = given ? readAnswers(pool?.questions ?? [], given) : { answers: enrollment.answers, problems: {} }
  const after = { ...enrollment, ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)) }
  const termsAgreedAt = agreed === true && pool?.terms ? (enrollment.termsAgreedAt ?? new Date()) : enrollment.termsAgreedAt
  const wrongAddress = edit.email !== undefined && pool ? whyNotEmail(pool, after.email) : null
  const fields: Record<string, string[]> = { ...read.problems, ...(wrongAddress ? { email: [wrongAddress] } : {}) }
  // What was filled in once is not taken back; what is missing still may come later.
  const [before, now] = [missingOf(enrollment, pool), missingOf({ ...after, answers: read.answers, termsAgreedAt }, pool)]
  for (const [name, sentences] of Object.entries(now)) if (!(name in before)) fields[name] ??= sentences
  if (Object.keys(fields).length > 0) throw new AppError('INVALID', 'Nothing was changed. Check the highlighted fields.', { fields })
  return { ...after, answers: read.answers, termsAgreedAt }
}

/** Another address proves itself anew; without mail, or with nothing to prove, approvers see it at once. */
async function followAddress(tx: Tx, enrollment: EnrollmentRecord, after: Fields) {
  if (!hasMail()) return makeReady(tx, enrollment.id)
  const sent = await sendConfirmation(tx, { ...enrollment, ...after })
  if (sent === 'sent') return
  const message = 'Too many messages were sent to confirm addresses. Try again later, or show your approver the code.'
  throw new AppError('RATE_LIMITED', `${message} Nothing was changed.`, { reason: sent })
}

/** Writes an edit and gives what changed, for the log, and the version of then. */
export async function applyOwnEdit(tx: Tx, enrollment: EnrollmentRecord, edit: Edit): Promise<{ changed: AuditChanges; version: number }> {
  const after = edited(enrollment, edit)
  const changed = changesBetween<Fields>(enrollment, after, NAMES)
  if (Object.keys(changed).length === 0) return { changed, version: enrollment.version }
  if (changed.username && after.username.toLowerCase() !== enrollment.username.toLowerCase())
    await insistOnFreeUsername(tx, after.username, enrollment.id)
  const isOtherAddress = after.email.toLowerCase() !== enrollment.email.toLowerCase()
  const version = enrollment.version + 1
  await tx.$executeRaw`update enrollments set username = ${after.username}, email = ${after.email}, first_name = ${after.firstName},
    last_name = ${after.lastName}, organisation = ${after.organisation}, answers = ${JSON.stringify(after.answers)}::jsonb,
    terms_agreed_at = case when ${after.termsAgreedAt !== null} then coalesce(terms_agreed_at, now()) end,
    email_confirmed_at = case when ${isOtherAddress} then null else email_confirmed_at end,
    confirmation_hash = case when ${isOtherAddress} then null else confirmation_hash end,
    ready_at = case when ${isOtherAddress && hasMail()} then null else ready_at end,
    csr = case when ${changed.username !== undefined || isOtherAddress} then '' else csr end,
    first_approved_at = null, first_approved_by_id = null, first_approved_by_label = '', updated_at = now(), version = ${version}
    where id = ${enrollment.id}::uuid`
  if (isOtherAddress) await followAddress(tx, enrollment, after)
  return { changed, version }
}
