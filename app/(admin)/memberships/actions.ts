'use server'
import { formAction } from '../../../lib/http/action.ts'
import { createMembership, deleteMembership, updateMembership } from '../../../lib/memberships/mutations.ts'

export const createMembershipAction = formAction(createMembership, {
  redirectTo: ({ membershipId }) => `/memberships/${membershipId}?notice=created`,
})
export const updateMembershipAction = formAction(updateMembership, {
  redirectTo: ({ membershipId }) => `/memberships/${membershipId}?notice=saved`,
})
export const deleteMembershipAction = formAction(deleteMembership, { redirectTo: '/memberships?notice=deleted' })
