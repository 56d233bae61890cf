'use server'
import { addGroupMember, addGroupMembers, changeGroupMember, removeGroupMember } from '../../../lib/groups/mutations-members.ts'
import { decideGroupRequest } from '../../../lib/groups/mutations-requests.ts'
import { createGroup, updateGroup } from '../../../lib/groups/mutations.ts'
import { approveGroup, revokeGroupApproval, revokeGroupTrust, trustGroup } from '../../../lib/groups/mutations-flags.ts'
import { deleteGroup, moveGroup } from '../../../lib/groups/mutations-tree.ts'
import { formAction } from '../../../lib/http/action.ts'
import { namedFields } from '../../../lib/http/named-fields.ts'
import { changeGrant, endGrant, grantRole } from '../../../lib/roles/mutations.ts'

export const createGroupAction = formAction(createGroup, {
  input: namedFields(createGroup, { groups: ['parentId'], users: ['ownerId'] }),
  redirectTo: ({ groupId }) => `/groups/${groupId}?notice=created`,
})
export const updateGroupAction = formAction(updateGroup, {
  input: namedFields(updateGroup, { users: ['ownerId'] }),
  redirectTo: (_, form) => `/groups/${String(form.get('groupId'))}?notice=saved`,
})
export const moveGroupAction = formAction(moveGroup, {
  input: namedFields(moveGroup, { groups: ['parentId'] }),
  message: 'Group moved.',
})
export const deleteGroupAction = formAction(deleteGroup, { redirectTo: '/groups?notice=deleted' })

export const approveGroupAction = formAction(approveGroup, { message: 'Group approved: it is listed publicly.' })
export const revokeGroupApprovalAction = formAction(revokeGroupApproval, { message: 'Approval revoked.' })
export const trustGroupAction = formAction(trustGroup, { message: 'Group trusted: its managers decide who comes in.' })
export const revokeGroupTrustAction = formAction(revokeGroupTrust, { message: 'Trust revoked.' })

export const addGroupMemberAction = formAction(addGroupMember, {
  input: namedFields(addGroupMember, { users: ['userId'] }),
  message: ({ changed }) => (changed ? 'Added to the group.' : 'The user is in this group already; nothing was changed.'),
})
export const addGroupMembersAction = formAction(addGroupMembers)
export const changeGroupMemberAction = formAction(changeGroupMember, { message: 'Changes saved.' })
export const removeGroupMemberAction = formAction(removeGroupMember, {
  redirectTo: (_, form) => `/groups/${String(form.get('groupId'))}/members?notice=removed`,
})

export const decideGroupRequestAction = formAction(decideGroupRequest, {
  message: ({ status }) => (status === 'APPROVED' ? 'Request approved: they are in the group now.' : 'Request rejected.'),
})

export const grantGroupRoleAction = formAction(grantRole, {
  input: namedFields(grantRole, { groups: ['reachGroupId'] }),
  message: ({ changed }) => (changed ? 'Role given.' : 'The group has this role already; nothing was changed.'),
})
export const changeGroupGrantAction = formAction(changeGrant, { message: 'End of the role changed.' })
export const endGroupGrantAction = formAction(endGrant, { message: 'Role taken.' })
