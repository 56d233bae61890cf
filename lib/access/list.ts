import { z } from 'zod'
import { defineList } from '../core/list.ts'

/** Whose accounts count: those that work now, or also the deactivated ones and those in the trash, whose rights wait for them. */
export const HOLDER_STATUSES = ['active', 'any'] as const

/**
 * Who holds a permission or a role: by the age of the account, the only order that does not get slower with the number of holders; `q`
 * searches users as the users list does.
 */
export const holdersList = defineList({
  sort: ['created'],
  defaultDirection: 'desc',
  filters: { status: z.enum(HOLDER_STATUSES).default('active') },
})
export type HoldersListParams = z.output<typeof holdersList.strict>
