'use server'
import { resendInvitation, revokeInvitation } from '../../../lib/enrollment-pools/mutations-invitations.ts'
import { formAction } from '../../../lib/http/action.ts'

export const resendInvitationAction = formAction(resendInvitation, {
  result: ({ email, link }) => ({ email, link }),
})
export const revokeInvitationAction = formAction(revokeInvitation, { message: 'Invitation revoked: its link works no more.' })
