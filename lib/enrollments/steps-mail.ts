// What applicants are written, and when something of theirs becomes ready for approvers.
import { countWithinHour } from '../auth/throttle.ts'
import { randomToken, sha256 } from '../core/crypto.ts'
import type { Tx } from '../core/db.ts'
import { enqueueMany } from '../jobs/queue.ts'
import { queueMail, queueMails, type Mail } from '../mail/steps.ts'
import { setting } from '../settings/read.ts'
import { issueTokens } from '../tokens/steps.ts'
import { hasMail, statusCodeOf } from './codes.ts'
import { endsByApplicant, type EnrollmentRecord } from './columns.ts'
import { CONFIRMATION_MINUTES, MOST_CONFIRMATIONS, MOST_CONFIRMATIONS_PER_HOUR } from './rules.ts'

type Applicant = { id: string; firstName: string; lastName: string; username: string; email: string }

const nameOf = ({ firstName, lastName }: { firstName: string; lastName: string }) => `${firstName} ${lastName}`.trim()
const to = (applicant: Applicant) => ({
  toAddress: applicant.email,
  toName: nameOf(applicant) || applicant.username,
  userId: null,
  aboutId: applicant.id,
})

/**
 * Mails the link that proves the address, and makes the one before worthless: for an open sign-up the link that finishes it, or, when the
 * address belongs to a user, the word that there is an account already. Which of them it was shows nowhere but in that mailbox. At most 5
 * for one enrollment and 3 an hour to one address: says which limit was reached, or `sent`.
 */
export async function sendConfirmation(
  tx: Tx,
  applicant: Applicant & Pick<EnrollmentRecord, 'source' | 'pool' | 'confirmationsSent'>,
): Promise<'sent' | 'exhausted' | 'too-often'> {
  if (applicant.confirmationsSent >= MOST_CONFIRMATIONS) return 'exhausted'
  if (!(await countWithinHour(tx, 'confirmation', applicant.email, MOST_CONFIRMATIONS_PER_HOUR))) return 'too-often'
  const isFinish = endsByApplicant(applicant)
  const [known] = await tx.$queryRaw<{ id: string }[]>`select id::text as id from users where lower(email) = lower(${applicant.email})`
  const secret = randomToken()
  const isKnown = isFinish && known !== undefined
  // The same statement in every case: neither its time nor the row tells whether the address is known.
  await tx.$executeRaw`update enrollments set confirmation_hash = ${isKnown ? sha256(randomToken()) : sha256(secret)}, confirmation_sent_at = now(),
    confirmations_sent = confirmations_sent + 1 where id = ${applicant.id}::uuid`
  const values = {
    name: nameOf(applicant),
    username: applicant.username,
    pool: applicant.pool?.name ?? '',
    linkMinutes: CONFIRMATION_MINUTES,
  }
  if (isKnown) await queueMail(tx, { template: 'enrollment-known', values: { name: '' }, ...to(applicant), toName: '', userId: known.id })
  else await queueMail(tx, { template: isFinish ? 'enrollment-finish' : 'enrollment-confirm', values, ...to(applicant), secret })
  return 'sent'
}

/** Tells approvers of enrollments that wait for them from now on. */
export const announce = (tx: Tx, enrollmentIds: readonly string[]): Promise<void> =>
  enqueueMany(
    tx,
    'inbox.notify',
    enrollmentIds.map((itemId) => ({ kind: 'enrollment', itemId })),
  )

/** Marks an enrollment as waiting for approvers, once, and tells them. */
export async function makeReady(tx: Tx, enrollmentId: string): Promise<void> {
  const ready =
    await tx.$executeRaw`update enrollments set ready_at = now() where id = ${enrollmentId}::uuid and ready_at is null and state = 'PENDING'`
  if (ready === 1) await announce(tx, [enrollmentId])
}

type Approved = Applicant & { userId: string }

/** Mails new users the link that sets their first password: one message each. It works as long as links of invitations do. */
export async function mailApproved(tx: Tx, approved: readonly Approved[], note: string): Promise<void> {
  const linkMinutes = setting('password.linkHours') * 60
  const ids = approved.map(({ userId }) => userId)
  const secrets = await issueTokens(tx, 'SET_PASSWORD', ids, linkMinutes * 60)
  const mails = approved.map((person): Mail => {
    const values = { name: nameOf(person), username: person.username, note, linkMinutes }
    return { template: 'enrollment-approved', values, ...to(person), userId: person.userId, secret: secrets.get(person.userId)! }
  })
  await queueMails(tx, mails)
}

type Written = Applicant & { emailConfirmedAt: Date | null; readyAt: Date | null }

/** Whether a mail to the address is known to reach the applicant, or nobody can be asked: strangers are not written to in their name. */
const isTheirs = ({ email, emailConfirmedAt, readyAt }: Written) => email !== '' && (emailConfirmedAt !== null || readyAt !== null)

/** Tells applicants that they are not let in, with what is to be shared. */
export const mailRejected = (tx: Tx, rejected: readonly Written[], shared: { reason: string; note: string }) =>
  queueMails(
    tx,
    rejected
      .filter(isTheirs)
      .map((person): Mail => ({ template: 'enrollment-rejected', values: { name: nameOf(person), ...shared }, ...to(person) })),
  )

/** Tells applicants that nobody decided in time. */
export const mailExpired = (tx: Tx, expired: readonly Written[]) =>
  queueMails(
    tx,
    expired.filter(isTheirs).map((person): Mail => ({ template: 'enrollment-expired', values: { name: nameOf(person) }, ...to(person) })),
  )

/** Sends a question with the link of the applicant's own page, which is a secret: to a confirmed address, and where mail is configured. */
export async function mailQuestion(
  tx: Tx,
  applicant: Written & { sealedStatusCode: string; expiresAt: Date },
  question: string,
): Promise<void> {
  if (applicant.emailConfirmedAt === null || applicant.email === '' || !hasMail()) return
  const linkMinutes = Math.max(1, Math.round((applicant.expiresAt.getTime() - Date.now()) / 60_000))
  const secret = statusCodeOf(applicant)
  await queueMail(tx, {
    template: 'enrollment-asked',
    values: { name: nameOf(applicant), question, linkMinutes },
    ...to(applicant),
    secret,
  })
}
