import { sql as raw, type RawBuilder } from 'kysely'
import { reachOf, type Actor } from '../core/actor.ts'
import type { Permission } from '../core/permissions.ts'
import { usersWithin } from '../users/scope.ts'

/**
 * The condition on the table `certificates` that leaves those of users whom the actor's `permission` reaches (`usersWithin`). Certificates
 * of users who were removed for good are for those who hold it everywhere.
 */
export const certificatesWithin = (actor: Actor, permission: Permission): RawBuilder<boolean> =>
  reachOf(actor, permission) === 'everywhere'
    ? raw<boolean>`true`
    : raw<boolean>`exists (select from users where users.id = certificates.user_id and ${usersWithin(actor, permission)})`
