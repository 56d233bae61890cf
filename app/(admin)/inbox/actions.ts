'use server'
import { handleAccessRequest } from '../../../lib/access-requests/mutations.ts'
import { askApplicant, decideEnrollment } from '../../../lib/enrollments/mutations-decide.ts'
import { decideGroupRequest } from '../../../lib/groups/mutations-requests.ts'
import { formAction } from '../../../lib/http/action.ts'
import { namedFields } from '../../../lib/http/named-fields.ts'
import { decideInboxItems } from '../../../lib/inbox/mutations.ts'
import { recount, toNext } from './to-next.ts'

export const decideEnrollmentAction = formAction(decideEnrollment, {
  afterwards: recount,
  redirectTo: ({ state }, form) => toNext(form, { APPROVED: 'approved', PENDING: 'first-approved', REJECTED: 'rejected' }[state]),
})
export const askApplicantAction = formAction(askApplicant, { message: 'Question sent. The answer appears here.' })

export const inviteForAccessRequestAction = formAction(handleAccessRequest, {
  input: namedFields(handleAccessRequest, { groups: ['groupId'] }),
  afterwards: recount,
  // Without mail the link is shown here, once; nobody is led away from it.
  redirectTo: ({ link }, form) => (link === null ? toNext(form, 'invited') : null),
  message: 'Invitation made. Hand its link over.',
})
export const dismissAccessRequestAction = formAction(handleAccessRequest, {
  afterwards: recount,
  redirectTo: (_, form) => toNext(form, 'dismissed'),
})

export const decideGroupRequestAction = formAction(decideGroupRequest, {
  afterwards: recount,
  redirectTo: ({ status }, form) => toNext(form, status === 'APPROVED' ? 'joined' : 'not-joined'),
})

export const decideInboxItemsAction = formAction(decideInboxItems)
