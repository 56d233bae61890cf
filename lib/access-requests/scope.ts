import { sql as raw, type RawBuilder } from 'kysely'
import { reachOf, type Actor } from '../core/actor.ts'
import type { Permission } from '../core/permissions.ts'
import { groupIdWithin } from '../groups/scope.ts'

/**
 * The condition on the table `access_requests` that leaves those whom the actor's `permission` reaches: all, or those for the groups that it
 * is limited to and their sub-groups. A request that names no group is in reach of whoever has the permission everywhere, and of nobody else.
 */
export function requestsWithin(actor: Actor, permission: Permission): RawBuilder<boolean> {
  if (reachOf(actor, permission) === 'everywhere') return raw<boolean>`true`
  return groupIdWithin(actor, permission, raw`access_requests.group_id`)
}
