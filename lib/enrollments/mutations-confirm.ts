// What applicants do with the links of their mails, and the first password.
import { hashPassword } from '../auth/password.ts'
import { countMiss } from '../auth/throttle.ts'
import { sha256 } from '../core/crypto.ts'
import type { Tx } from '../core/db.ts'
import { AppError } from '../core/errors.ts'
import { defineMutation } from '../core/operation.ts'
import { insistOnGoodPassword, personOf, storePassword } from '../passwords/steps.ts'
import { voidTokensOf } from '../tokens/steps.ts'
import { labelOf } from '../users/rules.ts'
import { hasMail, statusCodeOf } from './codes.ts'
import { confirmedBy, endsByApplicant, type EnrollmentRecord } from './columns.ts'
import { CONFIRMATION_MINUTES, PASSWORD_DAYS } from './rules.ts'
import { passwordWithTokenInput, tokenInput } from './schema.ts'
import { insistOnPending, lockOne, lockOwn, targetOf } from './steps.ts'
import { makeReady, sendConfirmation } from './steps-mail.ts'
import { approveByItself } from './steps-owner.ts'
import type { ConfirmationAnswer } from './views.ts'

const OWN_NOT_FOUND = 'This page does not exist. Check that the link is complete.'
const DEAD =
  'This link does not work any more: it was replaced by a newer one, or is too old. Ask for a new one on the page of your request.'

/** Mails the link that confirms one's address once more, and makes the one before worthless. At most 5 in all and 3 an hour to one address. */
export const sendConfirmationAgain = defineMutation({
  name: 'sendConfirmationAgain',
  permission: 'public:enroll',
  input: tokenInput,
  limit: { points: 60, seconds: 600 },
  async run({ actor, tx, audit, commitAndThrow }, { token }) {
    audit.unchanged() // it is a message, and the outbox has it
    const enrollment = await lockOwn(tx, token)
    if (!enrollment) return commitAndThrow(await countMiss(tx, actor.request.ip, OWN_NOT_FOUND))
    insistOnPending(enrollment)
    if (enrollment.emailConfirmedAt !== null || enrollment.email === '' || !hasMail() || enrollment.source === 'invitation')
      throw new AppError('RULE', 'There is no address to confirm. Nothing was sent.', { reason: 'NOTHING_TO_CONFIRM' })
    const sent = await sendConfirmation(tx, enrollment)
    if (sent === 'exhausted')
      throw new AppError('RULE', 'No more messages are sent for this request. Check the address, or show your approver the code.', {
        reason: 'ENOUGH',
      })
    if (sent === 'too-often')
      throw new AppError('RATE_LIMITED', 'Three messages an hour go to one address. Nothing was sent; try again in an hour.', {
        retryAfterSeconds: 3_600,
      })
    return { sent: true }
  },
})

const lockConfirmed = (tx: Tx, token: string) => lockOne(tx, confirmedBy(sha256(token), CONFIRMATION_MINUTES))
const answerOf = (enrollment: EnrollmentRecord, state: ConfirmationAnswer['state']): ConfirmationAnswer => ({
  state,
  statusToken: statusCodeOf(enrollment),
  username: enrollment.username,
})

/** Notes that the address is the applicant's. The first time only; the row must be locked. */
const confirm = (tx: Tx, id: string) =>
  tx.$executeRaw`update enrollments set email_confirmed_at = now(), updated_at = now(), version = version + 1
    where id = ${id}::uuid and email_confirmed_at is null`

/**
 * Confirms the address by the link that was mailed to it: from then on approvers see the enrollment. Confirmed already: nothing changes. A
 * link that finishes a sign-up needs a password as well (RULE NEEDS_PASSWORD).
 */
export const confirmEmail = defineMutation({
  name: 'confirmEmail',
  permission: 'public:enroll',
  input: tokenInput,
  limit: { points: 120, seconds: 600 },
  async run({ actor, tx, audit, commitAndThrow }, { token }) {
    const enrollment = await lockConfirmed(tx, token)
    if (!enrollment) return (audit.unchanged(), commitAndThrow(await countMiss(tx, actor.request.ip, DEAD)))
    if (enrollment.emailConfirmedAt !== null || enrollment.state !== 'PENDING')
      return (audit.unchanged(), answerOf(enrollment, enrollment.state))
    if (endsByApplicant(enrollment))
      throw new AppError('RULE', 'Choose a password to finish signing up. Nothing was changed.', { reason: 'NEEDS_PASSWORD' })
    await confirm(tx, enrollment.id)
    await audit.record('enrollment.email-confirmed', { target: targetOf(enrollment), detail: {} })
    await makeReady(tx, enrollment.id)
    return answerOf(enrollment, 'PENDING')
  },
})

/**
 * Finishes an open sign-up: proves the address, chooses the password and makes the user, all at once, so that nobody but the reader of that
 * mailbox ever has the account. Where nobody is let in without an approver any more, the address is confirmed and the password is not kept.
 */
export const finishSignUp = defineMutation({
  name: 'finishSignUp',
  permission: 'public:enroll',
  input: passwordWithTokenInput,
  limit: { points: 120, seconds: 600 },
  async run({ actor, tx, audit, commitAndThrow }, { token, password }) {
    const enrollment = await lockConfirmed(tx, token)
    if (!enrollment) return (audit.unchanged(), commitAndThrow(await countMiss(tx, actor.request.ip, DEAD)))
    if (enrollment.state !== 'PENDING') return (audit.unchanged(), answerOf(enrollment, enrollment.state))
    insistOnGoodPassword(password, 'password', enrollment)
    if ((await confirm(tx, enrollment.id)) === 1)
      await audit.record('enrollment.email-confirmed', { target: targetOf(enrollment), detail: {} })
    else audit.unchanged()
    const userId = await approveByItself(tx, actor, enrollment.id, await hashPassword(password))
    return answerOf(enrollment, userId === null ? 'PENDING' : 'APPROVED')
  },
})

/** Whether the first password may still be chosen on the status page: nobody could be mailed a link, and it is not long ago. */
async function mayChoose(tx: Tx, enrollmentId: string): Promise<boolean> {
  const [found] = await tx.$queryRaw<{ may: boolean }[]>`select decided_at > now() - make_interval(days => ${PASSWORD_DAYS}::int) as may
    from enrollments where id = ${enrollmentId}::uuid and state = 'APPROVED'`
  return found?.may === true && !hasMail()
}

/**
 * Chooses the first password of the user that one became, where no mail is configured: on one's own page, within five days of the approval
 * and only once. Links that were meant for the same are worthless from then on.
 */
export const setEnrollmentPassword = defineMutation({
  name: 'setEnrollmentPassword',
  permission: 'public:enroll',
  input: passwordWithTokenInput,
  limit: { points: 60, seconds: 600 },
  async run({ actor, tx, audit, commitAndThrow }, { token, password }) {
    const enrollment = await lockOwn(tx, token)
    if (!enrollment) return (audit.unchanged(), commitAndThrow(await countMiss(tx, actor.request.ip, OWN_NOT_FOUND)))
    const person = enrollment.userId && (await mayChoose(tx, enrollment.id)) ? await personOf(tx, enrollment.userId) : null
    if (!person || person.status !== 'ACTIVE' || person.passwordHash !== null)
      throw new AppError('RULE', 'A password cannot be chosen here. Nothing was changed. Sign in, or ask an administrator for a link.', {
        reason: 'NOT_HERE',
      })
    insistOnGoodPassword(password, 'password', person)
    await storePassword(tx, person.id, password)
    await voidTokensOf(tx, [person.id])
    const target = { type: 'user' as const, id: person.id, label: labelOf(person) }
    await audit.record('password.set', { target, detail: { purpose: 'SET_PASSWORD', sessionsEnded: 0 } })
    return { username: person.username }
  },
})
