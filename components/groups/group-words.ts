import type { MemberRole, RequestStatus, UrlType } from '../../lib/groups/schema.ts'

/** What the web address of a group is. */
export const URL_TYPE_WORDS: Record<UrlType, string> = { meetup: 'Meetup', distribution_list: 'Distribution list', other: 'Other' }

/** What somebody is in a group. */
export const ROLE_WORDS: Record<MemberRole, string> = { member: 'Member', manager: 'Manager' }

/** What became of a request to join. */
export const REQUEST_WORDS: Record<RequestStatus, string> = {
  PENDING: 'Waiting',
  APPROVED: 'Approved',
  REJECTED: 'Rejected',
  WITHDRAWN: 'Withdrawn',
}

/** A day without a time, such as "2026-03-14", in words: "14 Mar 2026". */
export const dayWords = (day: string) =>
  new Date(day).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })

/** A moment as a date field wants it: its day in UTC, or nothing. */
export const dayOf = (moment: Date | null) => moment?.toISOString().slice(0, 10) ?? ''
