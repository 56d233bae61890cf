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
