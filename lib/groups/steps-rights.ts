// Letting somebody into a group gives them what the group carries: nobody gives, or takes, what they do not hold (threats 38–40).
import { sql as raw, type RawBuilder } from 'kysely'
import type { Actor } from '../core/actor.ts'
import { runIn, sql, type Tx } from '../core/db.ts'
import { refuse } from '../core/errors.ts'
import { requireFreshFactor } from '../core/fresh-factor.ts'
import { whyNotRights, whyNotThatLong, type RightsAct } from './rules.ts'
import type { MemberRole } from './schema.ts'

/** A query for rights: rows of `permission`, `reach_group_id` (null: everywhere) and `until` (null: without end). */
export type Rights = RawBuilder<unknown>

const LIVING = raw<boolean>`(given.valid_until is null or given.valid_until > now())`
const uuids = (ids: readonly string[]) => raw`${[...ids]}::uuid[]`

/** What the members of these groups get from the groups themselves; not at all longer than their membership. */
const heldBy = (groups: RawBuilder<unknown>, until: Date | null): Rights => raw`
  select amounts.permission, given.reach_group_id, least(given.valid_until, ${until}::timestamptz) as until
  from grants given join role_effective_permissions amounts on amounts.role_id = given.role_id
  where given.group_id = any(${groups}) and ${LIVING}`

const chainOf = (groupId: string) => raw`array(select ancestor_id from group_tree where group_id = ${groupId}::uuid)`

/** What managing a group amounts to there: with `trusted`, as if the group were or were not. */
export const managing = (groupId: string, trusted: boolean, until: Date | null = null): Rights => raw`
  select inclusion.includes as permission, ${groupId}::uuid as reach_group_id, ${until}::timestamptz as until
  from group_manager_permissions given join permission_inclusions inclusion on inclusion.permission = given.permission
  where ${trusted} or not given.needs_trust`

/** What trusting a group adds to what its managers may do. */
export const addedByTrust = (groupId: string): Rights => raw`
  select inclusion.includes as permission, ${groupId}::uuid as reach_group_id, null::timestamptz as until
  from group_manager_permissions given join permission_inclusions inclusion on inclusion.permission = given.permission where given.needs_trust`

type Place = { id: string; trusted: boolean }
type AsMember = { role: MemberRole; validUntil: Date | null }

/** Everything that somebody has from being in a group: what it and the groups above it hold, and for managers what managing is. */
export const carriedBy = (group: Place, { role, validUntil }: AsMember): Rights =>
  role === 'manager'
    ? raw`${heldBy(chainOf(group.id), validUntil)} union all ${managing(group.id, group.trusted, validUntil)}`
    : heldBy(chainOf(group.id), validUntil)

/**
 * What hangs on a group being below others: their roles for its members, and itself for whoever holds something within those others or
 * manages one of them.
 */
export const carriedFromAbove = (groupId: string, above: readonly string[]): Rights => raw`
  ${heldBy(uuids(above), null)}
  union all select amounts.permission, ${groupId}::uuid, given.valid_until
    from grants given join role_effective_permissions amounts on amounts.role_id = given.role_id
    where given.reach_group_id = any(${uuids(above)}) and ${LIVING}
  union all select inclusion.includes, ${groupId}::uuid, manager.valid_until
    from group_managers manager join groups managed on managed.id = manager.group_id
    join group_manager_permissions given on managed.trusted or not given.needs_trust
    join permission_inclusions inclusion on inclusion.permission = given.permission
    where manager.group_id = any(${uuids(above)})`

/** What is lost with a group: what its members had from it, and what is limited to it. */
export const lostWith = (group: Place): Rights => raw`${carriedBy(group, { role: 'manager', validUntil: null })}
  union all select amounts.permission, given.reach_group_id, given.valid_until
    from grants given join role_effective_permissions amounts on amounts.role_id = given.role_id
    where given.reach_group_id = ${group.id}::uuid and ${LIVING}`

type Lacking = { any: boolean; missing: string[]; until: Date | null }

/** Which of the rights the actor lacks with that reach, and the earliest end of those that end before they would. */
async function lackingOf(tx: Tx, actor: Actor, rights: Rights): Promise<Lacking> {
  const everywhere = [...actor.grants].flatMap(([permission, reach]) => (reach === 'everywhere' ? [permission] : []))
  const within = [...actor.grants].flatMap(([permission, reach]) =>
    reach === 'everywhere' ? [] : reach.map((group) => ({ permission, group })),
  )
  // Who has an end is known of users alone; keys and jobs are limited by their grants.
  const ownId = actor.kind === 'user' ? actor.id : null
  const query = raw<Lacking>`
    with needed as (select permission, reach_group_id, max(coalesce(until, 'infinity')) as until from (${rights}) as every_one group by 1, 2),
      own as (select permission, reach_group_id, max(coalesce(valid_until, 'infinity')) as until from effective_permission_paths
        where user_id = ${ownId}::uuid group by 1, 2),
      ends as (select needed.until as wanted, max(own.until) as until from needed join own on own.permission = needed.permission
        and (own.reach_group_id is null or own.reach_group_id in (select ancestor_id from group_tree where group_id = needed.reach_group_id))
        group by needed.permission, needed.reach_group_id, needed.until)
    select exists (select from needed) as any, (select min(until) from ends where until < wanted) as until,
      array(select distinct permission from needed where permission <> all(${everywhere}::text[]) and not exists (
        select from unnest(${within.map((each) => each.permission)}::text[], ${within.map((each) => each.group)}::uuid[]) as mine (permission, group_id)
        join group_tree on group_tree.ancestor_id = mine.group_id and group_tree.group_id = needed.reach_group_id
        where mine.permission = needed.permission) order by permission) as missing`
  const [found] = await runIn(tx, query.compile(sql))
  return found ?? { any: false, missing: [], until: null }
}

/**
 * Throws RULE unless the actor may give all of these rights: EXCEEDS_OWN_RIGHTS for what they do not hold in that reach, EXCEEDS_OWN_TIME
 * for what they hold less long. `what` says the act in words ("add members to this group"). Giving any right asks for a fresh factor. Says
 * whether any is given.
 */
export async function insistOnMayGiveRights(tx: Tx, actor: Actor, rights: Rights, what: string): Promise<boolean> {
  const act: RightsAct = { gives: true, what }
  const { any, missing, until } = actor.kind === 'system' ? await givenBySystem(tx, rights) : await lackingOf(tx, actor, rights)
  refuse(whyNotRights(act, missing))
  refuse(whyNotThatLong(act, until))
  if (any) requireFreshFactor(actor)
  return any
}

async function givenBySystem(tx: Tx, rights: Rights): Promise<Lacking> {
  const [found] = await runIn(tx, raw<{ any: boolean }>`select exists (${rights}) as any`.compile(sql))
  return { any: found?.any ?? false, missing: [], until: null }
}

/** Throws RULE EXCEEDS_OWN_RIGHTS unless the actor holds all of these rights, which an act would take from others. */
export async function insistOnMayTakeRights(tx: Tx, actor: Actor, rights: Rights, what: string): Promise<void> {
  if (actor.kind === 'system') return
  const { missing } = await lackingOf(tx, actor, rights)
  refuse(whyNotRights({ gives: false, what }, missing))
}
