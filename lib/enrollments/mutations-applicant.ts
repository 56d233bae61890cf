// What applicants do: ask to join, correct it, withdraw it, answer.
import { countMiss } from '../auth/throttle.ts'
import { hashPassword } from '../auth/password.ts'
import { publicKeyOfCsr } from '../certificates/csr.ts'
import type { Actor } from '../core/actor.ts'
import type { Tx } from '../core/db.ts'
import { AppError, refuse } from '../core/errors.ts'
import { defineMutation, type Audit } from '../core/operation.ts'
import { insistOnGoodPassword } from '../passwords/steps.ts'
import { hasMail, makeApprovalCode } from './codes.ts'
import { isOpenSignUp, letsInByItself, type EnrollmentRecord, type LinkRecord } from './columns.ts'
import { labelOf, missingOf, readAnswers, whyNotAnswer, whyNotEmail } from './rules.ts'
import { answerQuestionInput, enrollInput, tokenInput, updateOwnEnrollmentInput, type EnrollmentState } from './schema.ts'
import { decided, insistOnPending, lockOwn, poolDetail, targetOf } from './steps.ts'
import { addMessage } from './steps-decide.ts'
import { DEAD_LINK, findLink, insertEnrollment, insistOnFreeUsername, insistOnUsable, takeUse } from './steps-link.ts'
import { makeReady, sendConfirmation } from './steps-mail.ts'
import { approveByItself } from './steps-owner.ts'
import { applyOwnEdit } from './steps-own.ts'
import type { Answer, EnrollAnswer, NextStep } from './views.ts'
import type { z } from 'zod'

type Given = z.output<typeof enrollInput>

const invalid = (fields: Record<string, string[]>) => new AppError('INVALID', 'Nothing was sent. Check the highlighted fields.', { fields })

/** Whether the form asks for a password: nobody decides afterwards, and no mail has to prove the address first. */
const asksPassword = ({ pool }: LinkRecord) => letsInByItself(pool) && (pool.kind === 'invitation' || !hasMail())

/** Everything that a form can get wrong, said at once; gives the answers as they are kept, and the address. */
function check(link: LinkRecord, given: Given): { answers: Answer[]; email: string } {
  const { pool } = link
  const email = given.email ?? pool.email
  const { answers, problems } = readAnswers(pool.questions, given.answers)
  const wrongAddress = email === '' ? null : whyNotEmail(pool, email)
  const filled = { ...given, email, answers, termsAgreedAt: given.agreed ? new Date() : null }
  const fields: Record<string, string[]> = { ...missingOf(filled, pool), ...problems, ...(wrongAddress ? { email: [wrongAddress] } : {}) }
  if (asksPassword(link) && given.password === undefined) fields.password = ['Choose a password.']
  if (!asksPassword(link) && given.password !== undefined)
    fields.password = ['No password is asked for here; a link to set one comes later.']
  if (given.csr !== '' && pool.certificate === 'none') fields.csr = ['No certificate comes with this link.']
  if (Object.keys(fields).length > 0) throw invalid(fields)
  return { answers, email }
}

/** The hash of the password that the form asked for; null where it asks for none. Slow, so it comes before anything is locked. */
async function hashed(link: LinkRecord, given: Given, email: string): Promise<string | null> {
  if (!asksPassword(link) || given.password === undefined) return null
  insistOnGoodPassword(given.password, 'password', { ...given, email })
  return hashPassword(given.password)
}

/** A signed-in user who fills in a form is known to have done so: they do not decide about it. */
const startedBy = (actor: Actor) => (actor.kind === 'user' ? { id: actor.id, label: actor.label } : null)

/** What happens once the enrollment is written: a mail goes out, or somebody is let in, or it waits for approvers. */
async function begin(
  tx: Tx,
  actor: Actor,
  id: string,
  link: LinkRecord,
  email: string,
  given: Given,
  hash: string | null,
): Promise<NextStep> {
  const { pool } = link
  const source = 'pool' as const
  if (hash !== null) return (await approveByItself(tx, actor, id, hash)) === null ? 'wait' : 'sign-in'
  if (isOpenSignUp(pool) || (hasMail() && pool.kind !== 'invitation')) {
    await sendConfirmation(tx, { ...given, id, email, source, pool, confirmationsSent: 0 })
    return isOpenSignUp(pool) ? 'finish-sign-up' : 'confirm-email'
  }
  await makeReady(tx, id)
  return 'wait'
}

/**
 * Asks to join with the code of a link. Unknown, revoked and deleted codes are one NOT_FOUND, counted for the network that they come from
 * (429 after 20 in an hour); paused, expired and used-up links are a RULE with that reason. Takes one use of the link and one place of its
 * pool, also when many come at once. Pools that let people in by themselves do so here, where the password was asked for. Gives the secret
 * of the applicant's own page.
 */
export const enroll = defineMutation({
  name: 'enroll',
  permission: 'public:enroll',
  input: enrollInput,
  limit: { points: 300, seconds: 600 },
  async run({ actor, tx, audit, commitAndThrow }, given): Promise<EnrollAnswer> {
    const link = await findLink(tx, given.token)
    if (!link) {
      audit.unchanged()
      return commitAndThrow(await countMiss(tx, actor.request.ip, DEAD_LINK))
    }
    insistOnUsable(link)
    const { answers, email } = check(link, given)
    if (given.csr !== '') publicKeyOfCsr(given.csr, given.username)
    await insistOnFreeUsername(tx, given.username)
    const hash = await hashed(link, given, email)
    await takeUse(tx, link, given.token)
    const { pool } = link
    const source = pool.kind === 'invitation' ? ('invitation' as const) : ('pool' as const)
    const { id, statusCode } = await insertEnrollment(tx, {
      ...given,
      source,
      pool,
      linkId: link.id,
      groupId: pool.groupId,
      email,
      isConfirmed: pool.kind === 'invitation' && link.wasMailed,
      isReady: false,
      answers,
      hasAgreed: given.agreed && pool.terms !== '',
      startedBy: startedBy(actor),
      needsApprovalCode: pool.needsApprovalCode,
    })
    const target = targetOf({ ...given, id, email })
    await audit.record('enrollment.started', { target, detail: { ...poolDetail(pool), source, link: link.number } })
    const next = await begin(tx, actor, id, link, email, given, hash)
    return { statusToken: statusCode, state: next === 'sign-in' ? 'APPROVED' : 'PENDING', next, username: given.username }
  },
})

const ownNotFound = 'This page does not exist. Check that the link is complete.'

type Context = { actor: Actor; tx: Tx; audit: Audit; commitAndThrow: (error: AppError) => never }

/** The enrollment of whoever has the code, locked. A code that nobody has is counted as one of a link is. */
async function own({ actor, tx, audit, commitAndThrow }: Context, token: string): Promise<EnrollmentRecord> {
  const enrollment = await lockOwn(tx, token)
  if (enrollment) return enrollment
  audit.unchanged()
  return commitAndThrow(await countMiss(tx, actor.request.ip, ownNotFound))
}

/**
 * Corrects one's own enrollment while nothing is decided. Another e-mail address is not confirmed and is written to; a first of two approvals
 * is void, as it was given to what stood there before. Absent fields stay.
 */
export const updateOwnEnrollment = defineMutation({
  name: 'updateOwnEnrollment',
  permission: 'public:enroll',
  input: updateOwnEnrollmentInput,
  limit: { points: 120, seconds: 600 },
  async run(context, { token, ...edit }) {
    const enrollment = await own(context, token)
    insistOnPending(enrollment)
    const { audit, tx } = context
    const { changed, version } = await applyOwnEdit(tx, enrollment, edit)
    if (Object.keys(changed).length === 0) return (audit.unchanged(), { version: enrollment.version, changed: [] as string[] })
    await audit.record('enrollment.updated', { target: targetOf(enrollment), detail: {}, changes: changed })
    return { version, changed: Object.keys(changed) }
  },
})

/** Replaces the approval code that one shows to an approver: the one before is worthless. Only while nothing is decided. */
export const regenerateApprovalCode = defineMutation({
  name: 'regenerateApprovalCode',
  permission: 'public:enroll',
  input: tokenInput,
  limit: { points: 60, seconds: 600 },
  async run(context, { token }) {
    const enrollment = await own(context, token)
    insistOnPending(enrollment)
    const { audit, tx } = context
    await tx.$executeRaw`update enrollments set sealed_approval_code = ${makeApprovalCode(enrollment.id)}, approval_code_tries = 0
      where id = ${enrollment.id}::uuid`
    await audit.record('enrollment.code-regenerated', { target: targetOf(enrollment), detail: { why: 'asked' } })
    return { changed: true }
  },
})

/** Takes one's own enrollment back: the username is free again. Withdrawn already: nothing changes; decided: CONFLICT with who and when. */
export const withdrawEnrollment = defineMutation({
  name: 'withdrawEnrollment',
  permission: 'public:enroll',
  input: tokenInput,
  limit: { points: 60, seconds: 600 },
  async run(context, { token }): Promise<{ state: EnrollmentState; changed: boolean }> {
    const enrollment = await own(context, token)
    const { audit, tx } = context
    if (enrollment.state === 'WITHDRAWN') return (audit.unchanged(), { state: 'WITHDRAWN', changed: false })
    if (enrollment.state !== 'PENDING') throw decided(enrollment)
    await tx.$executeRaw`update enrollments set state = 'WITHDRAWN', decided_at = now(), decided_by_label = ${labelOf(enrollment)},
      sealed_approval_code = null, updated_at = now(), version = version + 1 where id = ${enrollment.id}::uuid`
    await audit.record('enrollment.withdrawn', { target: targetOf(enrollment), detail: {} })
    return { state: 'WITHDRAWN', changed: true }
  },
})

/** Answers an approver's question: up to three answers for each. Only while nothing is decided. */
export const answerQuestion = defineMutation({
  name: 'answerQuestion',
  permission: 'public:enroll',
  input: answerQuestionInput,
  limit: { points: 60, seconds: 600 },
  async run(context, { token, text }) {
    const enrollment = await own(context, token)
    insistOnPending(enrollment)
    const { audit, tx } = context
    const [count] = await tx.$queryRaw<{ questions: number; answers: number }[]>`
      select count(*) filter (where not from_applicant)::int as questions, count(*) filter (where from_applicant)::int as answers
      from enrollment_messages where enrollment_id = ${enrollment.id}::uuid`
    refuse(whyNotAnswer(count ?? { questions: 0, answers: 0 }))
    const messageId = await addMessage(tx, enrollment.id, null, text)
    await audit.record('enrollment.answered', { target: targetOf(enrollment), detail: { messageId } })
    return { messageId }
  },
})
