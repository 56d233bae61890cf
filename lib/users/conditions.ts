// What the users list sorts and narrows by, in SQL: for the list itself and for whatever acts on the users that it shows.
import { sql as raw, type RawBuilder } from 'kysely'
import type { Actor } from '../core/actor.ts'
import type { SortKey } from '../core/keyset.ts'
import { fieldConditions } from '../custom-fields/conditions.ts'
import { groupIdWithin } from '../groups/scope.ts'
import type { UsersListParams } from './list.ts'
import { usersWithin } from './scope.ts'

/** The SQL expression of each way of sorting; each has an index with the id as tie-breaker. */
export const SORTS: Record<UsersListParams['sort'], SortKey> = {
  created: { expression: raw`created_at`, type: 'timestamptz' },
  name: { expression: raw`sort_name`, type: 'text' },
  username: { expression: raw`(lower(username) collate "C")`, type: 'text' },
  email: { expression: raw`(lower(email) collate "C")`, type: 'text' },
  lastSignIn: { expression: raw`coalesce(last_sign_in_at, '-infinity'::timestamptz)`, type: 'timestamptz' },
}

const STATUSES: Record<UsersListParams['status'], RawBuilder<boolean>> = {
  current: raw`status in ('ACTIVE', 'DEACTIVATED')`,
  active: raw`status = 'ACTIVE'`,
  deactivated: raw`status = 'DEACTIVATED'`,
  'no-password': raw`(password_hash is null and status = 'ACTIVE')`,
  trash: raw`status = 'DELETED'`,
  anonymized: raw`status = 'ANONYMIZED'`,
  any: raw`true`,
}

const PRIVILEGED = raw<boolean>`id in (select held.user_id from effective_permission_paths held
  join permissions definition on definition.name = held.permission and definition.privileged)`

const ACCESS: Record<UsersListParams['access'], RawBuilder<boolean>> = {
  any: raw`true`,
  staff: raw`users.id in (select user_id from effective_permission_paths where permission = 'CAN_ACCESS_ADMIN_PANEL')`,
  administrator: raw`users.id in (select user_id from administrators)`,
}

const WITHOUT_PASSWORD = raw`status = 'ACTIVE' and password_hash is null`
const INVITATION = raw`select from one_time_tokens link where link.user_id = users.id and link.purpose = 'SET_PASSWORD'`
const OPEN_INVITATION = raw`${INVITATION} and link.used_at is null and link.voided_at is null and link.expires_at > now()`
const INVITATIONS: Record<UsersListParams['invitation'], RawBuilder<boolean>> = {
  any: raw`true`,
  open: raw`(${WITHOUT_PASSWORD} and exists (${OPEN_INVITATION}))`,
  expired: raw`(${WITHOUT_PASSWORD} and exists (${INVITATION}) and not exists (${OPEN_INVITATION}))`,
}

/** Every word must match somewhere, ignoring case and accents (DESIGN, Search). `%` and `_` are letters like any other. */
export function matches(q: string): RawBuilder<boolean>[] {
  const words = q.normalize('NFKC').split(/\s+/).filter(Boolean)
  return [...new Set(words)].slice(0, 10).map((word) => raw<boolean>`search_text like search_pattern(${word})`)
}

const between = (column: RawBuilder<unknown>, from: string | undefined, to: string | undefined) => [
  ...(from ? [raw<boolean>`${column} >= ${from}::date at time zone 'UTC'`] : []),
  ...(to ? [raw<boolean>`${column} < (${to}::date + 1) at time zone 'UTC'`] : []),
]

const choice = (value: 'any' | 'yes' | 'no', condition: RawBuilder<boolean>) =>
  value === 'any' ? [] : [value === 'yes' ? condition : raw<boolean>`not (${condition})`]

/** What one filter of the list means, for figures that lead to the list: both must count the same users. */
export const meaningOf = {
  status: (value: UsersListParams['status']) => STATUSES[value],
  access: (value: UsersListParams['access']) => ACCESS[value],
  invitation: (value: UsersListParams['invitation']) => INVITATIONS[value],
}

/**
 * Who holds a role, directly or through groups. The plain form finds all holders first. With `many` each user is asked instead ("offset 0"
 * keeps the planner from turning it round): along an index in the order of a list that finds a page of them soon.
 */
const holds = (roleId: string, many: boolean) =>
  many
    ? raw<boolean>`exists (select from (select role_id from effective_grants where effective_grants.user_id = users.id offset 0) held
        where held.role_id = ${roleId}::uuid)`
    : raw<boolean>`id in (select user_id from effective_grants where role_id = ${roleId}::uuid)`

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** The group that a filter names by id or by name, as a query for its id and name. Nothing when the actor may not see it. */
export const groupMeant = (actor: Actor, group: string) => raw<{ id: string; name: string }>`select groups.id, groups.name from groups
  where ${UUID.test(group) ? raw`groups.id = ${group}::uuid` : raw`lower(groups.name) = lower(${group})`}
    and ${groupIdWithin(actor, 'group:read', raw`groups.id`)}`

/** Who is in a group or its sub-groups now; found as `holds` finds holders. */
function isIn(actor: Actor, group: string, many: boolean): RawBuilder<boolean> {
  const meant = raw`(select meant.id from (${groupMeant(actor, group)}) as meant)`
  const current = raw`(member.valid_until is null or member.valid_until > now())`
  return many
    ? raw<boolean>`exists (select from (select member.group_id from group_members member where member.user_id = users.id and ${current} offset 0) own
        join group_tree tree on tree.group_id = own.group_id and tree.ancestor_id = ${meant})`
    : raw<boolean>`users.id in (select member.user_id from group_tree tree join group_members member on member.group_id = tree.group_id
        where tree.ancestor_id = ${meant} and ${current})`
}

/**
 * The conditions of a list as one SQL expression on `users`, scope included. Whoever acts on the users adds the scope of that act. `many`
 * says that thousands match, for a query that wants the first few of them in order; it means the same.
 */
export function conditionOf(actor: Actor, params: UsersListParams, { many = false } = {}): RawBuilder<boolean> {
  const conditions = [
    usersWithin(actor, 'user:read'),
    STATUSES[params.status],
    ...matches(params.q),
    // Who holds which role is for those who may see the roles of these users: a filter would tell it as well.
    ...(params.role ? [holds(params.role, many), usersWithin(actor, 'role:read')] : []),
    ...(params.group ? [isIn(actor, params.group, many)] : []),
    ...between(raw`created_at`, params.createdFrom, params.createdTo),
    ...between(raw`last_sign_in_at`, params.signInFrom, params.signInTo),
    ...(params.signIn === 'any'
      ? []
      : [params.signIn === 'never' ? raw<boolean>`last_sign_in_at is null` : raw<boolean>`last_sign_in_at is not null`]),
    ...choice(params.emailVerified, raw`email_verified_at is not null`),
    ...choice(params.privileged, PRIVILEGED),
    ACCESS[params.access],
    INVITATIONS[params.invitation],
    ...fieldConditions(params.fields, many),
  ]
  return raw<boolean>`${raw.join(conditions, raw` and `)}`
}
