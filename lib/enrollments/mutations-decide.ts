// What approvers do: decide, and ask.
import { CODE_LENGTHS, readCode } from '../core/codes.ts'
import { sameSecret } from '../core/crypto.ts'
import { AppError, notFound } from '../core/errors.ts'
import { defineMutation, type MutationContext } from '../core/operation.ts'
import { approvalCodeOf, makeApprovalCode } from './codes.ts'
import type { EnrollmentRecord } from './columns.ts'
import { MOST_WRONG_CODES } from './rules.ts'
import { askApplicantInput, decideEnrollmentInput } from './schema.ts'
import { enrollmentInReach, insistOnPending, targetOf } from './steps.ts'
import { addMessage, carryOut, lockToDecide } from './steps-decide.ts'
import { mailQuestion } from './steps-mail.ts'
import type { DecisionAnswer, Outcome } from './views.ts'

function throwRefusal(outcome: Extract<Outcome, { done: false }>): never {
  if (outcome.code === 'NOT_FOUND') throw notFound('Enrollment')
  const { code, message, reason, fields, current } = outcome
  throw new AppError(code, message, { reason, ...(fields ? { fields } : {}), ...(current ? { current } : {}) })
}

const missingCode = () => {
  const message = 'Type the code that the applicant shows you.'
  return new AppError('INVALID', `Nothing was decided. ${message}`, { reason: 'NEEDS_CODE', fields: { approvalCode: [message] } })
}

/** Counts a wrong code, also though nothing is decided; the fifth makes a new one, so that guessing leads nowhere (threat 55). */
async function refuseCode({ tx, audit, commitAndThrow }: MutationContext, enrollment: EnrollmentRecord): Promise<never> {
  const tries = enrollment.approvalCodeTries + 1
  const isLast = tries >= MOST_WRONG_CODES
  const fresh = isLast ? makeApprovalCode(enrollment.id) : enrollment.sealedApprovalCode
  await tx.$executeRaw`update enrollments set approval_code_tries = ${isLast ? 0 : tries}, sealed_approval_code = ${fresh} where id = ${enrollment.id}::uuid`
  const target = targetOf(enrollment)
  await audit.record('enrollment.code-refused', { target, detail: { tries }, outcome: 'refused' })
  if (isLast) {
    await audit.record('enrollment.code-regenerated', { target, detail: { why: 'wrong-tries' } })
    const message = `That was wrong code number ${MOST_WRONG_CODES}. A new code was made; ask the applicant for it. Nothing was decided.`
    return commitAndThrow(new AppError('RATE_LIMITED', message, { reason: 'CODE_REPLACED', fields: { approvalCode: [message] } }))
  }
  const message = 'This is not the code that the applicant has now. Ask them to read it out again.'
  return commitAndThrow(
    new AppError('FORBIDDEN', `Nothing was decided. ${message}`, { reason: 'WRONG_CODE', fields: { approvalCode: [message] } }),
  )
}

/** The code has to match where one is needed, and where one is given. Compared in constant time. */
async function checkCode(context: MutationContext, enrollment: EnrollmentRecord, typed: string): Promise<void> {
  if (typed === '') {
    if (enrollment.needsApprovalCode) throw missingCode()
    return
  }
  const code = readCode(typed, CODE_LENGTHS.approval) ?? ''
  if (!sameSecret(code, approvalCodeOf(enrollment) ?? 'none')) await refuseCode(context, enrollment)
}

/**
 * Approves an enrollment, or rejects it with a reason that is kept. Approving makes the user with everything that the pool gives, once and
 * completely; where two have to approve, the first approval leaves it waiting. Decided already, also in the same instant: CONFLICT (DECIDED)
 * with who and when; another version than the one seen: CONFLICT (STALE). Nobody decides about themselves, or gives what they do not hold.
 */
export const decideEnrollment = defineMutation({
  name: 'decideEnrollment',
  permission: 'enrollment:approve',
  input: decideEnrollmentInput,
  limit: { points: 120, seconds: 60 },
  async run(context, { enrollmentId, version, approvalCode, ...words }): Promise<DecisionAnswer> {
    const { actor, tx, audit } = context
    const { ready, refused } = await lockToDecide(tx, actor, [{ id: enrollmentId, version }], words.decision)
    const refusal = refused.get(enrollmentId)
    if (refusal && !refusal.done) throwRefusal(refusal)
    const [enrollment] = ready
    if (!enrollment) throw notFound('Enrollment')
    if (words.decision === 'approve') await checkCode(context, enrollment, approvalCode)
    const outcome = (await carryOut(tx, actor, [enrollment], words)).get(enrollmentId)
    if (!outcome) throw new Error('A decision came to nothing.')
    if (!outcome.done) throwRefusal(outcome)
    audit.unchanged() // the steps have recorded it, set-based
    return { state: outcome.state, userId: outcome.userId, username: enrollment.username }
  },
})

/** Asks the applicant something before deciding: it stands on their page, and goes to a confirmed address by mail. */
export const askApplicant = defineMutation({
  name: 'askApplicant',
  permission: 'enrollment:approve',
  input: askApplicantInput,
  limit: { points: 60, seconds: 600 },
  async run({ actor, tx, audit }, { enrollmentId, text }) {
    const enrollment = await enrollmentInReach(tx, actor, 'enrollment:approve', enrollmentId)
    insistOnPending(enrollment)
    const messageId = await addMessage(tx, enrollment.id, actor, text)
    await audit.record('enrollment.asked', { target: targetOf(enrollment), detail: { messageId } })
    await mailQuestion(tx, enrollment, text)
    return { messageId }
  },
})
