// What the queries of the inbox answer.
import type { InboxKind } from './schema.ts'

/** Why something cannot be done, or null when it can. */
export type WhyNot = { reason: string; message: string } | null
type Named = { id: string; name: string }

/** Where an item stands. Access requests are ENROLLED or DISMISSED, the others APPROVED or REJECTED. */
export type InboxState = 'PENDING' | 'APPROVED' | 'REJECTED' | 'WITHDRAWN' | 'EXPIRED' | 'ENROLLED' | 'DISMISSED'

/** Whom an applicant may be already: a user, or somebody else who waits, with the same e-mail address or else the same name. */
export type Duplicate = 'email' | 'name'

/** A line of the inbox. */
export type InboxRow = {
  kind: InboxKind
  id: string
  version: number
  /** The name of a person, or the username, or the e-mail address; for users who ask to join a group "Ann Lee (ann)". */
  applicant: string
  /** The username that is asked for; empty for access requests. */
  username: string
  /** Null for users whom the viewer may not look up. */
  email: string | null
  organisation: string
  /** What they wrote; empty for enrollments. At most 300 characters. */
  reason: string
  /** Null without one. Of an invitation, no pool is shown. */
  pool: Named | null
  group: Named | null
  /** Whoever owns the pool, sent the invitation or started the enrollment; empty for requests. */
  invitedBy: string
  source: 'pool' | 'invitation' | 'administrator' | null
  checks: {
    /** False while an enrollment waits for its applicant. */
    ready: boolean
    /** Null where nobody is asked to confirm: access requests, and users. */
    emailConfirmed: boolean | null
    /** Null where any domain is allowed. */
    domainAllowed: boolean | null
    duplicate: Duplicate | null
    needsApprovalCode: boolean
    /** Of two approvers, who was first; empty when nobody was, null when one is enough. */
    firstApprovedBy: string | null
  }
  createdAt: Date
  state: InboxState
  decidedAt: Date | null
  decidedBy: string
  /** Null while it may be decided by the viewer from the list. */
  whyNotDecide: WhyNot
}

/** What became, or would become, of one item. `waiting`: the first of two approvals was given. */
export type ItemResult = {
  kind: InboxKind
  id: string
  applicant: string
  result: 'done' | 'waiting' | 'refused'
  /** Empty unless refused. */
  reason: string
  message: string
}

/** What waits for approvers, counted to 100; `more`: there is more. */
export type PendingWork = { count: number; more: boolean }
