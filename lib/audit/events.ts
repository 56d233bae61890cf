import { z } from 'zod'

const nothing = z.object({})
const byLink = z.object({ purpose: z.string() })
const exported = z.object({ format: z.string(), scope: z.string(), query: z.string(), columns: z.array(z.string()) })
const groupMember = z.object({ group: z.string(), groupId: z.string(), role: z.string(), validUntil: z.string().nullable() })
const pool = z.object({ pool: z.string().nullable(), poolId: z.string().nullable() })
const certificate = z.object({ certificateId: z.string(), serial: z.string(), fingerprint: z.string().nullable() })
const roleGrant = z.object({ role: z.string(), reach: z.string(), validUntil: z.string().nullable() })

/**
 * Every event that the log can hold: what it carries beside the common columns, and the sentence between actor and target. Past tense,
 * never renamed and never reused: old rows are read with this table.
 */
export const AUDIT_EVENTS = {
  'user.created': { detail: z.object({ source: z.enum(['form', 'import', 'api', 'bootstrap', 'enrollment']) }), sentence: 'created' },
  'user.updated': { detail: z.object({ version: z.number() }), sentence: 'edited the profile of' },
  'user.deactivated': { detail: z.object({ sessionsEnded: z.number(), revocationReason: z.string().optional() }), sentence: 'deactivated' },
  'user.reactivated': { detail: nothing, sentence: 'reactivated' },
  'user.deleted': { detail: z.object({ sessionsEnded: z.number() }), sentence: 'moved to the trash' },
  'user.restored': { detail: z.object({ to: z.string() }), sentence: 'restored from the trash' },
  'user.purged': { detail: nothing, sentence: 'removed for good' },
  'user.password-link-sent': { detail: byLink, sentence: 'sent a password link to' },
  'user.sign-in-recorded': { detail: z.object({ at: z.string() }), sentence: 'recorded a sign-in of' },
  'role.granted': { detail: roleGrant, sentence: 'gave a role to' },
  'role.grant-ended': { detail: roleGrant, sentence: 'took a role from' },
  'role.created': {
    detail: z.object({ permissions: z.array(z.string()), clonedFrom: z.string().nullable() }),
    sentence: 'created the role',
  },
  'role.updated': {
    detail: z.object({ permissionsAdded: z.array(z.string()), permissionsRemoved: z.array(z.string()), users: z.number() }),
    sentence: 'changed the role',
  },
  'role.deleted': { detail: z.object({ permissions: z.array(z.string()), grants: z.number() }), sentence: 'deleted the role' },
  'roles.replaced': { detail: z.object({ added: z.array(z.string()), removed: z.array(z.string()) }), sentence: 'replaced the roles of' },
  'permission.defined': { detail: z.object({ description: z.string() }), sentence: 'defined the permission' },
  'permission.updated': { detail: nothing, sentence: 'changed the permission' },
  'permission.deleted': { detail: z.object({ roles: z.array(z.string()) }), sentence: 'deleted the permission' },
  'access.exported': { detail: exported, sentence: 'exported who holds' },
  'group.created': { detail: z.object({ parent: z.string().nullable() }), sentence: 'created the group' },
  'group.updated': { detail: z.object({ version: z.number() }), sentence: 'edited the group' },
  'group.moved': { detail: z.object({ from: z.string().nullable(), to: z.string().nullable() }), sentence: 'moved the group' },
  'group.deleted': {
    detail: z.object({ members: z.number(), grants: z.number(), requests: z.number() }),
    sentence: 'deleted the group',
  },
  'group.approved': { detail: nothing, sentence: 'approved the group' },
  'group.approval-revoked': { detail: z.object({ trustRevoked: z.boolean() }), sentence: 'revoked the approval of the group' },
  'group.trusted': { detail: nothing, sentence: 'marked as trusted the group' },
  'group.trust-revoked': { detail: nothing, sentence: 'revoked the trust in the group' },
  'group.member-added': { detail: groupMember, sentence: 'added to a group' },
  'group.member-changed': { detail: groupMember, sentence: 'changed the group membership of' },
  'group.member-removed': { detail: groupMember, sentence: 'removed from a group' },
  'group.member-left': { detail: groupMember, sentence: 'left a group:' },
  'group.request-made': { detail: z.object({ group: z.string(), groupId: z.string() }), sentence: 'asked to join a group:' },
  'group.request-withdrawn': {
    detail: z.object({ group: z.string(), groupId: z.string() }),
    sentence: 'withdrew the request to join a group:',
  },
  'group.request-approved': { detail: groupMember, sentence: 'approved the request to join of' },
  'group.request-rejected': { detail: z.object({ group: z.string(), groupId: z.string() }), sentence: 'rejected the request to join of' },
  'group.end-reminded': {
    detail: z.object({ group: z.string(), groupId: z.string(), validUntil: z.string() }),
    sentence: 'announced the end of the group membership of',
  },
  'membership.created': {
    detail: z.object({ type: z.string(), source: z.enum(['administrator', 'self', 'import']) }),
    sentence: 'created the membership of',
  },
  'membership.updated': { detail: nothing, sentence: 'edited the membership of' },
  'membership.deleted': { detail: z.object({ type: z.string() }), sentence: 'deleted the membership of' },
  'membership.vote-affirmed': { detail: z.object({ on: z.string() }), sentence: 'affirmed the vote of' },
  'memberships.exported': { detail: exported, sentence: 'exported' },
  'custom-field.created': { detail: z.object({ key: z.string(), type: z.string() }), sentence: 'defined the user field' },
  'custom-field.updated': {
    detail: z.object({ key: z.string(), valuesMoved: z.number(), movedTo: z.string().optional() }),
    sentence: 'changed the user field',
  },
  'custom-field.deleted': {
    detail: z.object({ key: z.string(), type: z.string(), values: z.number() }),
    sentence: 'deleted the user field',
  },
  'note.created': { detail: z.object({ noteId: z.string() }), sentence: 'wrote a note on' },
  'note.updated': { detail: z.object({ noteId: z.string(), author: z.string() }), sentence: 'changed a note on' },
  'note.deleted': { detail: z.object({ noteId: z.string(), author: z.string() }), sentence: 'deleted a note on' },
  'banner.created': { detail: nothing, sentence: 'created the banner' },
  'banner.updated': { detail: nothing, sentence: 'changed the banner' },
  'banner.enabled': { detail: nothing, sentence: 'enabled the banner' },
  'banner.disabled': { detail: nothing, sentence: 'disabled the banner' },
  'banner.deleted': { detail: nothing, sentence: 'deleted the banner' },
  'banner.dismissed': { detail: z.object({ revision: z.number() }), sentence: 'dismissed the banner' },
  'enrollment-pool.created': { detail: z.object({ kind: z.string(), links: z.number() }), sentence: 'created the enrollment pool' },
  'enrollment-pool.updated': { detail: z.object({ version: z.number() }), sentence: 'changed the enrollment pool' },
  'enrollment-pool.paused': { detail: nothing, sentence: 'paused the enrollment pool' },
  'enrollment-pool.resumed': { detail: nothing, sentence: 'resumed the enrollment pool' },
  'enrollment-pool.deleted': { detail: z.object({ used: z.number() }), sentence: 'deleted the enrollment pool' },
  'enrollment-pool.code-rotated': { detail: z.object({ links: z.number() }), sentence: 'rotated the code of the enrollment pool' },
  'enrollment-pool.topped-up': {
    detail: z.object({ links: z.number(), quota: z.number().nullable() }),
    sentence: 'topped up the enrollment pool',
  },
  'enrollment-pool.links-exported': { detail: exported, sentence: 'exported the links of the enrollment pool' },
  'enrollment-pool.link-revoked': { detail: z.object({ number: z.number() }), sentence: 'revoked a link of the enrollment pool' },
  'enrollment-pool.code-shown': {
    detail: z.object({ number: z.number().nullable() }),
    sentence: 'looked at a link of the enrollment pool',
  },
  'invitation.sent': { detail: pool, sentence: 'invited' },
  'invitation.resent': { detail: pool, sentence: 'invited again' },
  'invitation.revoked': { detail: pool, sentence: 'revoked the invitation of' },
  'enrollment.started': {
    detail: pool.extend({ source: z.enum(['pool', 'invitation', 'administrator']), link: z.number().nullable() }),
    sentence: 'began the enrollment',
  },
  'enrollment.updated': { detail: nothing, sentence: 'changed the enrollment' },
  'enrollment.email-confirmed': { detail: nothing, sentence: 'confirmed the e-mail address of the enrollment' },
  'enrollment.code-regenerated': { detail: z.object({ why: z.enum(['asked', 'wrong-tries']) }), sentence: 'replaced the approval code of' },
  'enrollment.code-refused': { detail: z.object({ tries: z.number() }), sentence: 'gave a wrong approval code for' },
  'enrollment.asked': { detail: z.object({ messageId: z.string() }), sentence: 'asked a question about the enrollment' },
  'enrollment.answered': { detail: z.object({ messageId: z.string() }), sentence: 'answered a question about the enrollment' },
  'enrollment.first-approved': { detail: nothing, sentence: 'gave the first of two approvals to' },
  'enrollment.approved': { detail: pool.extend({ userId: z.string(), automatic: z.boolean() }), sentence: 'approved the enrollment' },
  'enrollment.rejected': { detail: z.object({ reasonShared: z.boolean() }), sentence: 'rejected the enrollment' },
  'enrollment.withdrawn': { detail: nothing, sentence: 'withdrew the enrollment' },
  'enrollment.expired': { detail: nothing, sentence: 'let expire the enrollment' },
  'access-request.made': { detail: z.object({ group: z.string().nullable() }), sentence: 'asked for access:' },
  'access-request.enrolled': {
    detail: z.object({ invitationId: z.string() }),
    sentence: 'answered with an invitation the access request of',
  },
  'access-request.dismissed': { detail: nothing, sentence: 'dismissed the access request of' },
  'approvers.notified': { detail: z.object({ approvers: z.number(), items: z.number() }), sentence: 'told of what waits' },
  'approvers.reminded': { detail: z.object({ items: z.number() }), sentence: 'reminded of what waits' },
  'login-code.created': { detail: z.object({ codeId: z.string() }), sentence: 'made a login code for' },
  'login-code.voided': { detail: z.object({ codeId: z.string() }), sentence: 'took back the login code of' },
  'login-code.used': { detail: z.object({ codeId: z.string() }), sentence: 'used the login code of' },
  'login-code.refused': { detail: z.object({ why: z.string(), codeId: z.string().nullable() }), sentence: 'could not use a login code of' },
  'seen-token.used': { detail: nothing, sentence: 'marked as used the token' },
  'seen-token.refused': { detail: z.object({ usedAt: z.string() }), sentence: 'tried to use again the token' },
  'seen-token.deleted': { detail: z.object({ tokens: z.number() }), sentence: 'let go the marks of' },
  'certificate.requested': { detail: certificate.extend({ ownKey: z.boolean() }), sentence: 'asked for a certificate for' },
  'certificate.issued': { detail: certificate, sentence: 'issued a certificate to' },
  'certificate.failed': { detail: certificate.extend({ error: z.string() }), sentence: 'could not issue a certificate to' },
  'certificate.not-issued': { detail: z.object({ why: z.string() }), sentence: 'issued no certificate to' },
  'certificate.downloaded': {
    detail: certificate.extend({ format: z.string(), legacy: z.boolean() }),
    sentence: 'downloaded a certificate of',
  },
  'certificate.revoked': { detail: certificate.extend({ revocationReason: z.string() }), sentence: 'revoked a certificate of' },
  'certificate-authority.created': { detail: z.object({ fingerprint: z.string() }), sentence: 'created the certificate authority' },
  'certificate-authority.imported': { detail: z.object({ fingerprint: z.string() }), sentence: 'imported the certificate authority' },
  'session.started': { detail: z.object({ method: z.string() }), sentence: 'signed in as' },
  'session.ended': { detail: z.object({ sessions: z.number(), why: z.string() }), sentence: 'ended sessions of' },
  'sign-in.refused': { detail: z.object({ why: z.string() }), sentence: 'could not sign in as' },
  'password.changed': { detail: z.object({ sessionsEnded: z.number() }), sentence: 'changed the password of' },
  'password.set': { detail: byLink.extend({ sessionsEnded: z.number() }), sentence: 'set a password for' },
  'password.reset-requested': { detail: nothing, sentence: 'asked for a password reset of' },
  'account.updated': { detail: z.object({ version: z.number().optional() }), sentence: 'edited the account of' },
  'first-administrator.link-made': { detail: nothing, sentence: 'made the one-time link for the' },
  'first-administrator.created': { detail: nothing, sentence: 'became the first administrator:' },
  'administrator.granted': { detail: z.object({ command: z.string() }), sentence: 'made an administrator of' },
  'catalogue.synchronized': {
    detail: z.object({ permissionsAdded: z.array(z.string()), rolesAdded: z.array(z.string()) }),
    sentence: 'brought up to date',
  },
  'mail.retried': { detail: z.object({ to: z.string() }), sentence: 'sent again the mail to' },
  'mail.link-shown': { detail: byLink.extend({ to: z.string() }), sentence: 'looked at the password link that was mailed to' },
  'mail.test-sent': { detail: z.object({ to: z.string() }), sentence: 'sent a test mail to' },
  'users.exported': { detail: exported, sentence: 'exported' },
  'bulk-run.started': {
    detail: z.object({ action: z.string(), users: z.number(), parameters: z.record(z.string(), z.unknown()), selection: z.unknown() }),
    sentence: 'started the bulk run',
  },
  'bulk-run.undone': { detail: z.object({ action: z.string(), users: z.number() }), sentence: 'undid the bulk run' },
  'bulk-run.cancelled': { detail: z.object({ done: z.number(), left: z.number() }), sentence: 'cancelled the bulk run' },
  'bulk-run.finished': {
    detail: z.object({ changed: z.number(), unchanged: z.number(), skipped: z.number() }),
    sentence: 'finished the bulk run',
  },
  'bulk-run.exported': { detail: exported, sentence: 'exported the results of the bulk run' },
  'saved-view.created': { detail: z.object({ search: z.string(), sharedWith: z.string().nullable() }), sentence: 'saved the view' },
  'saved-view.updated': { detail: nothing, sentence: 'changed the view' },
  'saved-view.deleted': { detail: nothing, sentence: 'deleted the view' },
  'audit.read': { detail: z.object({ query: z.string() }), sentence: 'read' },
  'audit.exported': { detail: exported, sentence: 'exported' },
  'audit.month-dropped': {
    detail: z.object({ month: z.string(), rows: z.number(), lastSeal: z.number().nullable() }),
    sentence: 'let go, as the retention setting says,',
  },
  'setting.changed': { detail: nothing, sentence: 'changed the setting' },
  'setting.reset': { detail: nothing, sentence: 'set back to its default the setting' },
  'job.retried': { detail: z.object({ job: z.string() }), sentence: 'ran again the job' },
  'operation.refused': {
    detail: z.object({ operation: z.string(), permission: z.string(), code: z.string() }),
    sentence: 'was refused an act on',
  },
} as const satisfies Record<string, { detail: z.ZodObject; sentence: string }>

export type AuditEvent = keyof typeof AUDIT_EVENTS
/** Names that are not written any more. Rows of older versions carry them, so that they can still be filtered by. */
export const RETIRED_EVENTS: readonly string[] = []
export type AuditDetail<E extends AuditEvent> = z.infer<(typeof AUDIT_EVENTS)[E]['detail']>

/** What was acted upon. `label` is a copy that stays readable when the thing is gone: for users "Name (username)". */
export type AuditTarget = {
  type:
    | 'user'
    | 'role'
    | 'group'
    | 'session'
    | 'mail'
    | 'installation'
    | 'operation'
    | 'users'
    | 'bulk-run'
    | 'saved-view'
    | 'audit-log'
    | 'setting'
    | 'job'
    | 'permission'
    | 'membership'
    | 'custom-field'
    | 'banner'
    | 'access'
    | 'memberships'
    | 'enrollment-pool'
    | 'invitation'
    | 'enrollment'
    | 'access-request'
    | 'approvers'
    | 'seen-token'
    | 'certificate-authority'
  id: string | null
  label: string
}

/** Named fields with their values before and after. Secrets never: say that they changed, not what to. */
export type AuditChanges = Record<string, { before: unknown; after: unknown }>

/** One row of the log as every reader gets it: `sentence` is what stands between actor and target. */
export type AuditEntryView = {
  id: string
  at: Date
  event: string
  sentence: string
  actorKind: 'user' | 'apiKey' | 'job' | 'system' | 'anonymous'
  actorId: string | null
  actorLabel: string
  targetType: string
  targetId: string | null
  targetLabel: string
  changes: AuditChanges
  detail: Record<string, unknown>
  outcome: 'done' | 'refused'
  reason: string
  ip: string | null
  userAgent: string | null
  requestId: string | null
  /** What belongs together: the request's id, or the bulk run's. */
  correlationId: string | null
}

/**
 * A row as a screen gets it: also what the users in it are called now, null for whoever is no user any more or not for the reader to see.
 * The labels are what they were called then.
 */
export type SeenEntry = AuditEntryView & { actorNow: string | null; targetNow: string | null }

/** One entry as operations write it. */
export type AuditEntry<E extends AuditEvent> = {
  target: AuditTarget
  detail: AuditDetail<E>
  changes?: AuditChanges
  reason?: string
  outcome?: 'done' | 'refused'
}

/** The changed fields among `names`, as before/after pairs; unchanged ones are left out. Dates compare by time. */
export function changesBetween<T extends Record<string, unknown>>(
  before: T,
  after: Partial<T>,
  names: readonly (keyof T & string)[],
): AuditChanges {
  const plain = (value: unknown) => (value instanceof Date ? value.toISOString() : value)
  const changes: AuditChanges = {}
  for (const name of names) {
    if (!(name in after)) continue
    const pair = { before: plain(before[name]), after: plain(after[name]) }
    if (JSON.stringify(pair.before) !== JSON.stringify(pair.after)) changes[name] = pair
  }
  return changes
}
