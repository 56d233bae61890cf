import { sql as raw, type RawBuilder } from 'kysely'
import { canEverywhere, type Actor } from '../core/actor.ts'
import type { Permission } from '../core/permissions.ts'
import { usersWithin } from '../users/scope.ts'

/**
 * The condition on `audit_events` that leaves what the actor's `permission` reaches: everything, or what was done to the users in the
 * groups that it is limited to. Nothing without the permission. For Kysely's `where`.
 */
export function entriesWithin(actor: Actor, permission: Permission): RawBuilder<boolean> {
  if (canEverywhere(actor, permission)) return raw<boolean>`true`
  // An array, and no join: it is looked up in the index by target, where a join would read the log from end to end.
  return raw<boolean>`(target_type = 'user' and target_id = any (array(select users.id::text from users where ${usersWithin(actor, permission)})))`
}
