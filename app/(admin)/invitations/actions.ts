'use server'
import { resendInvitation, revokeInvitation } from '../../../lib/enrollment-pools/mutations-invitations.ts'
import { formAction } from '../../../lib/http/action.ts'

export const resendInvitationAction = formAction(resendInvitation, {
  message: ({ email, link }) =>
    link === null ? `A new link is on its way to ${email}; the old one works no more.` : 'A new link was made; the old one works no more.',
})
export const revokeInvitationAction = formAction(revokeInvitation, { message: 'Invitation revoked: its link works no more.' })
