'use server'
import { formAction } from '../../../../../lib/http/action.ts'
import { deleteMembership } from '../../../../../lib/memberships/mutations.ts'

export const deleteMembershipOfUserAction = formAction(deleteMembership, { message: 'Membership deleted.' })
