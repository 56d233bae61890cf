'use server'
import { leaveGroup } from '../../../../lib/groups/mutations-members.ts'
import { requestToJoin, withdrawGroupRequest } from '../../../../lib/groups/mutations-requests.ts'
import { formAction } from '../../../../lib/http/action.ts'

export const requestToJoinAction = formAction(requestToJoin, { redirectTo: '/account/groups?notice=asked' })
export const withdrawGroupRequestAction = formAction(withdrawGroupRequest, { message: 'Request withdrawn.' })
export const leaveGroupAction = formAction(leaveGroup, { message: 'You have left the group.' })
