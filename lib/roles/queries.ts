import { sql as raw, type RawBuilder } from 'kysely'
import { canEverywhere, reachOf, type Actor } from '../core/actor.ts'
import { notFound } from '../core/errors.ts'
import { defineQuery } from '../core/operation.ts'
import { PERMISSIONS, PERMISSION_NAMES, closureOf, isEverywhereOnly, type Permission } from '../core/permissions.ts'
import { groupIdWithin } from '../groups/scope.ts'
import { usersWithin } from '../users/scope.ts'
import { ADMIN_ROLE_ID, BUILT_IN_ROLES } from './built-in.ts'
import { IN_ORDER, rolesHeldBy, rolesLatelyHeldBy, type HeldRole } from './held.ts'
import { whyNotDelete, whyNotEdit } from './rules.ts'
import { compareRolesInput, listRolesInput, roleIdInput, rolesOfUserInput } from './schema.ts'

/** A role, and whether the actor could give it everywhere, holding all that it allows, or at least within some group. */
export type RoleSummary = { id: string; name: string; description: string; builtIn: boolean; givable: boolean; givableWithin: boolean }

/**
 * A role as its list shows it. `permissions` counts all that it amounts to. `users` (through groups too, without the trash) and `groups`
 * count who holds it now, up to 100, which means "100 or more"; null for whom they are not: viewers within groups only.
 */
export type ListedRole = RoleSummary & {
  holdsAll: boolean
  editable: boolean
  permissions: number
  users: number | null
  groups: number | null
}

const heldEverywhere = (actor: Actor) => [...actor.grants].flatMap(([permission, reach]) => (reach === 'everywhere' ? [permission] : []))

/** The roles in their order, each with whether this actor could give it. */
function rolesFor(actor: Actor) {
  return raw<RoleSummary>`
    select id, name, description, built_in as "builtIn",
      ${actor.kind === 'system'}::boolean or not exists (select from role_effective_permissions amounts
        where amounts.role_id = roles.id and amounts.permission <> all(${heldEverywhere(actor)}::text[])) as givable,
      ${actor.kind === 'system'}::boolean or not exists (select from role_effective_permissions amounts
        where amounts.role_id = roles.id and amounts.permission <> all(${[...actor.grants.keys()]}::text[])) as "givableWithin",
      row_number() over (order by (id = ${ADMIN_ROLE_ID}::uuid) desc, built_in desc, lower(name), id) as place
    from roles`
}

// Each one counted is a look at a user, times the roles of the list.
const MOST_COUNTED = 100
/** Somebody can hold a role in several ways, so a few more ways than people are looked at. */
const MOST_WAYS = 150

const counts = (actor: Actor) =>
  canEverywhere(actor, 'role:read')
    ? raw`least(${MOST_COUNTED}, (select count(distinct way.user_id) from (
          select held.user_id from effective_grants held join users on users.id = held.user_id and users.status in ('ACTIVE', 'DEACTIVATED')
          where held.role_id = listed.id limit ${MOST_WAYS}) as way))::int as users,
        (select count(*)::int from (select from grants where role_id = listed.id and group_id is not null
          and (valid_until is null or valid_until > now()) limit ${MOST_COUNTED}) as given) as groups`
    : raw`null::int as users, null::int as groups`

/** All roles by name, administrators first and built-in ones before others, with what they amount to and who holds them. */
export const listRoles = defineQuery({
  name: 'listRoles',
  permission: 'role:read',
  input: listRolesInput,
  async run({ actor, sql }) {
    const found = await raw<ListedRole>`
      select listed.id, listed.name, listed.description, listed."builtIn", listed.givable, listed."givableWithin", role.holds_all as "holdsAll",
        ${canEverywhere(actor, 'role:update')}::boolean and not role.holds_all and listed.givable as editable,
        (select count(distinct permission)::int from role_effective_permissions where role_id = listed.id) as permissions, ${counts(actor)}
      from (${rolesFor(actor)}) as listed join roles role on role.id = listed.id order by place`.execute(sql)
    return found.rows
  },
})

/** A permission as role editors show it. `includes` names what comes with it; `everywhereOnly` cannot be given within a group. */
export type CarriedPermission = {
  name: string
  description: string
  builtIn: boolean
  privileged: boolean
  everywhereOnly: boolean
  includes: string[]
}
type WhyNot = { reason: string; message: string } | null

/**
 * A role with all that it allows. `permissions` is what it holds itself, `effective` what that amounts to, each with what it comes by.
 * `isDefault`: built in and as shipped. `whyNot…` is null where the actor could do it. `permissionsOfAll` is everything a role can carry,
 * in the order of the catalogue, then own permissions by name.
 */
export type RoleDetail = {
  id: string
  name: string
  description: string
  builtIn: boolean
  holdsAll: boolean
  version: number
  createdAt: Date
  updatedAt: Date
  permissions: string[]
  effective: { permission: string; via: string }[]
  isDefault: boolean
  whyNotEdit: WhyNot
  whyNotDelete: WhyNot
  permissionsOfAll: CarriedPermission[]
}

type Definition = { name: string; description: string; builtIn: boolean; privileged: boolean }

function carried({ name, description, builtIn, privileged }: Definition): CarriedPermission {
  const known = builtIn && Object.hasOwn(PERMISSIONS, name)
  const includes = known ? closureOf(name as Permission).filter((each) => each !== name) : []
  return { name, description, builtIn, privileged, everywhereOnly: known && isEverywhereOnly(name as Permission), includes }
}

const place = new Map<string, number>(PERMISSION_NAMES.map((name, n) => [name, n]))
const byCatalogue = (a: { name: string }, b: { name: string }) =>
  (place.get(a.name) ?? Infinity) - (place.get(b.name) ?? Infinity) || (a.name < b.name ? -1 : 1)

function isAsShipped(roleId: string, permissions: readonly string[]): boolean {
  const shipped = BUILT_IN_ROLES.find(({ id }) => id === roleId)
  return shipped !== undefined && JSON.stringify([...shipped.permissions].sort()) === JSON.stringify([...permissions].sort())
}

const lacks = (actor: Actor, permission: Permission, act: string): WhyNot =>
  canEverywhere(actor, permission) ? null : { reason: permission, message: `Your roles do not allow you to ${act} roles.` }

type RoleRow = Omit<RoleDetail, 'isDefault' | 'whyNotEdit' | 'whyNotDelete' | 'permissionsOfAll'> & { definitions: Definition[] }

function detailOf(actor: Actor, { definitions, ...role }: RoleRow): RoleDetail {
  const held = (permission: string) => (reachOf(actor, permission) === 'everywhere' ? ('everywhere' as const) : null)
  const amounts = { ...role, permissions: role.effective.map(({ permission }) => permission) }
  return {
    ...role,
    isDefault: isAsShipped(role.id, role.permissions),
    whyNotEdit: lacks(actor, 'role:update', 'edit') ?? whyNotEdit(amounts, held),
    whyNotDelete: lacks(actor, 'role:delete', 'delete') ?? whyNotDelete(amounts, held),
    permissionsOfAll: [...definitions].sort(byCatalogue).map(carried),
  }
}

/** One role with what it holds, what that amounts to, what the actor may do to it, and everything that roles can carry: one round trip. */
export const getRole = defineQuery({
  name: 'getRole',
  permission: 'role:read',
  input: roleIdInput,
  async run({ actor, sql }, { roleId }) {
    const found = await raw<RoleRow>`
      select id, name, description, built_in as "builtIn", holds_all as "holdsAll", version, created_at as "createdAt", updated_at as "updatedAt",
        (select coalesce(array_agg(permission order by permission), '{}') from role_permissions where role_id = roles.id) as permissions,
        (select coalesce(jsonb_agg(jsonb_build_object('permission', permission, 'via', via) order by permission, via), '[]')
          from role_effective_permissions where role_id = roles.id) as effective,
        (select jsonb_agg(jsonb_build_object('name', name, 'description', description, 'builtIn', built_in, 'privileged', privileged))
          from permissions) as definitions
      from roles where id = ${roleId}::uuid`.execute(sql)
    if (!found.rows[0]) throw notFound('Role')
    return detailOf(actor, found.rows[0])
  },
})

/** A permission that at least one of two roles amounts to: per role what it comes by, empty where the role does not allow it. */
export type ComparedPermission = { permission: string; description: string; builtIn: boolean; via: [string[], string[]] }

/** Two roles side by side, permission by permission. NOT_FOUND if one is missing. */
export const compareRoles = defineQuery({
  name: 'compareRoles',
  permission: 'role:read',
  input: compareRolesInput,
  async run({ db, sql }, { roleIds }) {
    const [one, other] = roleIds as [string, string]
    const [roles, found] = await Promise.all([
      db.role.findMany({ where: { id: { in: roleIds } }, select: { id: true, name: true, description: true, builtIn: true } }),
      raw<{ name: string; description: string; builtIn: boolean; via: [string[], string[]] }>`
        select name, description, built_in as "builtIn", jsonb_build_array(
          coalesce(jsonb_agg(amounts.via order by amounts.via) filter (where amounts.role_id = ${one}::uuid), '[]'),
          coalesce(jsonb_agg(amounts.via order by amounts.via) filter (where amounts.role_id = ${other}::uuid), '[]')) as via
        from permissions join role_effective_permissions amounts on amounts.permission = permissions.name
        where amounts.role_id in (${one}::uuid, ${other}::uuid) group by name`.execute(sql),
    ])
    const [first, second] = [roles.find(({ id }) => id === one), roles.find(({ id }) => id === other)]
    if (!first || !second) throw notFound('Role')
    const permissions = found.rows.sort(byCatalogue).map(({ name, ...row }): ComparedPermission => ({ permission: name, ...row }))
    return { roles: [first, second] as const, permissions }
  },
})

/**
 * The roles that a user holds, directly and through groups, then those that ended within the last 90 days, with who gave them and when;
 * and all roles that there are to give, in one round trip. Groups that the actor may not see are not named. NOT_FOUND when the user is out of reach.
 */
export const rolesOfUser = defineQuery({
  name: 'rolesOfUser',
  permission: 'role:read',
  input: rolesOfUserInput,
  async run({ actor, sql }, { userId }) {
    const seen = (groupId: RawBuilder<unknown>) => groupIdWithin(actor, 'group:read', groupId)
    const held = raw`${rolesHeldBy(raw`users.id`, seen)} union all ${rolesLatelyHeldBy(raw`users.id`, seen)}`
    const found = await raw<{ held: HeldRole[] | null; roles: (RoleSummary & { place: number })[] }>`
      select (select jsonb_agg(to_jsonb(listed) order by ${IN_ORDER}) from (${held}) as listed) as held,
        (select jsonb_agg(to_jsonb(listed) order by place) from (${rolesFor(actor)}) as listed) as roles
      from users where id = ${userId}::uuid and ${usersWithin(actor, 'role:read')}`.execute(sql)
    if (!found.rows[0]) throw notFound('User')
    const { held: ways, roles } = found.rows[0]
    return {
      held: (ways ?? []).map((each) => ({
        ...each,
        validUntil: each.validUntil && new Date(each.validUntil),
        grantedAt: new Date(each.grantedAt),
      })),
      roles: roles.map(({ place: _order, ...role }): RoleSummary => role),
    }
  },
})
