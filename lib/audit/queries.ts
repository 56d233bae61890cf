import { sql as raw } from 'kysely'
import { canEverywhere } from '../core/actor.ts'
import { notFound } from '../core/errors.ts'
import { keyset } from '../core/keyset.ts'
import { defineQuery } from '../core/operation.ts'
import { usersWithin } from '../users/scope.ts'
import { AUDIT_EVENTS, type AuditChanges, type AuditEvent } from './events.ts'
import { userActivityInput } from './schema.ts'

type Row = {
  id: string
  at: Date
  event: string
  actorKind: string
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
}
/** A row of the log with the words between actor and target. */
export type ActivityEntry = Row & { sentence: string }

const sentenceOf = (event: string) => (event in AUDIT_EVENTS ? AUDIT_EVENTS[event as AuditEvent].sentence : event)

const COLUMNS = raw`id, at, event, actor_kind as "actorKind", actor_id as "actorId", actor_label as "actorLabel", target_type as "targetType",
  target_id as "targetId", target_label as "targetLabel", changes, detail, outcome::text as outcome, reason, ip`

/**
 * What was done to a user and what they did, newest first, keyset pages; for whoever may read the audit log and may see the user.
 * NOT_FOUND when the user is out of reach. Both halves are read by their own index and then merged.
 */
export const listUserActivity = defineQuery({
  name: 'listUserActivity',
  permission: 'audit:read',
  input: userActivityInput,
  async run({ actor, sql }, { userId, ...paging }) {
    const known = await raw`select from users where id = ${userId}::uuid and ${usersWithin(actor, 'audit:read')}`.execute(sql)
    if (known.rows.length === 0) throw notFound('User')
    const { condition, orderBy, cursorKey, limit, page } = keyset(
      { expression: raw`at`, type: 'timestamptz' },
      { ...paging, last: false, direction: 'desc' },
    )
    // What they did elsewhere is about others: whoever reads within groups reads it of users there only.
    const elsewhere = canEverywhere(actor, 'audit:read')
      ? raw<boolean>`true`
      : raw<boolean>`target_type = 'user' and exists (select from users where users.id::text = target_id and ${usersWithin(actor, 'audit:read')})`
    const half = (of: ReturnType<typeof raw<boolean>>) =>
      raw`(select ${COLUMNS}, ${cursorKey} as cursor_key from audit_events where ${of} and ${condition} order by ${orderBy} limit ${limit})`
    const found = await raw<Row & { cursor_key: string }>`
      select * from (${half(raw<boolean>`target_type = 'user' and target_id = ${userId}::uuid::text`)}
        union ${half(raw<boolean>`actor_id = ${userId}::uuid and ${elsewhere}`)}) as either order by ${orderBy} limit ${limit}`.execute(sql)
    const { rows, previous, next } = page(found.rows)
    return {
      entries: rows.map(({ cursor_key: _own, ...row }): ActivityEntry => ({ ...row, sentence: sentenceOf(row.event) })),
      previous,
      next,
    }
  },
})
