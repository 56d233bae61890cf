import { can, type Actor } from '../core/actor.ts'
import { PERMISSIONS, type Permission } from '../core/permissions.ts'
import type { UserStatus } from '../users/schema.ts'
import { whyNotKept } from './rules.ts'

/** What can be done to the membership of one user, and for each the sentence that says why this actor cannot do it now. */
export type MembershipActs = Record<'create' | 'update' | 'delete', string | null>

/** Why each act is not open to the actor, for buttons that stay visible but disabled. The operations check the same rules again. */
export function actsOnMembership(actor: Actor, user: { status: UserStatus }): MembershipActs {
  const kept = whyNotKept(user.status)?.message.replace(' Nothing was changed.', '') ?? null
  const unless = (permission: Permission, why: string | null) =>
    can(actor, permission) ? why : `You have no role that allows this: ${PERMISSIONS[permission].description.toLowerCase()}.`
  return {
    create: unless('membership:create', kept),
    update: unless('membership:update', kept),
    delete: unless('membership:delete', null),
  }
}
