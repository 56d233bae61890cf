import { z } from 'zod'
import { flag, id, instant, line, paragraph, version } from '../core/fields.ts'
import { isStorable } from '../core/fields.ts'

/** What the address of a group leads to (seed 000). */
export const URL_TYPES = ['meetup', 'distribution_list', 'other'] as const
export type UrlType = (typeof URL_TYPES)[number]
/** What a user is in a group. */
export const MEMBER_ROLES = ['member', 'manager'] as const
export type MemberRole = (typeof MEMBER_ROLES)[number]
/** What became of a request to join. */
export const REQUEST_STATUSES = ['PENDING', 'APPROVED', 'REJECTED', 'WITHDRAWN'] as const
export type RequestStatus = (typeof REQUEST_STATUSES)[number]
/** As many users as one list may name. */
export const MOST_LINES = 1_000

/** 1–255 characters. Unique without regard to case. */
export const groupName = line(255).refine((text) => text.length > 0, 'Enter a name.')

/** Whether a text is an address that a browser may be sent to: http or https, and no user name in front of the host to mislead. */
function isWebAddress(text: string): boolean {
  if (!/^https?:\/\/\S+$/i.test(text) || !URL.canParse(text)) return false
  const { username, password, hostname } = new URL(text)
  return username === '' && password === '' && hostname !== ''
}

/** An http(s) address of at most 500 characters, or nothing. */
export const groupUrl = line(500).refine(
  (text) => text === '' || isWebAddress(text),
  'Enter an address that begins with https:// or http://, such as https://example.org/group.',
)

/** A form sends an emptied field as empty text. */
const orNone = <S extends z.ZodType>(schema: S) => z.preprocess((given) => (given === '' ? null : given), schema.nullable())

// PostgreSQL's calendar has no year 0.
const day = z.iso
  .date({ error: 'Enter a date such as 2026-03-14.' })
  .refine((text) => !text.startsWith('0000'), 'Enter a date such as 2026-03-14.')

const urlType = z.enum(URL_TYPES, { error: `Choose one of: ${URL_TYPES.join(', ')}.` })
const memberRole = z.enum(MEMBER_ROLES, { error: `Choose one of: ${MEMBER_ROLES.join(', ')}.` })

/** The fields of a group that a form sets, seed 000's `user_groups` among them. Flags and parent have operations of their own. */
export const groupFields = {
  name: groupName,
  description: paragraph(2_000),
  location: line(255),
  url: groupUrl,
  urlType,
  startDate: orNone(day),
  ownerId: orNone(id),
}
/** The names of those fields. */
export const GROUP_FIELDS = Object.keys(groupFields) as (keyof typeof groupFields)[]

const fieldDefaults = {
  name: groupName,
  description: groupFields.description.default(''),
  location: groupFields.location.default(''),
  url: groupFields.url.default(''),
  urlType: urlType.default('other'),
  startDate: groupFields.startDate.default(null),
  ownerId: groupFields.ownerId.default(null),
}

/** A new group. `parentId` is needed when the creator's reach is limited to groups. */
export const createGroupInput = z.strictObject({ ...fieldDefaults, parentId: orNone(id).default(null) })
/** A partial edit: absent fields stay. `version` is the one that the editor saw. */
export const updateGroupInput = z.strictObject({ groupId: id, version, ...z.object(groupFields).partial().shape })
/** Creates the group with this name, or changes what differs. `parentId` counts for a new one only. */
export const upsertGroupInput = z.strictObject({
  ...z.object(groupFields).partial().shape,
  name: groupName,
  parentId: orNone(id).optional(),
})
/** Puts a group under another one, or (null) at the top. */
export const moveGroupInput = z.strictObject({ groupId: id, version, parentId: orNone(id) })
/** `preview` says what goes with the group and deletes nothing. To delete, type the name exactly. */
export const deleteGroupInput = z.strictObject({ groupId: id, preview: flag.default(false), name: z.string().max(300).default('') })
export const groupIdInput = z.strictObject({ groupId: id })

/** The end of a membership: in the future. Null, absent or empty: for ever. */
export const memberEnd = orNone(
  instant.refine((end) => end.getTime() > Date.now(), 'This lies in the past: the membership would end before it began.'),
)

export const addGroupMemberInput = z.strictObject({
  groupId: id,
  userId: id,
  role: memberRole.default('member'),
  validUntil: memberEnd.default(null),
})

/** The lines of a list that name somebody: trimmed, empty ones left out; of `Ann Lee <ann@example.org>` the address. */
export const linesOf = (list: string): string[] =>
  list
    .split(/[\n,;]/)
    .map((text) => (/<([^<>]+)>\s*$/.exec(text)?.[1] ?? text).trim())
    .filter((text) => text !== '')

/** Up to 1,000 e-mail addresses or usernames, one per line (commas and semicolons separate as well). */
export const addGroupMembersInput = z.strictObject({
  groupId: id,
  list: z
    .string({ error: 'Enter text.' })
    .max(300_000, 'At most 1,000 lines.')
    .refine(isStorable, 'Control characters are not allowed.')
    .transform(linesOf)
    .refine((lines) => lines.length > 0, 'Name at least one user, by e-mail address or username.')
    .refine((lines) => lines.length <= MOST_LINES, 'At most 1,000 lines. Split the list.'),
  role: memberRole.default('member'),
  validUntil: memberEnd.default(null),
})

/** Absent fields stay; an end of null means never. `version` is the one that the editor saw. */
export const changeGroupMemberInput = z.strictObject({
  groupId: id,
  userId: id,
  version,
  role: memberRole.optional(),
  validUntil: memberEnd.optional(),
})
export const removeGroupMemberInput = z.strictObject({ groupId: id, userId: id })
/** A later end, or none. Also for who has ended already. */
export const renewGroupMemberInput = z.strictObject({ groupId: id, userId: id, validUntil: memberEnd })
export const leaveGroupInput = groupIdInput

/** Why somebody wants to join: 1–1,000 characters, read by who decides. */
export const requestReason = paragraph(1_000).refine((text) => text.length > 0, 'Say why you want to join, for those who decide.')
export const requestToJoinInput = z.strictObject({ groupId: id, reason: requestReason })
export const groupRequestIdInput = z.strictObject({ requestId: id })
/** `note` is told to the one who asked; `validUntil` is the end of the membership that an approval gives. */
export const decideGroupRequestInput = z.strictObject({
  requestId: id,
  version,
  decision: z.enum(['approve', 'reject'], { error: 'Approve or reject.' }),
  note: paragraph(1_000).default(''),
  validUntil: memberEnd.default(null),
})
export const remindMembersInput = z.strictObject({})

const searchText = z.string().trim().max(200).refine(isStorable, 'Control characters are not allowed.').default('')
/** Pickers: a few groups by name; without text the first ones. */
export const searchGroupsInput = z.strictObject({ q: searchText, limit: z.coerce.number().int().min(1).max(20).default(8) })
/** Seed 000's paging (limit 1–1,000, offset) and ours: `after` is the cursor of the page before, and counts more than an offset. */
export const listFlaggedGroupsInput = z.strictObject({
  q: searchText,
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  after: z.string().min(1).max(1_000).optional(),
})
/** The groups directly below one, or at the top. */
export const groupTreeInput = z.strictObject({ parentId: id.optional() })
/** Down to which group the tree is open; without one, only its top is shown. */
export const groupBranchInput = z.strictObject({ open: id.optional() })
export const groupsOfUserInput = z.strictObject({ userId: id })
export const myGroupsInput = z.strictObject({})
/** A page of what happened to a group and to its members, newest first. */
export const groupActivityInput = z.strictObject({
  groupId: id,
  after: z.string().max(1_000).optional(),
  before: z.string().max(1_000).optional(),
  perPage: z.coerce.number().int().min(1).max(100).default(25),
})
