// What the operations of enrollment pools and invitations answer.
import type { InvitationState, LinkState, PoolState } from './list.ts'
import type { Extra, PoolCertificate, PoolKind, Question } from './schema.ts'

/** Why something cannot be done, or null when it can. */
export type WhyNot = { reason: string; message: string } | null
type Named = { id: string; name: string }
/** Whoever owns a pool, or invited. `gone`: no active user any more; the name is the one of then. `id` only for whoever may look them up. */
export type Owner = { id: string | null; label: string; gone: boolean }

/** How many of a pool's enrollments are in which state, each counted to 1,000. */
export type EnrollmentCounts = { pending: number; approved: number; rejected: number; withdrawn: number; expired: number }
/** The links of a pool, each counted to 10,000. */
export type LinkCounts = { unused: number; used: number; void: number }

/** A pool as lists show it. `group` is null for a pool of the installation. A single-use pool's limit is `links`, a shared one's `quota`. */
export type PoolSummary = {
  id: string
  kind: PoolKind
  name: string
  owner: Owner
  state: PoolState
  expiresAt: Date | null
  quota: number | null
  used: number
  /** Unused links of a single-use pool, counted to 1,000; null for a shared one. */
  unusedLinks: number | null
  group: Named | null
  needsApproval: boolean
  listed: boolean
  createdAt: Date
  /** Enrollments that wait, and that were approved; each counted to 1,000. */
  pending: number
  approved: number
}

/** A role that a pool gives; `reach` is "everywhere" or the name of a group. */
export type GivenRole = { roleId: string; role: string; reachGroupId: string | null; reach: string }

/** A pool as its page shows it, with all settings, what came of it, and what the viewer may do: a reason where they may not. Never a code. */
export type PoolDetail = {
  id: string
  version: number
  kind: PoolKind
  name: string
  welcome: string
  terms: string
  owner: Owner
  isOwner: boolean
  state: PoolState
  active: boolean
  expiresAt: Date | null
  quota: number | null
  used: number
  domains: string[]
  needsApproval: boolean
  needsSecondApprover: boolean
  needsApprovalCode: boolean
  listed: boolean
  certificate: PoolCertificate
  group: Named | null
  groups: Named[]
  roles: GivenRole[]
  questions: Question[]
  extra: Extra
  createdAt: Date
  updatedAt: Date
  deletedAt: Date | null
  /** The live link of a shared pool; null for single-use pools and deleted ones. */
  linkId: string | null
  links: LinkCounts
  counts: EnrollmentCounts
  whyNot: {
    update: WhyNot
    pause: WhyNot
    resume: WhyNot
    delete: WhyNot
    topUp: WhyNot
    takeOver: WhyNot
    /** Show the link, the QR code and the print page. */
    share: WhyNot
    export: WhyNot
    rotate: WhyNot
    revokeLink: WhyNot
    readEnrollments: WhyNot
  }
}

/** A link of a pool, without its code. `usedBy` is who came by it: the newest enrollment, when the viewer may see enrollments there. */
export type PoolLink = {
  id: string
  number: number
  state: LinkState
  uses: number
  createdAt: Date
  createdByLabel: string
  voidedAt: Date | null
  usedBy: { enrollmentId: string; label: string; state: string; at: Date } | null
}

/** A link with its secret: whoever has it can enroll. */
export type ShownLink = { poolId: string; poolName: string; linkId: string; number: number; url: string; code: string }

/** A pool that the sign-in page shows. `href` is a path of ours. */
export type ListedPool = { id: string; name: string; welcome: string; href: string }

/** An invitation as lists show it. */
export type InvitationRow = {
  id: string
  email: string
  name: string
  state: InvitationState
  inviter: Owner
  group: Named | null
  roles: string[]
  createdAt: Date
  /** When the newest link was made. */
  sentAt: Date
  expiresAt: Date | null
  /** What came of it, when the viewer may see enrollments there. */
  enrollment: { id: string; state: string } | null
  whyNotResend: WhyNot
  whyNotRevoke: WhyNot
}

/** `inviteUser`, `resendInvitation`: `link` is told once, and only when no mail is configured. */
export type Invited = { invitationId: string; email: string; link: string | null; expiresAt: Date }

/** What became of a line of `inviteUsers`. */
export type InviteLineResult = {
  line: string
  result: 'invited' | 'refused'
  reason: string
  message: string
  invitationId: string | null
  link: string | null
}

/** What deleting a pool stops; waiting enrollments stay to be decided. */
export type PoolDeletion = { preview: true; pending: number; approved: number; unusedLinks: number }
