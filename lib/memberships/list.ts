import { z } from 'zod'
import { isStorable } from '../core/fields.ts'
import { defineList } from '../core/list.ts'
import { TYPES } from './rules-words.ts'

const yesNo = z.enum(['any', 'yes', 'no']).default('any')

/**
 * The list of memberships: screen, address bar, file and API read this one description. `voting`: higher level and votes; `due`: votes and
 * has to affirm it. `country` is compared without regard to case and accents.
 */
export const membershipsList = defineList({
  sort: ['created', 'name', 'affirmed'],
  defaultSort: 'created',
  defaultDirection: 'desc',
  filters: {
    type: z.enum(['any', ...TYPES]).default('any'),
    country: z.string().trim().max(100).refine(isStorable, 'Control characters are not allowed.').default(''),
    voting: yesNo,
    due: yesNo,
  },
})
export type MembershipsListParams = z.output<typeof membershipsList.strict>
