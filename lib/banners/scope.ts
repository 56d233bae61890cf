import { sql as raw, type RawBuilder } from 'kysely'
import { can, reachOf, type Actor } from '../core/actor.ts'

/** The condition on the table `roles` that leaves those that an actor may know of: all with role:read, otherwise their own. */
export const rolesKnownTo = (actor: Actor): RawBuilder<boolean> =>
  can(actor, 'role:read')
    ? raw<boolean>`true`
    : raw<boolean>`roles.id in (select role_id from effective_grants where user_id = ${actor.id}::uuid)`

/** The condition on the table `groups` that leaves those that an actor may know of: within their group:read, and those that they are in. */
export function groupsKnownTo(actor: Actor): RawBuilder<boolean> {
  const reach = reachOf(actor, 'group:read')
  if (reach === 'everywhere') return raw<boolean>`true`
  return raw<boolean>`exists (select from group_tree tree where tree.group_id = groups.id and (
    tree.ancestor_id = any(${[...(reach ?? [])]}::uuid[])
    or (tree.depth = 0 and exists (select from group_members member where member.group_id = groups.id and member.user_id = ${actor.id}::uuid
      and (member.valid_until is null or member.valid_until > now())))))`
}
