import type { Reach } from '../core/actor.ts'
import { PERMISSIONS, isEverywhereOnly, type Permission } from '../core/permissions.ts'

type WhyNot = { reason: string; message: string } | null
type RoleToGive = { name: string; holdsAll: boolean; permissions: readonly string[] }

const describe = (name: string) => (Object.hasOwn(PERMISSIONS, name) ? PERMISSIONS[name as Permission].description : name)
type Held = (permission: string) => Reach | null

/** Why not, when not all of `needed` is held: `sentence` gets the first that is missing, in words, and how many more. */
function exceeding(needed: readonly string[], held: Held, sentence: (missing: string) => string): WhyNot {
  const [first, ...more] = needed.filter((name) => held(name) === null)
  if (first === undefined) return null
  const missing = more.length > 0 ? `${describe(first)} and ${more.length} more` : describe(first)
  return { reason: 'EXCEEDS_OWN_RIGHTS', message: `${sentence(missing)} Nothing was changed.` }
}
const timeOf = (instant: Date) => `${instant.toISOString().replace('T', ' ').slice(0, 16)} UTC`
/** Permissions of client applications are limited to groups as they like; of ours, the catalogue says which cannot be. */
const hasNoGroup = (name: string) => Object.hasOwn(PERMISSIONS, name) && isEverywhereOnly(name as Permission)
const needed = (role: RoleToGive, everyPermission: readonly string[]) => (role.holdsAll ? everyPermission : role.permissions)

/**
 * Nobody grants what they do not hold. `held` says where the giver holds a permission, counting only reaches that cover the wanted one.
 * `everyPermission` is the whole catalogue, for the role that holds all.
 */
export function whyNotGive(role: RoleToGive, held: Held, everyPermission: readonly string[]): WhyNot {
  return exceeding(
    needed(role, everyPermission),
    held,
    (missing) => `You cannot give the role ${role.name}: it allows what you may not do yourself (${missing}).`,
  )
}

/** Nobody takes from others what they do not hold themselves: a group's grant, or one among many that are replaced. As `whyNotGive`. */
export function whyNotTake(role: RoleToGive, held: Held, everyPermission: readonly string[]): WhyNot {
  return exceeding(
    needed(role, everyPermission),
    held,
    (missing) => `You cannot take the role ${role.name}: it allows what you may not do yourself (${missing}).`,
  )
}

/** The one role that nobody edits: administrators hold every permission, now and later. */
const whyNotTouchAll = ({ name, holdsAll }: RoleToGive): WhyNot =>
  holdsAll
    ? { reason: 'BUILT_IN', message: `The role ${name} always holds every permission, so it cannot be changed. Clone it instead.` }
    : null

/**
 * Why what a role allows cannot be changed, or null. `held` says what the actor holds everywhere: a role that allows more than that is not
 * theirs to change, however little of it they want to touch.
 */
export function whyNotEdit(role: RoleToGive, held: Held): WhyNot {
  const sentence = (missing: string) => `You cannot change the role ${role.name}: it allows what you may not do yourself (${missing}).`
  return whyNotTouchAll(role) ?? exceeding(role.permissions, held, sentence)
}

/** Why a role cannot be renamed or described anew, or null: built-in ones keep their name, so that documents and programs find them. */
export function whyNotRename(role: { name: string; builtIn: boolean }): WhyNot {
  if (!role.builtIn) return null
  return {
    reason: 'BUILT_IN',
    message: `${role.name} is built in and keeps its name and description. Nothing was changed. Clone it instead.`,
  }
}

/** Why a role cannot be deleted, or null. As `whyNotEdit`; built-in ones always exist. */
export function whyNotDelete(role: RoleToGive & { builtIn: boolean }, held: Held): WhyNot {
  if (role.builtIn)
    return {
      reason: 'BUILT_IN',
      message: `${role.name} is built in and cannot be deleted. Take its permissions instead, or end its grants.`,
    }
  return exceeding(
    role.permissions,
    held,
    (missing) => `You cannot delete the role ${role.name}: it allows what you may not do yourself (${missing}).`,
  )
}

/** Why a role cannot be set back to what it is shipped with, or null. */
export function whyNotReset(role: RoleToGive & { builtIn: boolean }): WhyNot {
  if (!role.builtIn)
    return { reason: 'NOT_BUILT_IN', message: `${role.name} is not built in, so it has no default to go back to. Nothing was changed.` }
  return whyNotTouchAll(role)
}

/** Why a role may not come to allow all of `permissions`, or null: nobody puts together what they do not hold. */
export function whyNotCarry(role: string, permissions: readonly string[], held: Held): WhyNot {
  return exceeding(permissions, held, (missing) => `The role ${role} cannot allow what you may not do yourself (${missing}).`)
}

/** Adding to a role gives to everyone who has it: not for longer than the actor holds it. `until` is the last end of the role's grants. */
export function whyNotAddUntil(role: string, heldUntil: Date | null, until: Date | null): WhyNot {
  if (heldUntil === null || (until !== null && until <= heldUntil)) return null
  return {
    reason: 'EXCEEDS_OWN_TIME',
    message: `You cannot add this to the role ${role}: it is yours until ${timeOf(heldUntil)} only, and people hold the role for longer. Nothing was changed.`,
  }
}

/** What has no group is not added to a role that somebody holds within a group. `limitedTo` is the name of one such group. */
export function whyNotAddToLimited(role: string, added: readonly string[], limitedTo: string | null): WhyNot {
  const first = added.find(hasNoGroup)
  if (limitedTo === null || first === undefined) return null
  return {
    reason: 'EVERYWHERE_ONLY',
    message: `The role ${role} is given within the group ${limitedTo}, and what you add has no group (${describe(first)}). Nothing was changed. End that grant first, or make another role.`,
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
  return {
    reason: 'EXCEEDS_OWN_TIME',
    message: `You cannot give the role ${role} for that long: what it allows is yours until ${timeOf(heldUntil)} only. Nothing was changed. Choose an end before that.`,
  }
}

/** Roles, settings, banners and the like have no group, so they cannot be held within one. */
export function whyNotWithinGroup(role: RoleToGive, reachGroupId: string | null): WhyNot {
  if (reachGroupId === null) return null
  if (!role.holdsAll && !role.permissions.some(hasNoGroup)) return null
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
