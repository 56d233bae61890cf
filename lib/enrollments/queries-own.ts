// What applicants see of their own enrollment.
import { sql as raw, type RawBuilder } from 'kysely'
import { countMiss } from '../auth/throttle.ts'
import { sha256 } from '../core/crypto.ts'
import { defineQuery } from '../core/operation.ts'
import { setting } from '../settings/read.ts'
import { approvalCodeOf, hashOf, hasMail, inboxLinkOf, shown } from './codes.ts'
import { ENROLLMENT, FROM_ENROLLMENTS, confirmedBy, endsByApplicant, type EnrollmentRecord } from './columns.ts'
import { CONFIRMATION_MINUTES, MOST_CONFIRMATIONS, PASSWORD_DAYS, missingOf } from './rules.ts'
import { tokenInput } from './schema.ts'
import type { ConfirmationView, Message, NextStep, OwnEnrollment } from './views.ts'

const OWN_NOT_FOUND = 'This page does not exist. Check that the link is complete.'
const DEAD =
  'This link does not work any more: it was replaced by a newer one, or is too old. Ask for a new one on the page of your request.'

/** Never shown, whatever became of it: which of the two it was says whether the address belongs to a user (threat 6). */
const OF_SIGN_UPS = ['enrollment-known', 'enrollment-finish']

type Stored<T> = { [K in keyof T]: T[K] extends Date ? string : T[K] }
type Row = EnrollmentRecord & {
  groupName: string | null
  mayChoosePassword: boolean
  messages: Stored<Message>[]
  mails: Stored<OwnEnrollment['mails'][number]>[]
}

const ownRow = (hash: string): RawBuilder<Row> => raw`select ${ENROLLMENT},
    (select name from groups where groups.id = enrollments.group_id) as "groupName",
    coalesce(enrollments.state = 'APPROVED' and enrollments.decided_at > now() - make_interval(days => ${PASSWORD_DAYS}::int) and exists (
      select from users where users.id = enrollments.user_id and users.status = 'ACTIVE' and users.password_hash is null), false) as "mayChoosePassword",
    (select coalesce(jsonb_agg(jsonb_build_object('id', message.id, 'fromApplicant', message.from_applicant, 'author', nullif(message.author_label, ''),
        'text', message.text, 'createdAt', message.created_at) order by message.created_at, message.id), '[]')
      from enrollment_messages message where message.enrollment_id = enrollments.id) as messages,
    (select coalesce(jsonb_agg(jsonb_build_object('template', sent.template, 'toAddress', sent.to_address, 'status', sent.status, 'at', sent.created_at)
        order by sent.created_at, sent.id), '[]')
      from (select * from outbox_messages where about_id = enrollments.id and template <> all(${OF_SIGN_UPS}::text[]) order by created_at desc, id desc limit 20) sent)
      as mails
  from ${FROM_ENROLLMENTS} where enrollments.status_hash = ${hash}`

/** What the applicant does next. */
function nextOf(row: Row, isComplete: boolean, canSetPassword: boolean): NextStep {
  if (row.state === 'APPROVED') return canSetPassword ? 'set-password' : 'sign-in'
  if (row.state !== 'PENDING') return 'none'
  if (!isComplete) return 'complete'
  if (row.readyAt !== null) return 'wait'
  return endsByApplicant(row) ? 'finish-sign-up' : 'confirm-email'
}

const canConfirm = (row: Row) =>
  hasMail() &&
  row.state === 'PENDING' &&
  row.email !== '' &&
  row.emailConfirmedAt === null &&
  row.source !== 'invitation' &&
  row.confirmationsSent < MOST_CONFIRMATIONS

const sayWhoDecides = ({ groupName }: Row) => (groupName === null ? 'the administrators' : `the approvers of ${groupName}`)

const mailsOf = (row: Row): OwnEnrollment['mails'] => row.mails.map((mail) => ({ ...mail, at: new Date(mail.at) }))

function viewOf(row: Row): OwnEnrollment {
  const missing = missingOf(row, row.pool)
  const isOpen = row.state === 'PENDING'
  const canSetPassword = row.mayChoosePassword && !hasMail()
  const { id, version, source, state, createdAt, expiresAt, username, email, firstName, lastName, organisation, answers } = row
  return {
    ...{ enrollmentId: id, version, source, state, createdAt, expiresAt, username, email, firstName, lastName, organisation, answers },
    next: nextOf(row, Object.keys(missing).length === 0, canSetPassword),
    questions: row.pool?.questions ?? [],
    terms: row.pool?.terms ?? '',
    termsAgreedAt: row.termsAgreedAt,
    missing: isOpen ? missing : {},
    domains: row.pool?.domains ?? [],
    emailIsFixed: source === 'invitation',
    emailConfirmedAt: row.emailConfirmedAt,
    confirmationSentAt: row.confirmationSentAt,
    mayConfirmAgain: canConfirm(row),
    pool: row.pool && { name: row.pool.kind === 'invitation' ? '' : row.pool.name, owner: row.pool.ownerLabel },
    decidedBy: sayWhoDecides(row),
    needsSecondApprover: row.needsSecondApprover,
    firstApprovedAt: row.firstApprovedAt,
    approvalCode: isOpen ? shown(approvalCodeOf(row)) : null,
    inboxLink: inboxLinkOf(id),
    messages: row.messages.map((message) => ({ ...message, createdAt: new Date(message.createdAt) })),
    decidedAt: row.decidedAt,
    reason: row.reasonShared ? row.reason : '',
    note: row.noteShared ? row.note : '',
    canSetPassword,
    mails: mailsOf(row),
  }
}

/**
 * Everything about one's own enrollment, by the code of its page, in one round trip. Reasons and notes only as far as approvers shared them,
 * and never why nobody was let in without an approver. A code that nobody has is NOT_FOUND and counted as one of a link is.
 */
export const readOwnEnrollment = defineQuery({
  name: 'readOwnEnrollment',
  permission: 'public:enroll',
  input: tokenInput,
  async run({ actor, db, sql }, { token }): Promise<OwnEnrollment> {
    const hash = hashOf(token, 'enrollment-status')
    const row = hash === null ? undefined : (await ownRow(hash).execute(sql)).rows[0]
    if (!row) throw await countMiss(db, actor.request.ip, OWN_NOT_FOUND)
    return viewOf(row)
  },
})

/** What the page behind a mailed link shows. Confirms nothing and uses nothing up: mail programs open links in advance (threat 68). */
export const readConfirmation = defineQuery({
  name: 'readConfirmation',
  permission: 'public:enroll',
  input: tokenInput,
  async run({ actor, db, sql }, { token }): Promise<ConfirmationView> {
    const wanted = confirmedBy(sha256(token), CONFIRMATION_MINUTES)
    const found = await raw<EnrollmentRecord>`select ${ENROLLMENT} from ${FROM_ENROLLMENTS} where ${wanted}`.execute(sql)
    const row = found.rows[0]
    if (!row) throw await countMiss(db, actor.request.ip, DEAD)
    return {
      purpose: endsByApplicant(row) ? 'finish' : 'confirm',
      state: row.state,
      username: row.username,
      email: row.email,
      isConfirmed: row.emailConfirmedAt !== null,
      minPasswordLength: setting('password.minLength'),
    }
  },
})
