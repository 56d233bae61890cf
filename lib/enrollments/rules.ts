import { isAllowedDomain } from '../enrollment-pools/rules.ts'
import type { Decision, EnrollmentState } from './schema.ts'
import type { Answer, LinkTrouble, Question, WhyNot } from './views.ts'

/** Which states lead to which (issue: nothing else). Mutations ask this table, and a trigger refuses whatever would get past it. */
export const TRANSITIONS: Record<EnrollmentState, readonly EnrollmentState[]> = {
  PENDING: ['APPROVED', 'REJECTED', 'WITHDRAWN', 'EXPIRED'],
  APPROVED: [],
  REJECTED: [],
  WITHDRAWN: [],
  EXPIRED: [],
}

/** For how many days after the approval a password can be chosen on the status page. */
export const PASSWORD_DAYS = 5
/** For how many minutes a link that confirms an address works. */
export const CONFIRMATION_MINUTES = 5 * 24 * 60
/** How many mails confirm the address of one enrollment, and how many go to one address within an hour. */
export const MOST_CONFIRMATIONS = 5
export const MOST_CONFIRMATIONS_PER_HOUR = 3
/** The wrong approval code with this number replaces the code. */
export const MOST_WRONG_CODES = 5
/** How many answers an applicant may write to each question. */
export const MOST_ANSWERS_EACH = 3
/** How many enrollments one transaction of the hourly job expires. */
export const EXPIRY_BATCH = 500
/** How many enrollments are decided together. */
export const MOST_AT_ONCE = 200

const unchanged = (reason: string, message: string): WhyNot => ({ reason, message: `${message} Nothing was changed.` })

/** How an enrollment is called in lists and in the log: "Ann Lee (ann)", or what there is of it. */
export function labelOf(enrollment: { firstName: string; lastName: string; username: string; email: string }): string {
  const name = `${enrollment.firstName} ${enrollment.lastName}`.trim()
  const handle = enrollment.username || enrollment.email
  return name && handle ? `${name} (${handle})` : name || handle || 'Somebody'
}

const DECIDED: Record<Exclude<EnrollmentState, 'PENDING'>, string> = {
  APPROVED: 'approved this enrollment',
  REJECTED: 'rejected this enrollment',
  WITHDRAWN: 'withdrew this enrollment',
  EXPIRED: 'expired',
}

/** Who has decided an enrollment, when and how, as a sentence. */
export function decidedWords(enrollment: { state: EnrollmentState; decidedByLabel: string; decidedAt: Date | null }): string {
  if (enrollment.state === 'PENDING') return 'This enrollment is waiting.'
  const at = enrollment.decidedAt ? ` on ${enrollment.decidedAt.toISOString().replace('T', ' ').slice(0, 16)} UTC` : ''
  if (enrollment.state === 'EXPIRED') return `This enrollment expired${at}.`
  return `${enrollment.decidedByLabel || 'Somebody'} ${DECIDED[enrollment.state]}${at}.`
}

type Pool = { active: boolean; isExpired: boolean; used: number; quota: number | null }
type Link = { singleUse: boolean; uses: number }

/** Why a link that exists takes nobody at this moment, or null. The person has it, so they may know. */
export function whyNotUseLink(pool: Pool, link: Link): LinkTrouble | null {
  if (link.singleUse && link.uses > 0)
    return { reason: 'USED_UP', message: 'This link was used already. It works for one person, once. Ask whoever sent it for a new one.' }
  if (!pool.active)
    return { reason: 'PAUSED', message: 'This link is paused at the moment. Try again later, or ask whoever gave it to you.' }
  if (pool.isExpired) return { reason: 'EXPIRED', message: 'This link has expired. Ask whoever gave it to you for a new one.' }
  if (pool.quota !== null && pool.used >= pool.quota)
    return { reason: 'USED_UP', message: 'All places of this link are taken. Ask whoever gave it to you for a new one.' }
  return null
}

/** An answer as it is kept, or the sentence that says what is wrong with it. */
function answerTo(question: Question, given: string | boolean | undefined): { answer: string } | { why: string } {
  if (question.type === 'checkbox') {
    const isTicked = given === true || (typeof given === 'string' && /^(on|true|yes|1)$/i.test(given))
    if (!isTicked && question.required) return { why: 'Tick this box to go on.' }
    return { answer: isTicked ? 'Yes' : '' }
  }
  const limit = question.type === 'text' ? 2_000 : 500
  const text = typeof given === 'string' ? given.normalize('NFC').replace(/\r\n?/g, '\n').trim() : ''
  if (text === '') return question.required ? { why: 'Answer this question.' } : { answer: '' }
  if (question.type === 'choice' && !question.options.includes(text)) return { why: 'Choose one of the answers.' }
  if (!text.isWellFormed() || text.includes('\0')) return { why: 'This text is damaged.' }
  if (question.type !== 'text' && text.includes('\n')) return { why: 'Write one line.' }
  if ([...text].length > limit) return { why: `At most ${limit.toLocaleString('en')} characters.` }
  return { answer: text }
}

/**
 * The answers as they are kept with the words of their questions, and sentences by field (`answers.KEY`) for what does not fit. Answers to
 * questions that the pool does not ask are refused.
 */
export function readAnswers(questions: readonly Question[], given: Readonly<Record<string, string | boolean>>) {
  const kept: Answer[] = []
  const problems: Record<string, string[]> = {}
  for (const question of questions) {
    const own = Object.hasOwn(given, question.key) ? given[question.key] : undefined
    const read = answerTo(question, own)
    if ('why' in read) problems[`answers.${question.key}`] = [read.why]
    else if (read.answer !== '') kept.push({ key: question.key, label: question.label, answer: read.answer })
  }
  const asked = new Set(questions.map(({ key }) => key))
  for (const key of Object.keys(given)) if (!asked.has(key)) problems[`answers.${key}`] = ['This question is not asked here.']
  return { answers: kept, problems }
}

/** Why an e-mail address cannot be used with a pool, or null. */
export function whyNotEmail(pool: { domains: readonly string[]; email: string }, email: string): string | null {
  if (pool.email !== '' && pool.email.toLowerCase() !== email.toLowerCase()) return 'This invitation is for another e-mail address.'
  if (isAllowedDomain(pool.domains, email)) return null
  const names = pool.domains.map((domain) => (domain.startsWith('*.') ? `below ${domain.slice(2)}` : domain))
  return `Only addresses of these domains can be used here: ${names.join(', ')}.`
}

type Filled = {
  username: string
  email: string
  firstName: string
  lastName: string
  answers: readonly Answer[]
  termsAgreedAt: Date | null
}
type Asked = { questions: readonly Question[]; terms: string }

/** What an applicant has not filled in yet, as sentences by field: without it nobody can approve. Nothing is complete without a name. */
export function missingOf(enrollment: Filled, pool: Asked | null): Record<string, string[]> {
  const missing: Record<string, string[]> = {}
  if (enrollment.username === '') missing.username = ['Enter a username.']
  if (enrollment.email === '') missing.email = ['Enter an e-mail address.']
  if (`${enrollment.firstName}${enrollment.lastName}` === '') missing.firstName = ['Enter your name.']
  for (const question of pool?.questions ?? [])
    if (question.required && !enrollment.answers.some(({ key }) => key === question.key))
      missing[`answers.${question.key}`] = [`Answer: ${question.label}`]
  if (pool && pool.terms !== '' && enrollment.termsAgreedAt === null) missing.agreed = ['Agree to the terms to go on.']
  return missing
}

/** What is missing, in words for approvers. */
export const missingWords = (missing: Record<string, string[]>): string[] =>
  Object.entries(missing).map(
    ([field, sentences]) =>
    field === 'username' ? 'username' : field === 'email' ? 'e-mail address' : field === 'firstName' ? 'name' : field === 'agreed' ? 'agreement to the terms' : (sentences[0] ?? field), // prettier-ignore
  )

/** Whoever decides: `email` is that of their account. */
export type Decider = { id: string | null; email: string | null }
type Decidable = {
  email: string
  startedById: string | null
  source: 'pool' | 'invitation' | 'administrator'
  needsSecondApprover: boolean
  firstApprovedById: string | null
  firstApprovedAt: Date | null
  /** The owner of the pool, who is also who sent an invitation. */
  ownerId: string | null
}

/**
 * Why this person cannot decide about an enrollment, or null (threat 54). Nobody decides about themselves: the same address, or a form that
 * they filled in while signed in. Where two have to approve, neither is who let the applicant come, and the second is not the first.
 */
export function whyNotDecide(actor: Decider, enrollment: Decidable, decision: Decision): WhyNot {
  if (actor.id === null) return null
  const isOwn = actor.email !== null && enrollment.email !== '' && actor.email.toLowerCase() === enrollment.email.toLowerCase()
  if (isOwn || (enrollment.source !== 'administrator' && enrollment.startedById === actor.id))
    return unchanged('OWN_REQUEST', 'Nobody decides about their own enrollment. Ask somebody else who may.')
  if (decision === 'reject' || !enrollment.needsSecondApprover) return null
  if (enrollment.ownerId === actor.id || enrollment.startedById === actor.id)
    return unchanged('FOUR_EYES', 'Two people who did not invite the applicant have to approve, and you invited them. Ask somebody else.')
  if (enrollment.firstApprovedAt !== null && enrollment.firstApprovedById === actor.id)
    return unchanged('FOUR_EYES', 'You gave the first of two approvals. Somebody else has to give the second.')
  return null
}

/** Why an enrollment cannot be approved as it is filled in, or null. */
export function whyNotComplete(missing: Record<string, string[]>): WhyNot {
  const words = missingWords(missing)
  if (words.length === 0) return null
  return unchanged('INCOMPLETE', `The applicant has not filled in everything yet: ${words.join(', ')}.`)
}

/** Why an approver limited to groups cannot put somebody into a further group of the pool, or null. */
export function whyNotPlace(group: string | null): WhyNot {
  if (group === null) return null
  return unchanged('OUT_OF_REACH', `Approving puts the applicant into the group ${group}, and that group is not yours to add people to.`)
}

/** An applicant answers what was asked, and not without end. */
export function whyNotAnswer(count: { questions: number; answers: number }): WhyNot {
  if (count.questions === 0) return unchanged('NOT_ASKED', 'Nobody has asked you anything.')
  if (count.answers >= count.questions * MOST_ANSWERS_EACH)
    return unchanged('ENOUGH', 'You have answered several times already. Wait until somebody reads it.')
  return null
}

/** Enrollments say who came in, and how: they stay (seed 003). */
export const NEVER_DELETED: NonNullable<WhyNot> = {
  reason: 'NEVER_DELETED',
  message: 'Enrollments are never deleted: they say who came in and who decided. Reject one that should not go on. Nothing was changed.',
}
