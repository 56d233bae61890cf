import { sql as raw, type RawBuilder } from 'kysely'
import { canEverywhere, reachOf, type Actor } from '../core/actor.ts'
import { notFound } from '../core/errors.ts'
import { keyset } from '../core/keyset.ts'
import { defineQuery } from '../core/operation.ts'
import { PERMISSIONS, isEverywhereOnly, type Permission } from '../core/permissions.ts'
import { permissionsList, type PermissionsListParams } from './list.ts'
import { whyNotDelete, whyNotUpdate } from './rules.ts'
import { permissionInput } from './schema.ts'

/** A permission as lists show it. `roles` counts those that allow it, directly or by what it is included in; the one that holds all is one of them. */
export type PermissionSummary = { name: string; description: string; builtIn: boolean; privileged: boolean; roles: number }

const KINDS: Record<PermissionsListParams['kind'], RawBuilder<boolean>> = {
  any: raw`true`,
  'built-in': raw`built_in`,
  own: raw`not built_in`,
}

/** The condition that every word of the text is somewhere in the name or the description, whatever its case and accents. */
function found(q: string): RawBuilder<boolean> {
  const words = [...new Set(q.normalize('NFKC').split(/\s+/).filter(Boolean))].slice(0, 10)
  const conditions = words.map((word) => raw`position(search_form(${word}) in search_form(name || ' ' || description)) > 0`)
  return conditions.length > 0 ? raw<boolean>`(${raw.join(conditions, raw` and `)})` : raw<boolean>`true`
}

/** One page of the permissions that roles can carry, by name, with cursors to its neighbours. */
export const listPermissions = defineQuery({
  name: 'listPermissions',
  permission: 'role:read',
  input: permissionsList.strict,
  async run({ sql }, params) {
    const { condition, orderBy, cursorKey, limit, page } = keyset({ expression: raw`name`, type: 'text' }, params)
    const listed = await raw<PermissionSummary & { id: string; cursor_key: string }>`
      select id::text as id, ${cursorKey} as cursor_key, name, description, built_in as "builtIn", privileged,
        (select count(distinct role_id)::int from role_effective_permissions amounts where amounts.permission = permissions.name) as roles
      from permissions where ${KINDS[params.kind]} and ${found(params.q)} and ${condition} order by ${orderBy} limit ${limit}`.execute(sql)
    const { rows, previous, next } = page(listed.rows)
    return { permissions: rows.map(({ id: _id, cursor_key: _key, ...row }): PermissionSummary => row), previous, next }
  },
})

type WhyNot = { reason: string; message: string } | null
type Named = { name: string; description: string }
/**
 * A permission with where it stands. `includes` comes with it, `includedIn` brings it along. `roles` are those that allow it, each with what
 * it comes by (the permission itself, or one that includes it). `whyNot…` is null where the actor could do it.
 */
export type PermissionDetail = Named & {
  builtIn: boolean
  privileged: boolean
  everywhereOnly: boolean
  version: number
  createdAt: Date
  includes: Named[]
  includedIn: Named[]
  roles: { id: string; name: string; builtIn: boolean; via: string[] }[]
  whyNotUpdate: WhyNot
  whyNotDelete: WhyNot
}
type Row = Omit<PermissionDetail, 'everywhereOnly' | 'whyNotUpdate' | 'whyNotDelete'> & { carried: boolean }

function detailOf(actor: Actor, { carried, ...row }: Row): PermissionDetail {
  const why: WhyNot = canEverywhere(actor, 'permission:define')
    ? null
    : { reason: 'permission:define', message: 'Your roles do not allow you to define permissions.' }
  const known = row.builtIn && Object.hasOwn(PERMISSIONS, row.name)
  return {
    ...row,
    everywhereOnly: known && isEverywhereOnly(row.name as Permission),
    whyNotUpdate: why ?? whyNotUpdate(row),
    whyNotDelete: why ?? whyNotDelete({ ...row, carried }, reachOf(actor, row.name) === 'everywhere'),
  }
}

const named = (own: RawBuilder<unknown>, other: RawBuilder<unknown>) => raw`(
  select coalesce(jsonb_agg(jsonb_build_object('name', near.name, 'description', near.description) order by near.name), '[]')
  from permission_inclusions pair join permissions near on near.name = ${other}
  where ${own} = permissions.name and near.name <> permissions.name)`

/** One permission with what it includes, what includes it and the roles that allow it, in one round trip. NOT_FOUND if no role can carry it. */
export const getPermission = defineQuery({
  name: 'getPermission',
  permission: 'role:read',
  input: permissionInput,
  async run({ actor, sql }, { permission }) {
    const { rows } = await raw<Row>`
      select name, description, built_in as "builtIn", privileged, version, created_at as "createdAt",
        ${named(raw`pair.permission`, raw`pair.includes`)} as includes, ${named(raw`pair.includes`, raw`pair.permission`)} as "includedIn",
        (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'name', name, 'builtIn', built_in, 'via', via) order by holds_all desc, built_in desc, lower(name)), '[]')
          from (select role.id, role.name, role.built_in, role.holds_all, jsonb_agg(amounts.via order by amounts.via) as via
            from role_effective_permissions amounts join roles role on role.id = amounts.role_id
            where amounts.permission = permissions.name group by role.id) as allowing) as roles,
        exists (select from role_permissions held where held.permission = permissions.name) as carried
      from permissions where name = ${permission}`.execute(sql)
    if (!rows[0]) throw notFound('Permission')
    return detailOf(actor, rows[0])
  },
})
