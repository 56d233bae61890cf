// What lists and pages of pools and invitations read of `enrollment_pools`.
import { sql as raw, type RawBuilder } from 'kysely'
import type { Actor } from '../core/actor.ts'
import { userLabel, countTo } from '../groups/columns.ts'
import { groupIdWithin } from '../groups/scope.ts'
import { UNSEEN_GROUP } from '../roles/held.ts'
import { usersWithin } from '../users/scope.ts'
import type { InvitationState, LinkState, PoolState } from './list.ts'

/** Enrollments and links of a row in a list are counted to here. */
export const ROW_COUNT = 1_000
/** The longest count of a page. */
export const COUNT_LIMIT = 10_000

const UNUSED = raw`select from enrollment_links where pool_id = enrollment_pools.id and voided_at is null and uses = 0`

/** What a pool is at this moment, by the database's clock. */
export const POOL_STATE = raw<PoolState>`case when enrollment_pools.deleted_at is not null then 'deleted'
  when not enrollment_pools.active then 'paused' when enrollment_pools.expires_at <= now() then 'expired'
  when enrollment_pools.used >= enrollment_pools.quota or (enrollment_pools.kind = 'single_use' and not exists (${UNUSED})) then 'used-up'
  else 'active' end`

/** What an invitation is at this moment. One whose group was deleted lets nobody in any more, like one that was revoked. */
export const INVITATION_STATE = raw<InvitationState>`case when enrollment_pools.used > 0 then 'accepted'
  when enrollment_pools.deleted_at is not null or not enrollment_pools.active then 'revoked'
  when enrollment_pools.expires_at <= now() then 'expired' else 'open' end`

/** What a link is, as a condition and as a word. The link of a shared pool is unused until somebody enrolls with it. */
export const LINK_STATE = raw<LinkState>`case when enrollment_links.uses > 0 then 'used'
  when enrollment_links.voided_at is not null then 'void' else 'unused' end`

const isOwner = raw`owner.id = enrollment_pools.owner_id`

/** The owner as `Owner`: by today's name for whoever may look them up, else by the name of then. */
export const owner = (actor: Actor): RawBuilder<unknown> => raw`coalesce(
  (select jsonb_build_object('id', owner.id, 'label', ${userLabel('owner')}, 'gone', owner.status <> 'ACTIVE') from users owner
    where ${isOwner} and owner.status <> 'ANONYMIZED' and exists (select from users where users.id = owner.id and ${usersWithin(actor, 'user:read')})),
  jsonb_build_object('id', null, 'label', enrollment_pools.owner_label,
    'gone', not exists (select from users owner where ${isOwner} and owner.status = 'ACTIVE')))`

/** A group as `{ id, name }` for whoever may see it; for others without its name. */
export const groupSeen = (actor: Actor, table: string): RawBuilder<unknown> => {
  const of = (column: string) => raw.ref(`${table}.${column}`)
  return raw`jsonb_build_object('id', ${of('id')}, 'name', case when ${groupIdWithin(actor, 'group:read', of('id'))} then ${of('name')}
    else ${UNSEEN_GROUP}::text end)`
}

/** The group that the pool belongs to, as `{ id, name }` or null. */
export const groupOf = (actor: Actor): RawBuilder<unknown> =>
  raw`(select ${groupSeen(actor, 'belongs')} from groups belongs where belongs.id = enrollment_pools.group_id)`

/** How many enrollments of the pool are in a state, counted to `limit`. */
export const enrollments = (state: string, limit: number = ROW_COUNT): RawBuilder<number> =>
  countTo(limit, raw`select from enrollments where pool_id = enrollment_pools.id and state = ${state}::"EnrollmentState"`)

/** How many links of the pool are unused, counted to `limit`. */
export const unusedLinks = (limit: number): RawBuilder<number> => countTo(limit, UNUSED)

/** The columns of `PoolSummary`. */
export const summary = (
  actor: Actor,
): RawBuilder<unknown> => raw`enrollment_pools.id, enrollment_pools.kind::text as kind, enrollment_pools.name,
  ${owner(actor)} as owner, ${POOL_STATE} as state, enrollment_pools.expires_at as "expiresAt", enrollment_pools.quota, enrollment_pools.used,
  case when enrollment_pools.kind = 'single_use' then ${unusedLinks(ROW_COUNT)} end as "unusedLinks", ${groupOf(actor)} as "group",
  enrollment_pools.needs_approval as "needsApproval", enrollment_pools.listed, enrollment_pools.created_at as "createdAt",
  ${enrollments('PENDING')} as pending, ${enrollments('APPROVED')} as approved`
