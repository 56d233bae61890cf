import { z } from 'zod'
import { defineList } from '../core/list.ts'
import { BULK_ACTION_NAMES } from './schema.ts'

/** What the list of runs can be narrowed to. */
export const STATUS_FILTERS = ['any', 'waiting', 'running', 'done', 'cancelled'] as const

/** The list of bulk runs: newest first, by status, by action, and only one's own. */
export const bulkRunsList = defineList({
  sort: ['created'],
  defaultDirection: 'desc',
  filters: {
    status: z.enum(STATUS_FILTERS).default('any'),
    action: z.enum(['any', ...BULK_ACTION_NAMES]).default('any'),
    mine: z.enum(['any', 'yes']).default('any'),
  },
})
export type BulkRunsListParams = z.output<typeof bulkRunsList.strict>
