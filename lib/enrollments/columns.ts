// What is read of enrollments, their pools and links.
import { sql as raw, type RawBuilder } from 'kysely'
import type { PoolCertificate } from '../enrollment-pools/schema.ts'
import type { EnrollmentSource, EnrollmentState } from './schema.ts'
import type { Answer, Question } from './views.ts'

/** The settings of a pool as enrolling and deciding need them. */
export type PoolRecord = {
  id: string
  kind: 'shared' | 'single_use' | 'invitation'
  name: string
  welcome: string
  terms: string
  ownerId: string
  ownerLabel: string
  active: boolean
  isExpired: boolean
  isDeleted: boolean
  quota: number | null
  used: number
  domains: string[]
  /** Of an invitation; empty otherwise. */
  email: string
  needsApproval: boolean
  needsSecondApprover: boolean
  needsApprovalCode: boolean
  certificate: PoolCertificate
  groupId: string | null
  questions: Question[]
  extra: Record<string, unknown>
}

/** A PoolRecord of the table `pool`; null where there is none. */
export const POOL = raw`case when pool.id is not null then jsonb_build_object('id', pool.id, 'kind', pool.kind, 'name', pool.name, 'welcome', pool.welcome,
  'terms', pool.terms, 'ownerId', pool.owner_id, 'ownerLabel', pool.owner_label, 'active', pool.active, 'isExpired', coalesce(pool.expires_at <= now(), false),
  'isDeleted', pool.deleted_at is not null, 'quota', pool.quota, 'used', pool.used, 'domains', pool.domains, 'email', pool.email,
  'needsApproval', pool.needs_approval, 'needsSecondApprover', pool.needs_second_approver, 'needsApprovalCode', pool.needs_approval_code,
  'certificate', pool.certificate, 'groupId', pool.group_id, 'questions', pool.questions, 'extra', pool.extra) end`

/** A live link with its pool. `wasMailed`: the link went out by mail, so whoever has it reads that mailbox. */
export type LinkRecord = { id: string; number: number; singleUse: boolean; uses: number; wasMailed: boolean; pool: PoolRecord }

/** The link that a hash finds: none when it was voided or its pool deleted. */
export const linkWithHash = (
  codeHash: string,
): RawBuilder<LinkRecord> => raw`select link.id::text as id, link.number, link.single_use as "singleUse", link.uses,
    link.by_mail and exists (select from outbox_messages where about_id = link.id and status = 'SENT') as "wasMailed", ${POOL} as pool
  from enrollment_links link join enrollment_pools pool on pool.id = link.pool_id
  where link.code_hash = ${codeHash} and link.voided_at is null and pool.deleted_at is null`

/** An enrollment as changing it needs it, with its pool. */
export type EnrollmentRecord = {
  id: string
  source: EnrollmentSource
  state: EnrollmentState
  version: number
  linkId: string | null
  groupId: string | null
  username: string
  email: string
  emailConfirmedAt: Date | null
  firstName: string
  lastName: string
  organisation: string
  answers: Answer[]
  extra: Record<string, unknown>
  termsAgreedAt: Date | null
  startedById: string | null
  startedByLabel: string
  createdAt: Date
  readyAt: Date | null
  expiresAt: Date
  needsSecondApprover: boolean
  needsApprovalCode: boolean
  certificate: PoolCertificate
  csr: string
  sealedApprovalCode: string | null
  approvalCodeTries: number
  sealedStatusCode: string
  confirmationSentAt: Date | null
  confirmationsSent: number
  firstApprovedAt: Date | null
  firstApprovedById: string | null
  firstApprovedByLabel: string
  decidedAt: Date | null
  decidedById: string | null
  decidedByLabel: string
  reason: string
  reasonShared: boolean
  note: string
  noteShared: boolean
  userId: string | null
  pool: PoolRecord | null
}

/** An EnrollmentRecord, for `select … from enrollments left join enrollment_pools pool on pool.id = enrollments.pool_id`. */
export const ENROLLMENT = raw`enrollments.id::text as id, enrollments.source::text as source, enrollments.state::text as state, enrollments.version,
  enrollments.link_id::text as "linkId", enrollments.group_id::text as "groupId", enrollments.username, enrollments.email,
  enrollments.email_confirmed_at as "emailConfirmedAt", enrollments.first_name as "firstName", enrollments.last_name as "lastName",
  enrollments.organisation, enrollments.answers, enrollments.extra, enrollments.terms_agreed_at as "termsAgreedAt",
  enrollments.started_by_id::text as "startedById", enrollments.started_by_label as "startedByLabel", enrollments.created_at as "createdAt",
  enrollments.ready_at as "readyAt", enrollments.expires_at as "expiresAt", enrollments.needs_second_approver as "needsSecondApprover",
  enrollments.needs_approval_code as "needsApprovalCode", enrollments.certificate::text as certificate, enrollments.csr,
  enrollments.sealed_approval_code as "sealedApprovalCode", enrollments.approval_code_tries as "approvalCodeTries",
  enrollments.sealed_status_code as "sealedStatusCode", enrollments.confirmation_sent_at as "confirmationSentAt",
  enrollments.confirmations_sent as "confirmationsSent", enrollments.first_approved_at as "firstApprovedAt",
  enrollments.first_approved_by_id::text as "firstApprovedById", enrollments.first_approved_by_label as "firstApprovedByLabel",
  enrollments.decided_at as "decidedAt", enrollments.decided_by_id::text as "decidedById", enrollments.decided_by_label as "decidedByLabel",
  enrollments.reason, enrollments.reason_shared as "reasonShared", enrollments.note, enrollments.note_shared as "noteShared",
  enrollments.user_id::text as "userId", ${POOL} as pool`

/** The tables of ENROLLMENT. */
export const FROM_ENROLLMENTS = raw`enrollments left join enrollment_pools pool on pool.id = enrollments.pool_id`

/** Whether the mail of this enrollment that was sent last, with the hash of its secret, still confirms. For `where`. */
export const confirmedBy = (secretHash: string, minutes: number): RawBuilder<boolean> =>
  raw<boolean>`enrollments.confirmation_hash = ${secretHash} and enrollments.confirmation_sent_at > now() - make_interval(mins => ${minutes}::int)`

/** Open sign-up: nobody decides, and the mailbox has to be proved by choosing the password there. */
export const isOpenSignUp = (pool: Pick<PoolRecord, 'kind' | 'needsApproval' | 'needsSecondApprover'> | null): boolean =>
  pool !== null && pool.kind !== 'invitation' && letsInByItself(pool)

/**
 * Whether this enrollment ends by its applicant alone: they came by a link of an open sign-up. What somebody started for them waits for an
 * approver and a code whatever the pool says: who may invite may not have the pool's links.
 */
export const endsByApplicant = ({ source, pool }: Pick<EnrollmentRecord, 'source' | 'pool'>): boolean =>
  source !== 'administrator' && isOpenSignUp(pool)

/** Whether nobody has to look at it before somebody becomes a user. */
export const letsInByItself = (pool: Pick<PoolRecord, 'needsApproval' | 'needsSecondApprover'>): boolean =>
  !pool.needsApproval && !pool.needsSecondApprover
