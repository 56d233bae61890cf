import type { Client } from 'pg'
import { ADMIN_ROLE_ID, BUILT_IN_ROLES } from '../lib/roles/built-in.ts'
import { BENCH_ADMINISTRATOR, groupsFor } from './parameters.ts'

const BATCH = 20_000

/**
 * Groups six deep (each group has four sub-groups, and every thousand a root of its own), of which a quarter is approved and one in twenty
 * trusted; two memberships for each user, more of them in the low numbers, some with an end, one in fifty as a manager.
 */
export async function fillGroups(client: Client, users: number): Promise<void> {
  const groups = groupsFor(users)
  await client.query(
    `insert into groups (id, name, description, approved, trusted, parent_id, owner_id)
     select pg_temp.group_id(g), 'Group ' || g, '', g % 4 = 0, g % 20 = 0, case when g > $2::bigint then pg_temp.group_id(1 + (g - $2::bigint - 1) / 4) end,
       case when g % 3 = 0 then people.id end
     from generate_series(1, $1::bigint) as g left join people on people.i = 1 + pg_temp.pick(g, 70, $3::bigint) order by g`,
    [groups, Math.max(1, Math.floor(groups / 1000)), users],
  )
  for (let from = 1; from <= users; from += BATCH)
    await client.query(
      `insert into group_members (group_id, user_id, role, valid_until)
       select pg_temp.group_id(1 + (power(pg_temp.pick(i, 20 + k, 10000) / 10000.0, 2) * $3::bigint)::bigint % $3::bigint), id,
         (case when pg_temp.pick(i, 50 + k, 50) = 0 then 'manager' else 'member' end)::"GroupMemberRole",
         case pg_temp.pick(i, 30 + k, 50) when 0 then pg_temp.today() + interval '1 year' when 1 then pg_temp.today() - interval '1 month' end
       from people, generate_series(0, 3) as k
       where i between $1 and $2 and pg_temp.pick(i, 40 + k, 100) < 80 - 20 * k
       on conflict do nothing`,
      [from, from + BATCH - 1, groups],
    )
}

/** The id of a built-in role. Throws when there is none of this name. */
export const roleId = (name: string): string => {
  const role = BUILT_IN_ROLES.find((each) => each.name === name)
  if (!role) throw new Error(`There is no built-in role ${name}.`)
  return role.id
}
/** The role that nobody is given but groups, so that whoever looks for its holders has to look through them. */
export const INHERITED_ROLE_ID = roleId('RESEARCHER')
/** A permission of a client application that every fourth team has: thousands hold it, directly and through groups. */
export const WIDE_PERMISSION = 'depot.task-1'
/** A permission that a few roles amount to which only some are given directly. */
export const NARROW_PERMISSION = 'audit:export'

const TEAMS = 40

/** Forty roles of teams, each with permissions of a client application and a few of ours that can be held within a group. */
async function fillRoles(client: Client) {
  await client.query(
    `with defined as (
       insert into permissions (name, id, description, built_in)
       select 'depot.task-' || n, pg_temp.uuid7(pg_temp.today(), 'permission ' || n), 'Task ' || n || ' of the depot', false from generate_series(0, 9) as n
       returning name)
     insert into permission_inclusions (permission, includes) select name, name from defined`,
  )
  await client.query(
    `insert into roles (id, name, description)
     select pg_temp.uuid7(pg_temp.today(), 'team ' || n), 'Team ' || n, 'What team ' || n || ' does' from generate_series(1, $1::int) as n`,
    [TEAMS],
  )
  await client.query(
    `insert into role_permissions (role_id, permission)
     select pg_temp.uuid7(pg_temp.today(), 'team ' || n), permission from generate_series(1, $1::int) as n,
       unnest(array['depot.task-' || n % 10, 'depot.task-' || n % 4, case when n % 5 = 0 then 'user:read' end, case when n % 10 = 0 then 'group:read' end]) as permission
     where permission is not null on conflict do nothing`,
    [TEAMS],
  )
}

/**
 * One grant for every ten users: administrators, auditors and staff directly; a role that is inherited from one group in a hundred; group
 * managers within their groups; team roles for users and for every fourth group, some of them within a group, some with an end, some ended.
 */
export async function fillGrants(client: Client, users: number): Promise<void> {
  const groups = groupsFor(users)
  await fillRoles(client)
  const grant = `insert into grants (id, role_id, user_id, group_id, reach_group_id, valid_until, granted_by_label)`
  const anId = (seed: string) => `pg_temp.uuid7(pg_temp.today(), ${seed})`
  const aTeam = (seed: string) => anId(`'team ' || (1 + ${seed})`)
  await client.query(
    `${grant} select ${anId(`'administrator ' || id`)}, $1, id, null, null, null, 'start' from users where username = $2
       or id in (select id from people where i in (1, 2))`,
    [ADMIN_ROLE_ID, BENCH_ADMINISTRATOR],
  )
  for (const [name, every] of [
    ['Staff', 500],
    ['Auditor', 5_000],
  ] as const)
    await client.query(`${grant} select ${anId(`'${name} ' || i`)}, $1, id, null, null, null, 'start' from people where i % $2 = 7`, [
      roleId(name),
      every,
    ])
  await client.query(
    `${grant} select ${anId(`'inherited ' || g`)}, $1, null, pg_temp.group_id(g), null, null, 'start' from generate_series(50, $2::bigint, 100) as g`,
    [INHERITED_ROLE_ID, groups],
  )
  await client.query(
    `${grant} select ${anId(`'manager ' || g`)}, $1, id, null, pg_temp.group_id(1 + g * 2 % $2::bigint), null, 'start'
     from generate_series(1, $2::bigint * 2 / 5) as g join people on people.i = 1 + pg_temp.pick(g, 50, $3::bigint) on conflict do nothing`,
    [roleId('Group manager'), groups, users],
  )
  await client.query(
    `${grant} select ${anId(`'team of group ' || g`)}, ${aTeam(`pg_temp.pick(g, 71, ${TEAMS})`)}, null, pg_temp.group_id(g),
       case when g % 8 = 1 then pg_temp.group_id(g) end, null, 'start' from generate_series(1, $1::bigint, 4) as g`,
    [groups],
  )
  await client.query(
    `${grant} select ${anId(`'team of ' || i`)}, ${aTeam(`pg_temp.pick(i, 72, ${TEAMS})`)}, id, null,
       case when pg_temp.pick(i, 73, 5) < 2 then pg_temp.group_id(1 + pg_temp.pick(i, 74, $1::bigint)) end,
       case pg_temp.pick(i, 75, 20) when 0 then pg_temp.today() - interval '1 month' when 1 then pg_temp.today() + interval '1 year' end, 'start'
     from people where i % 11 = 3`,
    [groups],
  )
}
