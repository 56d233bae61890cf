import { sql as raw } from 'kysely'
import { AUDIT_EVENTS, type AuditEntryView, type AuditEvent } from './events.ts'

/** An entry as the database gives it. */
export type AuditRow = Omit<AuditEntryView, 'sentence'>

/** The columns of AuditRow, for `select … from audit_events`. */
export const COLUMNS = raw`id, at, event, actor_kind as "actorKind", actor_id as "actorId", actor_label as "actorLabel",
  target_type as "targetType", target_id as "targetId", target_label as "targetLabel", changes, detail, outcome::text as outcome, reason, ip,
  user_agent as "userAgent", request_id as "requestId", correlation_id as "correlationId"`

/** The words between actor and target; of an event that this version does not know, its name. */
export const sentenceOf = (event: string): string =>
  Object.hasOwn(AUDIT_EVENTS, event) ? AUDIT_EVENTS[event as AuditEvent].sentence : event

/** An entry with its words, without what the row carried for paging. */
export function viewOf({ cursor_key: _key, ...row }: AuditRow & { cursor_key?: string }): AuditEntryView {
  return { ...row, sentence: sentenceOf(row.event) }
}
