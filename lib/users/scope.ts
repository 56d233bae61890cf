import { sql as raw, type RawBuilder } from 'kysely'
import { reachOf, type Actor } from '../core/actor.ts'
import type { Permission } from '../core/permissions.ts'

/**
 * The condition on the table `users` that leaves those whom the actor's `permission` reaches: all, or members of the groups that it is
 * limited to and of their sub-groups. Nobody without the permission. For Kysely's `where`.
 */
export function usersWithin(actor: Actor, permission: Permission): RawBuilder<boolean> {
  const reach = reachOf(actor, permission)
  if (reach === 'everywhere') return raw<boolean>`true`
  if (reach === null) return raw<boolean>`false`
  return raw<boolean>`exists (
    select from group_members join group_tree on group_tree.group_id = group_members.group_id
    where group_members.user_id = users.id and (group_members.valid_until is null or group_members.valid_until > now())
      and group_tree.ancestor_id = any(${[...reach]}::uuid[]))`
}
