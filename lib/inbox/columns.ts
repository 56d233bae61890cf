// What a line of the inbox shows, read for the lines of one page only.
import { sql as raw, type RawBuilder } from 'kysely'
import type { Actor } from '../core/actor.ts'
import { userLabel } from '../groups/columns.ts'
import { usersWithin } from '../users/scope.ts'
import { itemsWithin } from './sources.ts'

/**
 * Whether somebody who is not this applicant has the same e-mail address or else the same name: users, and others who wait. Each is asked
 * of an index. The applicant is the row `item`.
 */
export function duplicateOf(hasName: RawBuilder<boolean>) {
  const users = (condition: RawBuilder<unknown>) => raw`exists (select from users where ${condition} and users.status <> 'ANONYMIZED')`
  const waiting = (condition: RawBuilder<unknown>) =>
    raw`(exists (select from enrollments other where ${condition} and other.state = 'PENDING' and other.id <> item.id)
      or exists (select from access_requests other where ${condition} and other.status = 'PENDING' and other.id <> item.id))`
  return raw<'email' | 'name' | null>`case
    when item.email <> '' and (${users(raw`lower(users.email) = lower(item.email)`)} or ${waiting(raw`lower(other.email) = lower(item.email)`)}) then 'email'
    when ${hasName} and (${users(raw`users.sort_name = item.sort_name`)} or ${waiting(raw`other.sort_name = item.sort_name`)}) then 'name' end`
}
const NAMED = raw<boolean>`btrim(item.first_name || item.last_name) <> ''`

const GROUP = raw`(select jsonb_build_object('id', groups.id, 'name', groups.name) from groups where groups.id = item.group_id)`

/** Whether an item is the viewer's own: it carries their e-mail address. */
const isOwn = (actor: Actor) =>
  raw<boolean>`coalesce(lower(item.email) = (select lower(own.email) from users own where own.id = ${actor.id}::uuid), false)`
const mayDecide = (actor: Actor) => itemsWithin(actor, 'enrollment:approve', raw`item.group_id`)

const enrollment = (actor: Actor) => raw`
  select item.version, coalesce(nullif(btrim(item.first_name || ' ' || item.last_name), ''), nullif(item.username, ''), item.email) as applicant,
    item.username, item.email, item.organisation, ''::text as reason,
    case when pool.kind <> 'invitation' then jsonb_build_object('id', pool.id, 'name', pool.name) end as pool, ${GROUP} as "group",
    coalesce(nullif(item.started_by_label, ''), pool.owner_label, '') as "invitedBy", item.source::text as source,
    item.ready_at is not null as ready, item.email_confirmed_at is not null as "emailConfirmed", pool.domains,
    case when item.state = 'PENDING' then ${duplicateOf(NAMED)} end as duplicate,
    item.needs_approval_code as "needsApprovalCode", case when item.needs_second_approver then item.first_approved_by_label end as "firstApprovedBy",
    item.created_at as "createdAt", item.state::text as state, item.decided_at as "decidedAt", item.decided_by_label as "decidedBy",
    ${isOwn(actor)} as "isOwn", ${mayDecide(actor)} as "mayDecide"
  from enrollments item left join enrollment_pools pool on pool.id = item.pool_id where picked.kind = 'enrollment' and item.id = picked.id`

const accessRequest = (actor: Actor) => raw`
  select item.version, item.full_name, '', item.email, item.organisation, left(item.reason, 300), null::jsonb, ${GROUP}, '', null, true, null::boolean,
    null::text[], case when item.status = 'PENDING' then ${duplicateOf(raw<boolean>`true`)} end, false, null, item.created_at, item.status::text,
    item.handled_at, item.handled_by_label, ${isOwn(actor)}, ${mayDecide(actor)}
  from access_requests item where picked.kind = 'access-request' and item.id = picked.id`

const groupRequest = (actor: Actor) => raw`
  select item.version, ${userLabel('users')}, users.username, case when ${usersWithin(actor, 'user:read')} then users.email end, users.organisation,
    left(item.reason, 300), null::jsonb, ${GROUP}, '', null, true, null::boolean, null::text[], null, false, null, item.created_at,
    item.status::text, item.decided_at, item.decided_by_label, item.user_id is not distinct from ${actor.id}::uuid, ${mayDecide(actor)}
  from group_requests item join users on users.id = item.user_id where picked.kind = 'group-request' and item.id = picked.id`

/** A lateral query for the columns of the row `picked` (`kind`, `id`). */
export const itemOf = (actor: Actor) => raw`(${enrollment(actor)} union all ${accessRequest(actor)} union all ${groupRequest(actor)})`
