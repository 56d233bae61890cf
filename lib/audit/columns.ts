import { sql as raw, type RawBuilder } from 'kysely'
import type { Actor } from '../core/actor.ts'
import { usersWithin } from '../users/scope.ts'
import { AUDIT_EVENTS, type AuditEntryView, type AuditEvent, type SeenEntry } from './events.ts'

/** An entry as the database gives it. */
export type AuditRow = Omit<AuditEntryView, 'sentence'>

/** The columns of AuditRow, for `select … from audit_events`. */
export const COLUMNS = raw`id, at, event, actor_kind as "actorKind", actor_id as "actorId", actor_label as "actorLabel",
  target_type as "targetType", target_id as "targetId", target_label as "targetLabel", changes, detail, outcome::text as outcome, reason, ip,
  user_agent as "userAgent", request_id as "requestId", correlation_id as "correlationId"`

/** An entry with what the users in it are called now. */
export type SeenRow = Omit<SeenEntry, 'sentence'>

/** What a target's id looks like when it can be cast to a uuid, for SQL. */
export const UUID = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'

/** The columns that SeenRow has beside AuditRow: one look by primary key each, so that the rows of a page need no second query. */
export function namesNow(actor: Actor) {
  const called = (id: RawBuilder<unknown>) => raw`(select coalesce(nullif(users.full_name, ''), users.username) from users
    where users.id = ${id} and ${usersWithin(actor, 'user:read')})`
  // A CASE, because a target's id need not be a uuid, and the cast would fail for the whole page.
  return raw`case when audit_events.actor_kind = 'user' then ${called(raw`audit_events.actor_id`)} end as "actorNow",
    case when audit_events.target_type = 'user' and audit_events.target_id ~ ${UUID} then ${called(raw`audit_events.target_id::uuid`)} end as "targetNow"`
}

/** The words between actor and target; of an event that this version does not know, its name. */
export const sentenceOf = (event: string): string =>
  Object.hasOwn(AUDIT_EVENTS, event) ? AUDIT_EVENTS[event as AuditEvent].sentence : event

/** An entry with its words, without what the row carried for paging. */
export function viewOf<R extends AuditRow>({ cursor_key: _key, ...row }: R & { cursor_key?: string }) {
  return { ...row, sentence: sentenceOf(row.event) }
}
