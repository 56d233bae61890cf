'use server'
import { addGroupMember } from '../../../../../lib/groups/mutations-members.ts'
import { formAction } from '../../../../../lib/http/action.ts'
import { namedFields } from '../../../../../lib/http/named-fields.ts'

export const addToGroupAction = formAction(addGroupMember, {
  input: namedFields(addGroupMember, { groups: ['groupId'] }),
  message: ({ changed }) => (changed ? 'Added to the group.' : 'The user is in this group already; nothing was changed.'),
})
