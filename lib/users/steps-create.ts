import { reachOf, type Actor } from '../core/actor.ts'
import type { Tx } from '../core/db.ts'
import { AppError } from '../core/errors.ts'
import { newId } from '../core/id.ts'
import { mailPasswordLink, mailPasswordLinks } from '../passwords/steps-links.ts'
import { carriedBy, insistOnMayGiveRights } from '../groups/steps-rights.ts'
import { heldWithin } from '../roles/steps.ts'

/**
 * Puts new users into the group that their creator named, and insists on one when the creator's right to create is limited to groups
 * (DESIGN, grants). Throws INVALID when the group is missing, RULE when it lies outside, or gives what the creator does not hold, or not for
 * ever.
 */
export async function placeNewUsers(tx: Tx, actor: Actor, userIds: readonly string[], groupId: string | undefined): Promise<void> {
  const reach = reachOf(actor, 'user:create')
  if (groupId === undefined) {
    if (reach === 'everywhere') return
    const message = 'You create users within groups only: choose the group that this user joins.'
    throw new AppError('INVALID', `Nothing was created. ${message}`, { fields: { groupId: [message] } })
  }
  const held = await heldWithin(tx, actor, groupId)
  if (held('user:create') === null)
    throw new AppError('RULE', 'That group is not yours to add users to. Nothing was created.', { reason: 'OUT_OF_REACH' })
  if (reach === 'everywhere' && held('group:manage-members') === null && actor.kind !== 'system')
    throw new AppError('FORBIDDEN', 'You may create users, but not add them to groups. Nothing was created.', {
      reason: 'group:manage-members',
    })
  // A group can hold roles, and so can those above it: joining is one more way to be given them, without an end.
  const joining = carriedBy({ id: groupId, trusted: false }, { role: 'member', validUntil: null })
  await insistOnMayGiveRights(tx, actor, joining, 'create users in this group')
  await tx.groupMember.createMany({
    data: userIds.map((userId) => ({ groupId, userId, addedById: actor.id, addedByLabel: actor.label })),
  })
}

export type NewUser = {
  username: string
  email: string
  firstName: string
  lastName: string
  organisation: string
  bio: string
  searchVisibility: 'public' | 'private'
  emailPrivacy: 'public' | 'private' | 'never'
  publicProfile: boolean
}

/** Writes one user row and gives back its id. A taken username or e-mail ends in CONFLICT by the unique indexes, however close the race. */
export async function insertUser(tx: Tx, actor: Actor, user: NewUser): Promise<string> {
  const id = newId()
  await tx.user.create({
    data: { id, ...user, statusChangedById: actor.id, statusChangedByLabel: actor.label },
    select: { id: true },
  })
  return id
}

type Invited = { id: string; username: string; email: string; fullName: string }

/**
 * Mails a user without a password the link to set one, and gives the link back so that it can be shown once. Older links of the kind stop
 * working.
 */
export const invite = (tx: Tx, user: Invited): Promise<string> => mailPasswordLink(tx, user, 'invitation')

/**
 * Replaces links that are still open, by mail only and set-based. For when users get more rights before having a password: whoever made
 * them was shown the first link, and must not become them with these rights.
 */
export async function renewInvitations(tx: Tx, users: readonly (Invited & { hasPassword: boolean })[]): Promise<void> {
  const without = users.filter((user) => !user.hasPassword)
  if (without.length === 0) return
  const open = await tx.$queryRaw<{ id: string }[]>`
    select distinct user_id::text as id from one_time_tokens
    where user_id = any(${without.map(({ id }) => id)}::uuid[]) and purpose = 'SET_PASSWORD' and used_at is null and voided_at is null
      and expires_at > now()`
  const invited = new Set(open.map(({ id }) => id))
  await mailPasswordLinks(
    tx,
    without.filter(({ id }) => invited.has(id)),
    'invitation',
  )
}
