// What members do about their own membership.
import type { Actor } from '../core/actor.ts'
import type { Tx } from '../core/db.ts'
import { AppError, notFound } from '../core/errors.ts'
import { defineMutation } from '../core/operation.ts'
import { dayOf, isHigherLevel } from './rules.ts'
import { joinMembershipInput, ownMembershipInput, updateOwnMembershipInput } from './schema.ts'
import { createdFields, insertMembership, insistOnVersion, lockOwnUser, membershipOf, writeMembership } from './steps.ts'

const ownTarget = (actor: Actor) => ({ type: 'user' as const, id: actor.id, label: actor.label })

/** One's own membership, locked. NOT_FOUND when it went away since the request began. */
async function ownLocked(tx: Tx, actor: Actor) {
  const membership = await membershipOf(tx, await lockOwnUser(tx, actor))
  if (!membership) throw notFound('Membership')
  return membership
}

/** Makes oneself a basic member, once: CONFLICT for who is one already. The code of conduct must be accepted. */
export const joinMembership = defineMutation({
  name: 'joinMembership',
  permission: 'account:update',
  input: joinMembershipInput,
  async run({ actor, tx, audit }, input) {
    const fields = { ...input, type: 'basic' as const, votes: false }
    const membershipId = await insertMembership(tx, await lockOwnUser(tx, actor), fields)
    await audit.record('membership.created', {
      target: ownTarget(actor),
      detail: { type: fields.type, source: 'self' },
      changes: createdFields(fields),
    })
    return { membershipId }
  },
})

/** Edits one's own membership. Refuses a stale `version` with what is saved now (CONFLICT, reason STALE). */
export const updateOwnMembership = defineMutation({
  name: 'updateOwnMembership',
  permission: 'account:update',
  requires: 'membership',
  input: updateOwnMembershipInput,
  async run({ actor, tx, audit }, { version, ...edit }) {
    const membership = await ownLocked(tx, actor)
    insistOnVersion(membership, version, edit)
    const changes = await writeMembership(tx, membership, edit)
    if (Object.keys(changes).length === 0) return (audit.unchanged(), { version })
    await audit.record('membership.updated', { target: ownTarget(actor), detail: {}, changes })
    return { version: version + 1 }
  },
})

/** Ends one's own membership and forgets all that it said; the account stays. */
export const leaveMembership = defineMutation({
  name: 'leaveMembership',
  permission: 'account:update',
  requires: 'membership',
  input: ownMembershipInput,
  async run({ actor, tx, audit }) {
    const membership = await ownLocked(tx, actor)
    await tx.membership.delete({ where: { id: membership.id }, select: { id: true } })
    await audit.record('membership.deleted', { target: ownTarget(actor), detail: { type: membership.type } })
  },
})

/** Says that one votes, from today for another year; the second time on one day changes nothing. For members of a higher level. */
export const affirmVote = defineMutation({
  name: 'affirmVote',
  permission: 'account:update',
  requires: 'higherMembership',
  input: ownMembershipInput,
  async run({ actor, tx, audit }) {
    const membership = await ownLocked(tx, actor)
    // The type is looked at again: it may have changed since the request began.
    if (!isHigherLevel(membership))
      throw new AppError('FORBIDDEN', 'This is for members of a higher level than basic.', { reason: 'higherMembership' })
    const today = dayOf(new Date())
    if (membership.votes && membership.lastVoteAffirmation === today) return (audit.unchanged(), { on: today })
    const changes = await writeMembership(tx, { ...membership, lastVoteAffirmation: null }, { votes: true })
    const before = { before: membership.lastVoteAffirmation, after: today }
    await audit.record('membership.vote-affirmed', {
      target: ownTarget(actor),
      detail: { on: today },
      changes: { ...changes, lastVoteAffirmation: before },
    })
    return { on: today }
  },
})
