import { sql as raw, type RawBuilder } from 'kysely'
import { reachOf, type Actor } from '../core/actor.ts'
import type { Permission } from '../core/permissions.ts'
import { groupIdWithin } from '../groups/scope.ts'

/**
 * The condition on the table `enrollment_pools` that leaves those whom the actor's `permission` reaches: all, or those that belong to one of
 * the groups that it is limited to, or to a sub-group. A pool without a group is the installation's: reached from everywhere only.
 */
export const poolsWithin = (actor: Actor, permission: Permission): RawBuilder<boolean> =>
  reachOf(actor, permission) === 'everywhere' ? raw<boolean>`true` : groupIdWithin(actor, permission, raw`enrollment_pools.group_id`)

/** Pools as people know them: an invitation is a pool of one, and never shown among them. */
export const IS_POOL = raw<boolean>`enrollment_pools.kind <> 'invitation'`
/** The pools that are invitations. */
export const IS_INVITATION = raw<boolean>`enrollment_pools.kind = 'invitation'`
