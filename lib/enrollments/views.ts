// What the operations of enrollments answer.
import type { AuditEntryView } from '../audit/events.ts'
import type { EnrollmentSource, EnrollmentState } from './schema.ts'

/** Why something cannot be done, or null when it can. */
export type WhyNot = { reason: string; message: string } | null

/** A question of a pool, as forms show it. */
export type Question = { key: string; label: string; type: string; required: boolean; options: string[] }
/** An answer, with the question as it was worded then. */
export type Answer = { key: string; label: string; answer: string }

/** Why a link that exists takes nobody at this moment. Unknown, revoked and deleted ones are NOT_FOUND. */
export type LinkTrouble = { reason: 'PAUSED' | 'EXPIRED' | 'USED_UP'; message: string }

/** `readEnrollmentLink`: what the form behind a link needs. With `trouble` there is no form. */
export type EnrollmentLinkView = {
  trouble: LinkTrouble | null
  name: string
  kind: 'shared' | 'single_use' | 'invitation'
  welcome: string
  /** Empty: nothing has to be agreed to. */
  terms: string
  questions: Question[]
  /** Empty: any. "*.example.org" stands for sub-domains. */
  domains: string[]
  /** The one address of an invitation, or null. */
  email: string | null
  /** Whether somebody decides about it afterwards. */
  needsApproval: boolean
  asksPassword: boolean
  minPasswordLength: number
  takesCsr: boolean
  /** Whether the address has to be confirmed by a mail. */
  confirmsEmail: boolean
}

/** What an applicant has to do next: nothing (`wait`), confirm the address, finish signing up by the link in a mail, or sign in. */
export type NextStep = 'wait' | 'confirm-email' | 'finish-sign-up' | 'complete' | 'set-password' | 'sign-in' | 'none'

/** `enroll`: the secret of the status page, and how it goes on. */
export type EnrollAnswer = { statusToken: string; state: EnrollmentState; next: NextStep; username: string }

/** A question to the applicant, or an answer. `author` is null for the applicant. */
export type Message = { id: string; fromApplicant: boolean; author: string | null; text: string; createdAt: Date }

/** `readOwnEnrollment`: all that the applicant's own page shows. */
export type OwnEnrollment = {
  enrollmentId: string
  version: number
  source: EnrollmentSource
  state: EnrollmentState
  next: NextStep
  createdAt: Date
  expiresAt: Date
  username: string
  email: string
  firstName: string
  lastName: string
  organisation: string
  answers: Answer[]
  questions: Question[]
  terms: string
  /** Null while there is something to agree to. */
  termsAgreedAt: Date | null
  /** What is still missing, as sentences by field. Empty: complete. */
  missing: Record<string, string[]>
  domains: string[]
  /** Whether an invitation fixes the address. */
  emailIsFixed: boolean
  emailConfirmedAt: Date | null
  /** When a mail to confirm the address was last sent, and whether one more can be. */
  confirmationSentAt: Date | null
  mayConfirmAgain: boolean
  /** Null when the enrollment came without a pool. */
  pool: { name: string; owner: string } | null
  /** Who decides: "the approvers of Berlin" or "the administrators". */
  decidedBy: string
  /** Whether two have to approve, and when the first of them did. */
  needsSecondApprover: boolean
  firstApprovedAt: Date | null
  /** In groups of four, while it waits. */
  approvalCode: string | null
  /** The plain address for approvers; it carries no authority. */
  inboxLink: string
  messages: Message[]
  decidedAt: Date | null
  /** What the approver shared; empty otherwise. */
  reason: string
  note: string
  canSetPassword: boolean
  /** The mails that went out for it, by template and status, newest last. */
  mails: { template: string; toAddress: string; status: string; at: Date }[]
}

/** `readConfirmation`: what the page behind a mailed link shows. `finish` asks for a password. */
export type ConfirmationView = {
  purpose: 'confirm' | 'finish'
  state: EnrollmentState
  username: string
  email: string
  isConfirmed: boolean
  minPasswordLength: number
}
/** `confirmEmail` and `finishSignUp`. */
export type ConfirmationAnswer = { state: EnrollmentState; statusToken: string; username: string }

/** `startEnrollment`: told once. */
export type StartedEnrollment = { enrollmentId: string; statusLink: string; approvalCode: string; inboxLink: string }

/** `decideEnrollment`: PENDING after the first of two approvals. */
export type DecisionAnswer = { state: 'PENDING' | 'APPROVED' | 'REJECTED'; userId: string | null; username: string }

/** Somebody who may be the same person: named when the viewer may look them up. */
export type Duplicate = { kind: 'user' | 'enrollment'; id: string; label: string; by: 'email' | 'name' }

/** What an approver looks at before deciding. */
export type Checks = {
  /** `unknown`: no mail is configured, so nobody can be asked. */
  email: 'confirmed' | 'unconfirmed' | 'unknown'
  domain: 'allowed' | 'not-allowed' | 'any'
  /** What the applicant has not filled in yet, in words. */
  missing: string[]
  duplicates: Duplicate[]
  /** Further ones that the viewer may not look up. */
  hiddenDuplicates: number
}

/** `getEnrollment`: everything for the page of one enrollment in the inbox. */
export type EnrollmentDetail = {
  id: string
  version: number
  source: EnrollmentSource
  state: EnrollmentState
  /** How it is called in lists and logs. */
  label: string
  username: string
  email: string
  emailConfirmedAt: Date | null
  firstName: string
  lastName: string
  organisation: string
  answers: Answer[]
  extra: Record<string, unknown>
  termsAgreedAt: Date | null
  createdAt: Date
  readyAt: Date | null
  expiresAt: Date
  pool: { id: string; name: string; isDeleted: boolean; kind: 'shared' | 'single_use' | 'invitation'; ownerLabel: string } | null
  group: { id: string; name: string } | null
  linkNumber: number | null
  /** Who sent the invitation or started it; null when the applicant came by a link. */
  invitedBy: string | null
  /** What approving gives beside the account. */
  gives: { groups: { id: string; name: string }[]; roles: { id: string; name: string; reach: string }[]; certificate: boolean }
  needsApprovalCode: boolean
  needsSecondApprover: boolean
  firstApproved: { by: string; byId: string | null; at: Date } | null
  decided: { by: string; byId: string | null; at: Date } | null
  reason: string
  reasonShared: boolean
  note: string
  noteShared: boolean
  /** The user that it became, with how and why their access ended if it did. */
  user: { id: string; label: string; status: string; revocationReason: string } | null
  checks: Checks
  messages: Message[]
  history: AuditEntryView[]
  whyNotApprove: WhyNot
  whyNotReject: WhyNot
  whyNotAsk: WhyNot
}

/** What became of one enrollment among several that were decided together. What was refused was not changed. */
export type Outcome =
  | { done: true; state: 'PENDING' | 'APPROVED' | 'REJECTED'; userId: string | null }
  | {
      done: false
      code: 'NOT_FOUND' | 'CONFLICT' | 'RULE' | 'INVALID'
      reason: string
      message: string
      fields?: Record<string, string[]>
      current?: Record<string, unknown>
    }
