// Noting, once, that approvers are told of items.
import { sql as raw } from 'kysely'
import { runIn, sql, type Tx } from '../core/db.ts'
import { REMINDER_BATCH } from './rules.ts'
import type { InboxKind } from './schema.ts'

/** An item as mails about it speak of it; `email` in lower case. */
export type Told = { groupId: string | null; who: string; place: string; reason: string; email: string }

/** Notes that approvers were told of the item, once: nothing when they were, or when it does not wait. */
export async function claim(tx: Tx, kind: InboxKind, itemId: string): Promise<Told | undefined> {
  const group = raw`coalesce((select name from groups where groups.id = item.group_id), '')`
  const claims = {
    enrollment: raw<Told>`update enrollments item set notified_at = now()
      where id = ${itemId}::uuid and notified_at is null and state = 'PENDING' and ready_at is not null
      returning group_id::text as "groupId", coalesce(nullif(btrim(first_name || ' ' || last_name), ''), nullif(username, ''), email) as who,
        coalesce(nullif(${group}, ''), (select name from enrollment_pools where enrollment_pools.id = item.pool_id and kind <> 'invitation'), '') as place,
        '' as reason, lower(email) as email`,
    'access-request': raw<Told>`update access_requests item set notified_at = now() where id = ${itemId}::uuid and notified_at is null and status = 'PENDING'
      returning group_id::text as "groupId", full_name as who, ${group} as place, reason, lower(email) as email`,
    // Managers of trusted groups are told of these when they come, see `requestToJoin`.
    'group-request': raw<Told>`select null as "groupId", '' as who, '' as place, '' as reason, '' as email where false`,
  }
  return (await runIn(tx, claims[kind].compile(sql)))[0]
}

type Overdue = { groupId: string | null; items: number }

/** Notes of up to 500 items that approvers are reminded of them, oldest first, and counts them by group. */
export const claimOverdue = (tx: Tx, days: number) => tx.$queryRaw<Overdue[]>`
  with enrollment as (
    update enrollments set reminded_at = now() where id in (select id from enrollments
      where state = 'PENDING' and ready_at is not null and reminded_at is null and ready_at < now() - make_interval(days => ${days})
      order by ready_at, id limit ${REMINDER_BATCH} for update skip locked) returning group_id),
  request as (
    update access_requests set reminded_at = now() where id in (select id from access_requests
      where status = 'PENDING' and reminded_at is null and created_at < now() - make_interval(days => ${days})
      order by created_at, id limit ${REMINDER_BATCH} for update skip locked) returning group_id),
  joining as (
    update group_requests set reminded_at = now() where id in (select id from group_requests
      where status = 'PENDING' and reminded_at is null and created_at < now() - make_interval(days => ${days})
      order by created_at, id limit ${REMINDER_BATCH} for update skip locked) returning group_id)
  select group_id::text as "groupId", count(*)::int as items
  from (select * from enrollment union all select * from request union all select * from joining) as item group by group_id`
