import { sql as raw, type RawBuilder } from 'kysely'
import { reachOf, type Actor } from '../core/actor.ts'
import type { Permission } from '../core/permissions.ts'
import { usersWithin } from '../users/scope.ts'

/**
 * The condition on the table `login_codes` that leaves those for users whom the actor's `permission` reaches (`usersWithin`). Codes of users
 * who were removed for good are for those who reach everybody.
 */
export const loginCodesWithin = (actor: Actor, permission: Permission): RawBuilder<boolean> =>
  reachOf(actor, permission) === 'everywhere'
    ? raw<boolean>`true`
    : raw<boolean>`exists (select from users where users.id = login_codes.user_id and ${usersWithin(actor, permission)})`
