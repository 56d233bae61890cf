import { sql as raw, type RawBuilder } from 'kysely'
import type { Actor } from '../core/actor.ts'

/** The ids of the roles that the actor holds now, directly or through a group, everywhere or within one. */
export const rolesHeldBy = (actor: Actor): RawBuilder<unknown> =>
  raw`select role_id from effective_grants where user_id = ${actor.id}::uuid`

/**
 * The condition on `view` (saved_views) and `owner` (users) that leaves the views an actor sees: their own, and those that an active user
 * shares with a role of theirs. Which users a view then shows is for the list to decide.
 */
export const viewsSeenBy = (actor: Actor): RawBuilder<boolean> =>
  raw<boolean>`(view.owner_id = ${actor.id}::uuid or (owner.status = 'ACTIVE' and view.shared_role_id in (${rolesHeldBy(actor)})))`
