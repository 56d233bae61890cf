import { z } from 'zod'
import { id, isStorable } from '../core/fields.ts'
import { defineList } from '../core/list.ts'
import { FIELD_FILTERS } from '../custom-fields/list.ts'
import { userColumns } from './list-columns.ts'

/** What the list can be narrowed to. `current` (the default) leaves out the trash and anonymized users. */
export const STATUS_FILTERS = ['current', 'active', 'deactivated', 'no-password', 'trash', 'anonymized', 'any'] as const
export const SIGN_IN_FILTERS = ['any', 'never', 'ever'] as const
/** Who may open the administration (`staff`), and who is an administrator in every sense of the word (DESIGN 2.7). */
export const ACCESS_FILTERS = ['any', 'staff', 'administrator'] as const
/** Active users without a password by their newest invitation: its link still works, or no longer does. */
export const INVITATION_FILTERS = ['any', 'open', 'expired'] as const
const yesNo = z.enum(['any', 'yes', 'no']).default('any')
// PostgreSQL's calendar has no year 0.
const day = z.iso
  .date()
  .refine((text) => !text.startsWith('0000'), 'Enter a date such as 2026-03-14.')
  .optional()

/** The users list: screen, address bar and API read this one description. Days are UTC and inclusive at both ends. */
export const usersList = defineList({
  sort: ['created', 'name', 'username', 'email', 'lastSignIn'],
  defaultSort: 'created',
  defaultDirection: 'desc',
  filters: {
    status: z.enum(STATUS_FILTERS).default('current'),
    role: id.optional(),
    /** A group by its id or its exact name: whoever is in it or in one of its sub-groups now. */
    group: z.string().trim().min(1).max(255).refine(isStorable, 'Control characters are not allowed.').optional(),
    createdFrom: day,
    createdTo: day,
    signIn: z.enum(SIGN_IN_FILTERS).default('any'),
    signInFrom: day,
    signInTo: day,
    emailVerified: yesNo,
    privileged: yesNo,
    access: z.enum(ACCESS_FILTERS).default('any'),
    invitation: z.enum(INVITATION_FILTERS).default('any'),
  },
  families: {
    /** Extra fields, as `readFieldFilters` understands them. */
    fields: FIELD_FILTERS,
  },
  looks: {
    /** Which columns are shown, in this order; without it, one's own or the usual ones. */
    columns: userColumns.optional(),
  },
})
export type UsersListParams = z.output<typeof usersList.strict>
