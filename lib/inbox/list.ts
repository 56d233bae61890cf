import { z } from 'zod'
import { id } from '../core/fields.ts'
import { defineList } from '../core/list.ts'
import { INBOX_KINDS } from './schema.ts'

/** What the inbox shows: what waits for approvers, enrollments that wait for their applicants first, what was decided, or all. */
export const INBOX_STATES = ['waiting', 'unready', 'decided', 'all'] as const

/**
 * The inbox: screen, address bar and API read this one description. By default what waits, longest first. `decided` sorts by when the
 * decision was made, and what waits by when it came. `group` is one group with its sub-groups. `check` leaves enrollments whose e-mail
 * address is not confirmed.
 */
export const inboxList = defineList({
  sort: ['asked', 'applicant', 'decided'],
  filters: {
    kind: z.enum(['any', ...INBOX_KINDS]).default('any'),
    state: z.enum(INBOX_STATES).default('waiting'),
    decidedBy: z.enum(['anyone', 'me']).default('anyone'),
    pool: id.optional(),
    group: id.optional(),
    check: z.enum(['any', 'unconfirmed']).default('any'),
  },
})
export type InboxListParams = z.output<typeof inboxList.strict>

/**
 * The place of an item in a list that sorts by `asked`, as its cursors say it: for going on from an item's own page. `at` is when it came, to
 * the millisecond; null when either is no such thing. The same as `encodeCursor` of `core/keyset.ts`, which does not run in browsers.
 */
export function inboxPlace(itemId: string, at: string): string | null {
  if (!id.safeParse(itemId).success || !z.iso.datetime().safeParse(at).success) return null
  const place = JSON.stringify([`${at.slice(0, 23).replace('Z', '').replace('T', ' ')}+00`, itemId])
  return btoa(place).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
