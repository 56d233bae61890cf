import type { BulkAction } from '../../../../lib/bulk-runs/schema.ts'
import type { UsersListParams } from '../../../../lib/users/list.ts'

/** The form that the check boxes of the users list belong to. */
export const USERS_BULK_FORM = 'users-bulk'

type Status = UsersListParams['status']
/** The lists in which an act is of use, and what to say in the others. */
type Act = { label: string; only: readonly Status[]; otherwise?: string }

const CURRENT = ['current', 'active', 'deactivated', 'no-password', 'any'] as const
const NOT_DEACTIVATED = ['current', 'active', 'no-password', 'any'] as const
const TRASH = ['trash', 'any'] as const
const inTrash = (what: string) => `Only users in the trash can be ${what}. Filter by the status “In trash” first.`

/** What can be done to many users at once, as buttons call it. */
export const BULK_ACTS: Record<BulkAction, Act> = {
  deactivate: { label: 'Deactivate', only: NOT_DEACTIVATED, otherwise: 'These users are deactivated already.' },
  reactivate: { label: 'Reactivate', only: ['current', 'deactivated', 'no-password', 'any'], otherwise: 'These users are active already.' },
  delete: { label: 'Move to trash', only: CURRENT },
  restore: { label: 'Restore', only: TRASH, otherwise: inTrash('restored') },
  purge: { label: 'Remove for good', only: TRASH, otherwise: inTrash('removed for good') },
  grantRole: { label: 'Give role', only: CURRENT },
  endRole: { label: 'Take role', only: CURRENT },
  setField: { label: 'Set field', only: CURRENT },
  passwordLinks: { label: 'Send password links', only: NOT_DEACTIVATED, otherwise: 'Only active users can set a password.' },
}

/** For each act, the sentence that says why it is not open here and now; null where it is. */
export type BulkActs = Record<BulkAction, string | null>
