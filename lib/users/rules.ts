import type { UserStatus } from './schema.ts'

/** Which states lead to which (DESIGN "A user's fields"). Menus and mutations read this one table; ANONYMIZED is final. */
export const TRANSITIONS: Record<UserStatus, readonly UserStatus[]> = {
  ACTIVE: ['DEACTIVATED', 'DELETED'],
  DEACTIVATED: ['ACTIVE', 'DELETED'],
  DELETED: ['ACTIVE', 'DEACTIVATED'],
  ANONYMIZED: [],
}

/** How many users one transaction of the daily job removes. */
export const PURGE_BATCH = 1_000

type WhyNot = { reason: string; message: string } | null
type Subject = { id: string; status: UserStatus }
type By = { id: string | null }

const self = (actor: By, user: Subject, act: string): WhyNot =>
  actor.id === user.id ? { reason: 'SELF', message: `You cannot ${act} yourself. Nothing was changed. Ask another administrator.` } : null
const wrongState = (message: string): WhyNot => ({ reason: 'BAD_TRANSITION', message: `${message} Nothing was changed.` })

/** Why this user cannot be deactivated, or null. Already deactivated is no reason: it changes nothing. */
export function whyNotDeactivate(actor: By, user: Subject): WhyNot {
  if (user.status === 'DEACTIVATED') return null
  if (!TRANSITIONS[user.status].includes('DEACTIVATED') || user.status === 'DELETED')
    return wrongState('Only active users can be deactivated; this one is in the trash or anonymized.')
  return self(actor, user, 'deactivate')
}

/** Why this user cannot be reactivated, or null. */
export function whyNotReactivate(user: Subject): WhyNot {
  if (user.status === 'ACTIVE' || user.status === 'DEACTIVATED') return null
  return wrongState(user.status === 'DELETED' ? 'This user is in the trash. Restore the user first.' : 'This user is anonymized for good.')
}

/** Why this user cannot be moved to the trash, or null. */
export function whyNotDelete(actor: By, user: Subject): WhyNot {
  if (user.status === 'DELETED') return null
  if (user.status === 'ANONYMIZED') return wrongState('This user is anonymized for good.')
  return self(actor, user, 'delete')
}

/** Why this user cannot be restored from the trash, or null. */
export function whyNotRestore(user: Subject): WhyNot {
  if (user.status === 'ANONYMIZED') return wrongState('This user is anonymized for good.')
  return null
}

/** Why this user cannot be removed for good, or null. Only the trash is emptied, so that nobody is lost by one slip. */
export function whyNotPurge(user: Subject & { username: string }, typed: string): WhyNot {
  if (user.status !== 'DELETED') return wrongState('Only users in the trash can be removed for good. Move the user to the trash first.')
  if (typed !== user.username)
    return { reason: 'NOT_CONFIRMED', message: 'What you typed is not the username. Nothing was removed. Type it exactly as shown.' }
  return null
}

/** Why a profile cannot be edited, or null. */
export function whyNotUpdate(user: Subject): WhyNot {
  if (user.status === 'ACTIVE' || user.status === 'DEACTIVATED') return null
  return wrongState('Users in the trash cannot be edited. Restore the user first.')
}

/** How a user is written into the audit log and into sentences: "Ann Lee (ann)", or the username alone. */
export const labelOf = (user: { fullName: string; username: string }) =>
  user.fullName ? `${user.fullName} (${user.username})` : user.username
