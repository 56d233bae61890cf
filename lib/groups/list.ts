import { z } from 'zod'
import { id } from '../core/fields.ts'
import { defineList } from '../core/list.ts'
import { MEMBER_ROLES, REQUEST_STATUSES, URL_TYPES } from './schema.ts'

const yesNo = z.enum(['any', 'yes', 'no']).default('any')

/** The groups list: screen, address bar and API read this one description. `under` are all groups below one, at any depth. */
export const groupsList = defineList({
  sort: ['name', 'created', 'startDate'],
  filters: {
    approved: yesNo,
    trusted: yesNo,
    urlType: z.enum(['any', ...URL_TYPES]).default('any'),
    parent: z.enum(['any', 'top', 'sub']).default('any'),
    under: id.optional(),
    owner: id.optional(),
  },
})
export type GroupsListParams = z.output<typeof groupsList.strict>

/** The members of a group: by default its own (not those of its sub-groups) whose time is not over. Newest first. */
export const groupMembersList = defineList({
  sort: ['added'],
  defaultDirection: 'desc',
  filters: {
    role: z.enum(['any', ...MEMBER_ROLES]).default('any'),
    state: z.enum(['current', 'ended', 'any']).default('current'),
    from: z.enum(['direct', 'all']).default('direct'),
  },
})
export type GroupMembersListParams = z.output<typeof groupMembersList.strict>
/** Whose members, and which page of them. */
export const listGroupMembersInput = groupMembersList.strict.safeExtend({ groupId: id })

/** The requests to join a group: by default those that nobody has decided, longest waiting first. */
export const groupRequestsList = defineList({
  sort: ['created'],
  filters: { status: z.enum(['any', ...REQUEST_STATUSES]).default('PENDING') },
})
export type GroupRequestsListParams = z.output<typeof groupRequestsList.strict>
/** Requests to join which group, and which page of them. */
export const listGroupRequestsInput = groupRequestsList.strict.safeExtend({ groupId: id })

/** Which members go into a file: those of the list's filters. */
export const exportGroupMembersInput = z.strictObject({
  groupId: id,
  role: z.enum(['any', ...MEMBER_ROLES]).default('any'),
  state: z.enum(['current', 'ended', 'any']).default('current'),
  from: z.enum(['direct', 'all']).default('direct'),
})
