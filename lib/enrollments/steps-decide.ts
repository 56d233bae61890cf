// Deciding about enrollments: one or many, by one way.
import { recordAudit } from '../audit/record.ts'
import type { Actor } from '../core/actor.ts'
import type { Tx } from '../core/db.ts'
import { newId } from '../core/id.ts'
import type { EnrollmentRecord } from './columns.ts'
import { decidedWords, whyNotDecide } from './rules.ts'
import type { Decision } from './schema.ts'
import { lockEnrollments, targetOf } from './steps.ts'
import { approveMany } from './steps-approve.ts'
import { lockGroupsOf } from './steps-give.ts'
import { mailRejected } from './steps-mail.ts'
import type { Outcome } from './views.ts'

/** What is decided, with the words that are kept. A rejection has a reason. */
export type DecisionWords = { decision: Decision; reason: string; reasonShared: boolean; note: string; noteShared: boolean }
type Item = { id: string; version: number }

/** The e-mail address of whoever decides; null for programs. */
async function addressOf(tx: Tx, actor: Actor): Promise<string | null> {
  if (actor.kind !== 'user' || actor.id === null) return null
  return (await tx.user.findUnique({ where: { id: actor.id }, select: { email: true } }))?.email ?? null
}

function whyNot(actor: Actor, email: string | null, one: EnrollmentRecord, version: number, decision: Decision): Outcome | null {
  if (one.state !== 'PENDING') {
    const current = { status: one.state, decidedByLabel: one.decidedByLabel, decidedAt: one.decidedAt?.toISOString() ?? null }
    return { done: false, code: 'CONFLICT', reason: 'DECIDED', message: `${decidedWords(one)} Nothing was changed.`, current }
  }
  if (one.version !== version) {
    const message = 'This enrollment changed meanwhile. Nothing was decided; look at it again.'
    return { done: false, code: 'CONFLICT', reason: 'STALE', message, current: { version: one.version } }
  }
  const why = whyNotDecide({ id: actor.id, email }, { ...one, ownerId: one.pool?.ownerId ?? null }, decision)
  return why && { done: false, code: 'RULE', ...why }
}

/**
 * The enrollments among these that the actor may decide about now, locked, and of the others why not: NOT_FOUND for missing and out of
 * reach, CONFLICT for decided (DECIDED, with who and when) and for another version (STALE), RULE for one's own and where four eyes are asked for.
 */
export async function lockToDecide(tx: Tx, actor: Actor, items: readonly Item[], decision: Decision) {
  const ids = items.map(({ id }) => id)
  await lockGroupsOf(tx, ids)
  const locked = new Map((await lockEnrollments(tx, actor, 'enrollment:approve', ids)).map((one) => [one.id, one]))
  const email = await addressOf(tx, actor)
  const refused = new Map<string, Outcome>()
  const ready: EnrollmentRecord[] = []
  for (const { id, version } of items) {
    const one = locked.get(id)
    const why: Outcome | null = one
      ? whyNot(actor, email, one, version, decision)
      : { done: false, code: 'NOT_FOUND', reason: 'NOT_FOUND', message: 'Enrollment not found. It may not be yours to see.' }
    if (why) refused.set(id, why)
    else if (one) ready.push(one)
  }
  return { ready, refused }
}

const isFirstOfTwo = (one: EnrollmentRecord) => one.needsSecondApprover && one.firstApprovedAt === null

/** Writes the first of two approvals. Whoever gives it has to be able to give all of it, as the second has. */
async function approveFirst(
  tx: Tx,
  actor: Actor,
  enrollments: readonly EnrollmentRecord[],
  preview: boolean,
): Promise<Map<string, Outcome>> {
  if (enrollments.length === 0) return new Map()
  const outcomes = await approveMany(tx, actor, enrollments, { note: '', noteShared: false, preview: true })
  const good = enrollments.filter(({ id }) => outcomes.get(id)?.done)
  for (const { id } of good) outcomes.set(id, { done: true, state: 'PENDING', userId: null })
  if (preview || good.length === 0) return outcomes
  await tx.$executeRaw`update enrollments set first_approved_at = now(), first_approved_by_id = ${actor.id}::uuid, first_approved_by_label = ${actor.label},
    updated_at = now(), version = version + 1 where id = any(${good.map(({ id }) => id)}::uuid[])`
  await recordAudit(tx, actor, 'enrollment.first-approved', good.map((one) => ({ target: targetOf(one), detail: {} }))) // prettier-ignore
  return outcomes
}

async function rejectMany(tx: Tx, actor: Actor, enrollments: readonly EnrollmentRecord[], words: DecisionWords): Promise<void> {
  const { reason, reasonShared, note, noteShared } = words
  const rejected = await tx.$executeRaw`update enrollments set state = 'REJECTED', decided_at = now(), decided_by_id = ${actor.id}::uuid,
      decided_by_label = ${actor.label}, reason = ${reason}, reason_shared = ${reasonShared}, note = ${note}, note_shared = ${noteShared},
      sealed_approval_code = null, updated_at = now(), version = version + 1
    where id = any(${enrollments.map(({ id }) => id)}::uuid[]) and state = 'PENDING'`
  if (rejected !== enrollments.length) throw new Error('An enrollment changed although it was locked.')
  const entries = enrollments.map((one) => ({ target: targetOf(one), detail: { reasonShared }, reason }))
  await recordAudit(tx, actor, 'enrollment.rejected', entries)
  await mailRejected(tx, enrollments, { reason: reasonShared ? reason : '', note: noteShared ? note : '' })
}

/**
 * Carries out a decision about enrollments that `lockToDecide` gave. Approving is `approveMany`, or the first of two approvals where two are
 * asked for; rejecting keeps the reason and tells the applicants what is shared. Gives what became of each.
 */
export async function carryOut(
  tx: Tx,
  actor: Actor,
  enrollments: readonly EnrollmentRecord[],
  words: DecisionWords,
  { preview = false } = {},
): Promise<Map<string, Outcome>> {
  if (enrollments.length === 0) return new Map()
  if (words.decision === 'reject') {
    if (!preview) await rejectMany(tx, actor, enrollments, words)
    return new Map(enrollments.map(({ id }) => [id, { done: true, state: 'REJECTED', userId: null }]))
  }
  const first = await approveFirst(tx, actor, enrollments.filter(isFirstOfTwo), preview)
  const { note, noteShared } = words
  const rest = enrollments.filter((one) => !isFirstOfTwo(one))
  const outcomes = rest.length ? await approveMany(tx, actor, rest, { note, noteShared, preview }) : new Map<string, Outcome>()
  return new Map([...first, ...outcomes])
}

/**
 * Decides about up to 200 enrollments at once in the actor's name, each by itself, with one outcome for every item. Those that need the code
 * that the applicant shows cannot be approved so (RULE NEEDS_CODE). With `preview` nothing is written. Call it in one transaction, with every
 * id once.
 */
export async function decideMany(
  tx: Tx,
  actor: Actor,
  items: readonly Item[],
  words: DecisionWords,
  { preview = false } = {},
): Promise<Map<string, Outcome>> {
  const { ready, refused } = await lockToDecide(tx, actor, items, words.decision)
  const needsCode = (one: EnrollmentRecord) => words.decision === 'approve' && one.needsApprovalCode
  const message = 'This enrollment needs the code that the applicant shows. Open it to approve it. Nothing was changed.'
  for (const { id } of ready.filter(needsCode)) refused.set(id, { done: false, code: 'RULE', reason: 'NEEDS_CODE', message })
  const outcomes = await carryOut(tx, actor, ready.filter((one) => !needsCode(one)), words, { preview }) // prettier-ignore
  return new Map([...refused, ...outcomes])
}

/** Adds a question or an answer to an enrollment, and gives its id. */
export async function addMessage(
  tx: Tx,
  enrollmentId: string,
  author: { id: string | null; label: string } | null,
  text: string,
): Promise<string> {
  const id = newId()
  const from = { fromApplicant: author === null, authorId: author?.id ?? null, authorLabel: author?.label ?? '' }
  await tx.enrollmentMessage.create({ data: { id, enrollmentId, text, ...from }, select: { id: true } })
  return id
}
