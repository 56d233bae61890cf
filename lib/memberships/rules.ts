import { isHigherMembership, type MembershipType } from '../core/actor.ts'
import type { UserStatus } from '../users/schema.ts'
import { offeredTypes } from './rules-words.ts'

type WhyNot = { reason: string; message: string } | null

/** A vote is affirmed for so many whole days. */
export const AFFIRMED_DAYS = 365

/** A day as memberships keep it: UTC, such as 2026-03-14. */
export const dayOf = (moment: Date) => moment.toISOString().slice(0, 10)

/** Whether the type is above basic: the voting classes. */
export const isHigherLevel = (membership: { type: MembershipType }) => isHigherMembership(membership.type)

/** Whether the member votes: a higher level, and the wish to. */
export const mayVote = (membership: { type: MembershipType; votes: boolean }) => isHigherLevel(membership) && membership.votes

/**
 * Whether the vote has to be affirmed (again): never done, or more than 365 whole days ago (365 no, 366 yes). Days are UTC. Only for those
 * who said that they vote.
 */
export function needsAffirmation(membership: { votes: boolean; lastVoteAffirmation: string | null }, now: Date = new Date()): boolean {
  if (!membership.votes) return false
  if (membership.lastVoteAffirmation === null) return true
  return (Date.parse(dayOf(now)) - Date.parse(membership.lastVoteAffirmation)) / 86_400_000 > AFFIRMED_DAYS
}

/** Why a membership cannot become (or begin as) this type, or null. */
export const whyNotType = (wanted: MembershipType, current: MembershipType | null): WhyNot =>
  offeredTypes(current).includes(wanted)
    ? null
    : {
        reason: 'LEGACY_TYPE',
        message:
          'Nobody becomes a managing member any more: those members are contributing ones. Nothing was changed; choose another type.',
      }

/** Why the answer to the code of conduct cannot be this, or null: who has accepted it has accepted it. */
export const whyNotCodeOfConduct = (wanted: boolean, current: boolean): WhyNot =>
  current && !wanted
    ? {
        reason: 'CODE_OF_CONDUCT_ACCEPTED',
        message:
          'The code of conduct has been accepted, and that cannot be taken back by editing. Nothing was changed. Delete the membership instead.',
      }
    : null

/** Why a user of this status cannot get a membership or have it edited, or null. Deleting one is always possible. */
export const whyNotKept = (status: UserStatus): WhyNot =>
  status === 'ACTIVE' || status === 'DEACTIVATED'
    ? null
    : {
        reason: 'BAD_TRANSITION',
        message:
          status === 'DELETED'
            ? 'This user is in the trash, so the membership stays as it is. Nothing was changed. Restore the user first.'
            : 'This user is anonymized for good. Nothing was changed.',
      }
