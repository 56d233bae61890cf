// What approvers see of one enrollment.
import { sql as raw, type RawBuilder } from 'kysely'
import { COLUMNS, viewOf, type AuditRow } from '../audit/columns.ts'
import { isAllowedDomain } from '../enrollment-pools/rules.ts'
import { reachOf, type Actor } from '../core/actor.ts'
import { notFound } from '../core/errors.ts'
import { defineQuery } from '../core/operation.ts'
import type { Permission } from '../core/permissions.ts'
import { labelOf as userLabelOf } from '../users/rules.ts'
import { usersWithin } from '../users/scope.ts'
import { hasMail } from './codes.ts'
import { ENROLLMENT, FROM_ENROLLMENTS, type EnrollmentRecord } from './columns.ts'
import { decidedWords, labelOf, missingOf, missingWords, whyNotComplete, whyNotDecide } from './rules.ts'
import { enrollmentIdInput } from './schema.ts'
import { enrollmentsWithin } from './scope.ts'
import type { Checks, Duplicate, EnrollmentDetail, Message, WhyNot } from './views.ts'

/** So many possible duplicates are named, of each kind. */
const MOST_DUPLICATES = 5
const MOST_HISTORY = 200

type Stored<T> = { [K in keyof T]: T[K] extends Date ? string : T[K] }
type FoundDuplicate = { kind: 'user' | 'enrollment'; id: string; label: string | null; by: 'email' | 'name' }
type Row = EnrollmentRecord & {
  above: string[]
  ownEmail: string | null
  group: EnrollmentDetail['group']
  groups: { id: string; name: string }[]
  roles: { id: string; name: string; reach: string }[]
  linkNumber: number | null
  user: { id: string; username: string; fullName: string; status: string; revocationReason: string; seen: boolean } | null
  messages: Stored<Message>[]
  duplicates: FoundDuplicate[]
}

const USER_LABEL = raw`case when users.full_name = '' then users.username else users.full_name || ' (' || users.username || ')' end`
const OTHER_LABEL = raw`coalesce(nullif(btrim(other.first_name || ' ' || other.last_name), ''), nullif(other.username, ''), other.email)`
const HAS_NAME = raw`btrim(enrollments.first_name || enrollments.last_name) <> ''`

/** Users and waiting enrollments that may be the same person: one more of each than is named, so that it shows whether there are more. */
function duplicates(actor: Actor): RawBuilder<unknown> {
  const users = (by: 'email' | 'name', is: RawBuilder<unknown>) => raw`(select 'user' as kind, users.id, ${by} as by,
      case when ${usersWithin(actor, 'user:read')} then ${USER_LABEL} end as label
    from users where ${is} and users.id is distinct from enrollments.user_id order by users.id limit ${MOST_DUPLICATES + 1})`
  const within = enrollmentsWithin(actor, 'enrollment:read')
  const others = (by: 'email' | 'name', is: RawBuilder<unknown>) => raw`(select 'enrollment' as kind, other.id, ${by} as by,
      case when other.seen then ${OTHER_LABEL} end as label
    from (select enrollments.*, ${within} as seen from enrollments where state = 'PENDING') as other
    where ${is} and other.id <> enrollments.id order by other.id limit ${MOST_DUPLICATES + 1})`
  return raw`(select coalesce(jsonb_agg(jsonb_build_object('kind', found.kind, 'id', found.id, 'by', found.by, 'label', found.label)), '[]') from (
      ${users('email', raw`enrollments.email <> '' and lower(users.email) = lower(enrollments.email)`)}
      union all ${users('name', raw`${HAS_NAME} and users.sort_name = enrollments.sort_name`)}
      union all ${others('email', raw`enrollments.email <> '' and lower(other.email) = lower(enrollments.email)`)}
      union all ${others('name', raw`${HAS_NAME} and other.sort_name = enrollments.sort_name`)}) as found)`
}

const detailRow = (actor: Actor, enrollmentId: string) => raw<Row>`select ${ENROLLMENT},
    array(select ancestor_id::text from group_tree where group_id = enrollments.group_id) as above,
    (select email from users where id = ${actor.kind === 'user' ? actor.id : null}::uuid) as "ownEmail",
    (select jsonb_build_object('id', groups.id, 'name', groups.name) from groups where groups.id = enrollments.group_id) as "group",
    (select coalesce(jsonb_agg(jsonb_build_object('id', groups.id, 'name', groups.name) order by groups.name), '[]')
      from enrollment_pool_groups given join groups on groups.id = given.group_id where given.pool_id = enrollments.pool_id) as groups,
    (select coalesce(jsonb_agg(jsonb_build_object('id', roles.id, 'name', roles.name, 'reach', coalesce(reach.name, 'everywhere')) order by roles.name), '[]')
      from enrollment_pool_roles given join roles on roles.id = given.role_id left join groups reach on reach.id = given.reach_group_id
      where given.pool_id = enrollments.pool_id) as roles,
    (select number from enrollment_links where enrollment_links.id = enrollments.link_id) as "linkNumber",
    (select jsonb_build_object('id', users.id, 'username', users.username, 'fullName', users.full_name, 'status', users.status,
        'revocationReason', users.revocation_reason, 'seen', ${usersWithin(actor, 'user:read')})
      from users where users.id = enrollments.user_id) as user,
    (select coalesce(jsonb_agg(jsonb_build_object('id', message.id, 'fromApplicant', message.from_applicant, 'author', nullif(message.author_label, ''),
        'text', message.text, 'createdAt', message.created_at) order by message.created_at, message.id), '[]')
      from enrollment_messages message where message.enrollment_id = enrollments.id) as messages,
    ${duplicates(actor)} as duplicates
  from ${FROM_ENROLLMENTS} where enrollments.id = ${enrollmentId}::uuid and ${enrollmentsWithin(actor, 'enrollment:read')}`

/** What happened to it, and the end of the access that it gave. */
const history = (row: Row) => raw<AuditRow>`select ${COLUMNS} from audit_events
  where (target_type = 'enrollment' and target_id = ${row.id})
    or (target_type = 'user' and target_id = ${row.user?.seen ? row.user.id : ''} and event in ('user.deactivated', 'user.reactivated', 'user.deleted', 'user.restored'))
  order by at, id limit ${MOST_HISTORY}`

/** Each of them once, an address before a name, those in sight by name and the others as a number. */
function checksOf(row: Row): Checks {
  const once = new Map<string, FoundDuplicate>()
  for (const each of row.duplicates) if (!once.has(each.id)) once.set(each.id, each)
  const named = [...once.values()].filter((each): each is Duplicate => each.label !== null)
  const { pool } = row
  return {
    email: row.emailConfirmedAt ? 'confirmed' : hasMail() ? 'unconfirmed' : 'unknown',
    domain: !pool || pool.domains.length === 0 ? 'any' : isAllowedDomain(pool.domains, row.email) ? 'allowed' : 'not-allowed',
    missing: row.state === 'PENDING' ? missingWords(missingOf(row, pool)) : [],
    duplicates: [...named.filter(({ kind }) => kind === 'user').slice(0, MOST_DUPLICATES), ...named.filter(({ kind }) => kind === 'enrollment').slice(0, MOST_DUPLICATES)], // prettier-ignore
    hiddenDuplicates: once.size - named.length,
  }
}

function actsOf(actor: Actor, row: Row): Pick<EnrollmentDetail, 'whyNotApprove' | 'whyNotReject' | 'whyNotAsk'> {
  const reach = reachOf(actor, 'enrollment:approve' satisfies Permission)
  const may = reach === 'everywhere' || (reach ?? []).some((groupId) => row.above.includes(groupId))
  const decided: WhyNot = row.state === 'PENDING' ? null : { reason: 'DECIDED', message: decidedWords(row) }
  const base = may ? decided : { reason: 'FORBIDDEN', message: 'Your roles do not allow you to decide who joins here.' }
  const by = { id: actor.id, email: row.ownEmail }
  const decidable = { ...row, ownerId: row.pool?.ownerId ?? null }
  return {
    whyNotApprove: base ?? whyNotDecide(by, decidable, 'approve') ?? whyNotComplete(missingOf(row, row.pool)),
    whyNotReject: base ?? whyNotDecide(by, decidable, 'reject'),
    whyNotAsk: base,
  }
}

function invitedBy(row: Row): string | null {
  if (row.source === 'invitation') return row.pool?.ownerLabel ?? null
  return row.startedByLabel || null
}

function viewDetail(actor: Actor, row: Row, entries: readonly AuditRow[]): EnrollmentDetail {
  const { id, version, source, state, username, email, emailConfirmedAt, firstName, lastName, organisation, answers, extra } = row
  const { termsAgreedAt, createdAt, readyAt, expiresAt, reason, reasonShared, note, noteShared, pool, user } = row
  const certificate = row.certificate === 'on_approval' || (row.certificate === 'on_request' && row.csr !== '')
  return {
    ...{ id, version, source, state, username, email, emailConfirmedAt, firstName, lastName, organisation, answers, extra },
    ...{ termsAgreedAt, createdAt, readyAt, expiresAt, reason, reasonShared, note, noteShared },
    label: labelOf(row),
    pool: pool && { id: pool.id, name: pool.name, isDeleted: pool.isDeleted, kind: pool.kind, ownerLabel: pool.ownerLabel },
    group: row.group,
    linkNumber: row.linkNumber,
    invitedBy: invitedBy(row),
    gives: {
      groups: [...(row.group ? [row.group] : []), ...row.groups.filter((each) => each.id !== row.group?.id)],
      roles: row.roles,
      certificate,
    },
    needsApprovalCode: row.needsApprovalCode,
    needsSecondApprover: row.needsSecondApprover,
    firstApproved: row.firstApprovedAt && { by: row.firstApprovedByLabel, byId: row.firstApprovedById, at: row.firstApprovedAt },
    decided: row.decidedAt && { by: row.decidedByLabel, byId: row.decidedById, at: row.decidedAt },
    user: user?.seen ? { id: user.id, label: userLabelOf(user), status: user.status, revocationReason: user.revocationReason } : null,
    checks: checksOf(row),
    messages: row.messages.map((message) => ({ ...message, createdAt: new Date(message.createdAt) })),
    history: entries.map((entry) => viewOf(entry)),
    ...actsOf(actor, row),
  }
}

/**
 * Everything that an approver looks at before deciding, in two round trips: what was filled in, what approving gives, checks, questions, and
 * what happened. Never a code. Whether the viewer may give what the pool gives is found out when they approve. NOT_FOUND out of reach.
 */
export const getEnrollment = defineQuery({
  name: 'getEnrollment',
  permission: 'enrollment:read',
  input: enrollmentIdInput,
  async run({ actor, sql }, { enrollmentId }): Promise<EnrollmentDetail> {
    const row = (await detailRow(actor, enrollmentId).execute(sql)).rows[0]
    if (!row) throw notFound('Enrollment')
    return viewDetail(actor, row, (await history(row).execute(sql)).rows)
  },
})
