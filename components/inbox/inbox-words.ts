import type { InboxKind } from '../../lib/inbox/schema.ts'
import type { InboxState } from '../../lib/inbox/views.ts'

/** What an item of the inbox is called. */
export const KIND_WORDS: Record<InboxKind, string> = {
  enrollment: 'Enrollment',
  'access-request': 'Access request',
  'group-request': 'Group request',
}

/** What became of an item. An access request is answered with an invitation or dismissed. */
export const STATE_WORDS: Record<InboxState, string> = {
  PENDING: 'Waiting',
  APPROVED: 'Approved',
  REJECTED: 'Rejected',
  WITHDRAWN: 'Withdrawn',
  EXPIRED: 'Expired',
  ENROLLED: 'Invited',
  DISMISSED: 'Dismissed',
}

const FOLDERS: Record<InboxKind, string> = {
  enrollment: 'enrollments',
  'access-request': 'access-requests',
  'group-request': 'group-requests',
}

/** The page of an item. `from` is the search of the list that one comes from, so that the way back and on leads through the same list. */
export const itemHref = (kind: InboxKind, id: string, from = '') =>
  `/inbox/${FOLDERS[kind]}/${id}${from ? `?${new URLSearchParams({ from })}` : ''}`

/** The forms of an item's page: each is a dialog of this id, which an address opens by naming it (`#approve`). */
export const DECISION_DIALOGS = { approve: 'approve', reject: 'reject', ask: 'ask' } as const
