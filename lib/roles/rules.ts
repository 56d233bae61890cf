import type { Reach } from '../core/actor.ts'
import { PERMISSIONS, isEverywhereOnly, type Permission } from '../core/permissions.ts'

type WhyNot = { reason: string; message: string } | null
type RoleToGive = { name: string; holdsAll: boolean; permissions: readonly string[] }

const describe = (name: string) => (name in PERMISSIONS ? PERMISSIONS[name as Permission].description : name)

/**
 * Nobody grants what they do not hold. `held` says where the giver holds a permission, counting only reaches that cover the wanted one.
 * `everyPermission` is the whole catalogue, for the role that holds all.
 */
export function whyNotGive(role: RoleToGive, held: (permission: string) => Reach | null, everyPermission: readonly string[]): WhyNot {
  const needed = role.holdsAll ? everyPermission : role.permissions
  const missing = needed.filter((name) => held(name) === null)
  if (missing.length === 0) return null
  const first = missing[0] as string
  const more = missing.length > 1 ? ` and ${missing.length - 1} more` : ''
  return {
    reason: 'EXCEEDS_OWN_RIGHTS',
    message: `You cannot give the role ${role.name}: it allows what you may not do yourself (${describe(first)}${more}). Nothing was changed.`,
  }
}

/** A grant is within the giver's right to assign only when its reach is, not its holder alone (DESIGN, grants). */
export function whyNotAssignWithin(held: (permission: string) => Reach | null): WhyNot {
  if (held('role:assign') !== null) return null
  return {
    reason: 'OUT_OF_REACH',
    message: 'You give and take roles within your groups only, and this role reaches further. Nothing was changed.',
  }
}

/** Nobody gives for longer than they hold: who is to stop on Friday could otherwise go on by a grant to themselves or a friend. */
export function whyNotUntil(role: string, heldUntil: Date | null, validUntil: Date | null): WhyNot {
  if (heldUntil === null || (validUntil !== null && validUntil <= heldUntil)) return null
  const day = heldUntil.toISOString().replace('T', ' ').slice(0, 16)
  return {
    reason: 'EXCEEDS_OWN_TIME',
    message: `You cannot give the role ${role} for that long: what it allows is yours until ${day} UTC only. Nothing was changed. Choose an end before that.`,
  }
}

/** Roles, settings, banners and the like have no group, so they cannot be held within one. */
export function whyNotWithinGroup(role: RoleToGive, reachGroupId: string | null): WhyNot {
  if (reachGroupId === null) return null
  const unlimited = role.holdsAll || role.permissions.some((name) => name in PERMISSIONS && isEverywhereOnly(name as Permission))
  if (!unlimited) return null
  return {
    reason: 'EVERYWHERE_ONLY',
    message: `The role ${role.name} cannot be limited to a group: it allows things that have none. Nothing was changed.`,
  }
}

/** Only people who can come back may be given roles. */
export function whyNotHoldRoles(user: { status: string }): WhyNot {
  if (user.status === 'ACTIVE' || user.status === 'DEACTIVATED') return null
  return { reason: 'BAD_STATUS', message: 'This user is in the trash. Restore the user first. Nothing was changed.' }
}
