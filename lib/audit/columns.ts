import { sql as raw, type RawBuilder } from 'kysely'
import { canEverywhere, type Actor } from '../core/actor.ts'
import { groupIdWithin } from '../groups/scope.ts'
import { UNSEEN_GROUP } from '../roles/held.ts'
import { usersWithin } from '../users/scope.ts'
import { AUDIT_EVENTS, type AuditEntryView, type AuditEvent, type SeenEntry } from './events.ts'

/** An entry as the database gives it. */
export type AuditRow = Omit<AuditEntryView, 'sentence'>

const columnsWith = (
  detail: RawBuilder<unknown>,
) => raw`id, at, event, actor_kind as "actorKind", actor_id as "actorId", actor_label as "actorLabel",
  target_type as "targetType", target_id as "targetId", target_label as "targetLabel", changes, ${detail} as detail, outcome::text as outcome, reason,
  ip, user_agent as "userAgent", request_id as "requestId", correlation_id as "correlationId"`

/** The columns of AuditRow, for `select … from audit_events`, as they were written. */
export const COLUMNS = columnsWith(raw`detail`)

/**
 * The same for this reader. Whoever reads the log within groups only is told of other groups neither name nor id: what is done to a user in
 * a group out of sight is in their log too.
 */
export function columnsSeenBy(actor: Actor): RawBuilder<unknown> {
  if (canEverywhere(actor, 'audit:read')) return COLUMNS
  const seen = (is: RawBuilder<boolean>) =>
    raw`exists (select from groups named where ${is} and (${groupIdWithin(actor, 'group:read', raw`named.id`)} or ${groupIdWithin(actor, 'audit:read', raw`named.id`)}))`
  const byId = seen(raw<boolean>`named.id::text = detail ->> 'groupId'`)
  return columnsWith(raw`case when event like 'group.%' or event like 'role.%' then (select coalesce(jsonb_object_agg(key, case
      when jsonb_typeof(value) <> 'string' or value #>> '{}' = 'everywhere' then value
      when key = 'group' and not ${byId} then to_jsonb(${UNSEEN_GROUP}::text)
      when key = 'groupId' and not ${byId} then 'null'
      when key in ('reach', 'from', 'to', 'parent') and not ${seen(raw<boolean>`lower(named.name) = lower(value #>> '{}')`)}
        then to_jsonb(${UNSEEN_GROUP}::text)
      else value end), '{}') from jsonb_each(detail)) else detail end`)
}

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
