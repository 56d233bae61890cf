import { can, type Actor } from '../core/actor.ts'
import { PERMISSIONS, type Permission } from '../core/permissions.ts'
import { whyNotDeactivate, whyNotDelete, whyNotPurge, whyNotReactivate, whyNotRestore, whyNotUpdate } from './rules.ts'
import type { UserStatus } from './schema.ts'

type Subject = { id: string; username: string; status: UserStatus; outranks: boolean }

/** What can be done to one user, and for each the sentence that says why this actor cannot do it now; null where they can. */
export type UserActs = Record<
  | 'update'
  | 'sendPasswordLink'
  | 'makeLoginCode'
  | 'deactivate'
  | 'reactivate'
  | 'delete'
  | 'restore'
  | 'purge'
  | 'assignRole'
  | 'endSessions',
  string | null
>

const missing = (permission: Permission) => `You have no role that allows this: ${PERMISSIONS[permission].description.toLowerCase()}.`
const OUTRANKED = 'This user may do things that you may not, so you cannot act on their account.'

/**
 * Why each act on this user is not open to the actor, for menus and buttons that stay visible but disabled. The operations check the same
 * rules again under a lock; rules that need one (the last administrator) speak up only there.
 */
export function actsOn(actor: Actor, user: Subject): UserActs {
  const unless = (permission: Permission, why: { message: string } | null): string | null => {
    if (!can(actor, permission)) return missing(permission)
    if (why) return why.message.replace(/ Nothing was (?:changed|removed)\./, '')
    return user.outranks ? OUTRANKED : null
  }
  const present = whyNotUpdate(user)
  const active = user.status === 'ACTIVE' ? null : { message: 'Only active users can set a password.' }
  return {
    update: unless('user:update', present),
    sendPasswordLink: unless('user:send-password-link', active),
    makeLoginCode: unless('login-code:create', active && { message: 'Only active users can sign in.' }),
    deactivate: unless('user:deactivate', whyNotDeactivate(actor, user)),
    reactivate: unless('user:deactivate', whyNotReactivate(user)),
    delete: unless('user:delete', whyNotDelete(actor, user)),
    restore: unless('user:delete', whyNotRestore(user)),
    purge: unless('user:purge', whyNotPurge(user, user.username)),
    assignRole: unless('role:assign', present && { message: 'Users in the trash cannot be given roles. Restore the user first.' }),
    endSessions: unless('session:end', null),
  }
}

/** The tabs of a user's page that this actor may open, beside the two that come with seeing the user. */
export const tabsFor = (actor: Actor) => ({
  access: can(actor, 'role:read'),
  groups: can(actor, 'group:read'),
  membership: can(actor, 'membership:read'),
  certificates: can(actor, 'certificate:read'),
  sessions: can(actor, 'session:read'),
  activity: can(actor, 'audit:read'),
})
