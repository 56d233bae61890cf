import { sql as raw } from 'kysely'
import type { Actor } from '../core/actor.ts'
import { runIn, sql, type Tx } from '../core/db.ts'
import { usersWithin } from '../users/scope.ts'

/** People whom a change concerns. `more`: the role is held in more ways than were looked at, so there may be more. Up to five names, those the actor may see. */
export type Affected = { count: number; more: boolean; names: string[] }
/** Who gains and who loses what, were a role to allow more or less. Whoever holds a permission in another way too neither gains nor loses it. */
export type Effects = {
  gaining: Affected
  losing: Affected
  perPermission: { permission: string; gaining: number; losing: number }[]
}

/** In how many ways a role may be held to be looked at one by one. */
const MOST_WAYS = 2_000

/** Who gains or loses a permission when the role comes to allow `gained` or no longer allows `lost`. */
const affected = (roleId: string, gained: readonly string[], lost: readonly string[]) => {
  const names = [...gained, ...lost]
  return raw`
    holders as materialized (select user_id, reach_group_id from effective_grants where role_id = ${roleId}::uuid limit ${MOST_WAYS + 1}),
    people as materialized (select id from users where id in (select user_id from holders) and status in ('ACTIVE', 'DEACTIVATED')),
    changed as materialized (select * from unnest(${names}::text[], ${names.map((_name, n) => n < gained.length)}::boolean[]) as changed (permission, gained)),
    otherwise as materialized (
      select distinct people.id as user_id, held.permission, held.reach_group_id
      -- One by one, by the indexes: joined as sets, the planner computes the rights of everybody first.
      from people cross join lateral (
        select permission, reach_group_id from effective_permission_paths
        where user_id = people.id and permission = any(${names}::text[]) and role_id is distinct from ${roleId}::uuid offset 0) as held),
    effects as materialized (
      select distinct people.id as user_id, changed.permission, changed.gained
      from holders join people on people.id = holders.user_id cross join changed
      where not exists (select from otherwise where otherwise.user_id = people.id and otherwise.permission = changed.permission
        and (otherwise.reach_group_id is null or exists (select from group_tree
          where group_tree.group_id = holders.reach_group_id and group_tree.ancestor_id = otherwise.reach_group_id))))`
}

const people = (actor: Actor, gained: boolean) => raw`jsonb_build_object(
  'count', (select least(count(distinct user_id), ${MOST_WAYS}) from effects where gained = ${gained}::boolean),
  'more', (select count(*) > ${MOST_WAYS} from holders),
  'names', (select coalesce(jsonb_agg(name), '[]') from (select coalesce(nullif(full_name, ''), username) as name from users
    where id in (select user_id from effects where gained = ${gained}::boolean) and ${usersWithin(actor, 'role:read')}
    order by sort_name, id limit 5) as named))`

/** What follows for whom when a role comes to allow `gained` and no longer `lost`, which must be all that changes. Counts active and deactivated users. */
export async function effectsOf(
  tx: Tx,
  actor: Actor,
  roleId: string,
  { gained, lost }: { gained: readonly string[]; lost: readonly string[] },
): Promise<Effects> {
  await tx.$executeRaw`select set_config('statement_timeout', '9s', true)`
  const query = raw<Effects>`with ${affected(roleId, gained, lost)}
    select ${people(actor, true)} as gaining, ${people(actor, false)} as losing,
      (select coalesce(jsonb_agg(jsonb_build_object('permission', permission, 'gaining', gaining, 'losing', losing) order by permission), '[]')
        from (select changed.permission, count(effects.user_id) filter (where changed.gained) as gaining,
            count(effects.user_id) filter (where not changed.gained) as losing
          from changed left join effects on effects.permission = changed.permission group by changed.permission) as each_one) as "perPermission"`
  const [found] = await runIn(tx, query.compile(sql))
  return found as Effects
}
