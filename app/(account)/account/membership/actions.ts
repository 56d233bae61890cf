'use server'
import { formAction } from '../../../../lib/http/action.ts'
import { affirmVote, joinMembership, leaveMembership, updateOwnMembership } from '../../../../lib/memberships/mutations-own.ts'

export const joinMembershipAction = formAction(joinMembership, { redirectTo: '/account/membership?notice=joined' })
export const updateOwnMembershipAction = formAction(updateOwnMembership, { message: 'Membership saved.' })
export const leaveMembershipAction = formAction(leaveMembership, { redirectTo: '/account/membership?notice=left' })
export const affirmVoteAction = formAction(affirmVote, { message: 'Vote affirmed for another year.' })
