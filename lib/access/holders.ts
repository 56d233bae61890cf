// Where a permission or a role comes from, in SQL, for finding its holders: roles given to users, roles given to groups, managing groups.
import { sql as raw, type RawBuilder } from 'kysely'

/**
 * The roles that amount to what is asked for, and whether managing a group does: `any` group, only a `trusted` one, or `none`. Both are
 * expressions, as one query finds them out and uses them at once and the next one is told.
 */
export type Sources = { roleIds: RawBuilder<unknown>; managing: RawBuilder<unknown> }

const VALID = raw`(grants.valid_until is null or grants.valid_until > now())`
const CURRENT = raw`(member.valid_until is null or member.valid_until > now())`
const GROUP_GRANTS = raw`grants on grants.role_id = role.id and grants.user_id is null and grants.group_id is not null and ${VALID}`
const given = ({ roleIds }: Sources) => raw`unnest((${roleIds})::uuid[]) as role (id)`

/** Every holder, as `user_id`, once for each way; a `limit` around it stops reading. */
export const everyHolder = (sources: Sources) => raw`
  select grants.user_id from ${given(sources)} join grants on grants.role_id = role.id and grants.user_id is not null and ${VALID}
  union all
  select member.user_id from ${given(sources)} join ${GROUP_GRANTS}
    join group_tree tree on tree.ancestor_id = grants.group_id join group_members member on member.group_id = tree.group_id and ${CURRENT}
  union all
  select managing.user_id from group_managers managing where (${sources.managing}) = 'any'
  union all
  select member.user_id from groups managed join group_members member on member.group_id = managed.id and member.role = 'manager' and ${CURRENT}
    where (${sources.managing}) = 'trusted' and managed.trusted
  union all
  select managed.owner_id from groups managed where (${sources.managing}) = 'trusted' and managed.trusted and managed.owner_id is not null`

/** The groups through which the roles come to users, once for each grant above them, and those that managing is about; for counting. */
export const groupsBetween = (sources: Sources) => raw`
  select tree.group_id from ${given(sources)} join ${GROUP_GRANTS} join group_tree tree on tree.ancestor_id = grants.group_id
  union all
  select managed.id from groups managed where (${sources.managing}) = 'trusted' and managed.trusted`

/** Whether the user of the row in `users` is a holder. "offset 0" keeps the planner from reading everybody's grants to answer for one. */
export const isHolder = ({ roleIds, managing }: Sources) => raw<boolean>`(
  exists (select from (select role_id from effective_grants where effective_grants.user_id = users.id offset 0) held
    where held.role_id = any((${roleIds})::uuid[]))
  or (${managing}) <> 'none' and exists (select from (select group_id from group_managers where group_managers.user_id = users.id offset 0) managing
    join groups managed on managed.id = managing.group_id where (${managing}) = 'any' or managed.trusted))`

/** A stretch of users in the order of their ids: beyond a place, in a direction, so many. */
export type Stretch = { beyond: (userId: RawBuilder<unknown>) => RawBuilder<boolean>; order: RawBuilder<unknown> }

/**
 * The first so many holders of a stretch, as `user_id`: that many are taken of each role and each group by its index, and merged. What it
 * costs grows with the number of groups between, never with that of holders.
 */
export function firstHolders(sources: Sources, { beyond, order }: Stretch, take: number): RawBuilder<unknown> {
  const first = (userId: RawBuilder<unknown>, from: RawBuilder<unknown>) =>
    raw`select distinct ${userId} as user_id from ${from} and ${beyond(userId)} order by ${userId} ${order} limit ${take}`
  const [grantee, member, owner] = [raw`grants.user_id`, raw`member.user_id`, raw`managed.owner_id`]
  const members = raw`select distinct tree.group_id from ${given(sources)} join ${GROUP_GRANTS} join group_tree tree on tree.ancestor_id = grants.group_id`
  return raw`select user_id from (
    select found.user_id from ${given(sources)}, lateral (${first(grantee, raw`grants where grants.role_id = role.id and grants.user_id is not null and ${VALID}`)}) found
    union
    select found.user_id from (${members}) between_group, lateral (${first(member, raw`group_members member where member.group_id = between_group.group_id and ${CURRENT}`)}) found
    union
    (${first(member, raw`group_members member where (${sources.managing}) = 'any' and member.role = 'manager' and ${CURRENT}`)})
    union
    (${first(owner, raw`groups managed where (${sources.managing}) = 'any' and managed.owner_id is not null`)})
    union
    select found.user_id from groups trusted_group, lateral (${first(member, raw`group_members member where member.group_id = trusted_group.id and member.role = 'manager' and ${CURRENT}`)}) found
      where (${sources.managing}) = 'trusted' and trusted_group.trusted
    union
    (${first(owner, raw`groups managed where (${sources.managing}) = 'trusted' and managed.trusted and managed.owner_id is not null`)})
  ) source order by user_id ${order} limit ${take}`
}
