import { sql as raw } from 'kysely'
import { reachOf, type Actor } from '../core/actor.ts'
import { runIn, sql, type Tx } from '../core/db.ts'
import { notFound } from '../core/errors.ts'
import { usersWithin } from '../users/scope.ts'

/** A permission as changes need it. `carried`: a role other than the administrators' holds it itself. */
export type PermissionRecord = { id: string; name: string; description: string; builtIn: boolean; version: number; carried: boolean }

/** The permission, locked until the transaction ends: no role takes it up meanwhile. Throws NOT_FOUND. */
export async function permissionToChange(tx: Tx, name: string): Promise<PermissionRecord> {
  await tx.$queryRaw`select name from permissions where name = ${name} for update`
  const [permission] = await tx.$queryRaw<PermissionRecord[]>`
    select id::text as id, name, description, built_in as "builtIn", version,
      exists (select from role_permissions held where held.permission = permissions.name) as carried
    from permissions where name = ${name}`
  if (!permission) throw notFound('Permission')
  return permission
}

/** Whether the actor holds the permission everywhere. */
export const holdsEverywhere = (actor: Actor, name: string) => reachOf(actor, name) === 'everywhere'

/** Who would lose a permission: the roles that carry it, and the users who hold it, without the trash. `more`: others were not counted. */
export type Losses = { roles: { id: string; name: string }[]; losing: { count: number; more: boolean; names: string[] } }

/** In how many ways a permission may be held to be looked at one by one. */
const MOST_WAYS = 2_000

/** Who holds the permission now. Up to five names, of those whom the actor may see. */
export async function lossesOf(tx: Tx, actor: Actor, name: string): Promise<Losses> {
  await tx.$executeRaw`select set_config('statement_timeout', '9s', true)`
  const query = raw<Losses>`
    with ways as materialized (select user_id from effective_permission_paths where permission = ${name} limit ${MOST_WAYS + 1}),
    holders as materialized (select id from users where id in (select user_id from ways) and status in ('ACTIVE', 'DEACTIVATED'))
    select (select coalesce(jsonb_agg(jsonb_build_object('id', role.id, 'name', role.name) order by lower(role.name)), '[]')
        from roles role join role_permissions held on held.role_id = role.id where held.permission = ${name}) as roles,
      jsonb_build_object('count', (select least(count(*), ${MOST_WAYS}) from holders), 'more', (select count(*) > ${MOST_WAYS} from ways),
        'names', (select coalesce(jsonb_agg(name), '[]') from (select coalesce(nullif(full_name, ''), username) as name from users
          where id in (select id from holders) and ${usersWithin(actor, 'role:read')} order by sort_name, id limit 5) as named)) as losing`
  const [found] = await runIn(tx, query.compile(sql))
  return found as Losses
}
