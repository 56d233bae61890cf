import { sql as raw, type RawBuilder } from 'kysely'
import { reachOf, type Actor } from '../core/actor.ts'
import type { Permission } from '../core/permissions.ts'

/**
 * Whether the group whose id the expression gives is one that the actor's `permission` reaches: all, or the groups that it is limited to
 * and their sub-groups. None without the permission. An id of null is in reach of nobody.
 */
export function groupIdWithin(actor: Actor, permission: Permission, groupId: RawBuilder<unknown>): RawBuilder<boolean> {
  const reach = reachOf(actor, permission)
  if (reach === 'everywhere') return raw<boolean>`${groupId} is not null`
  if (reach === null) return raw<boolean>`false`
  return raw<boolean>`${groupId} in (select group_id from group_tree where ancestor_id = any(${[...reach]}::uuid[]))`
}

/** The condition on the table `groups` that leaves those whom the actor's `permission` reaches. For Kysely's `where`. */
export const groupsWithin = (actor: Actor, permission: Permission): RawBuilder<boolean> => groupIdWithin(actor, permission, raw`groups.id`)
