import { z } from 'zod'
import { defineList } from '../core/list.ts'

/** What the list can be narrowed to: enabled ones by their times, and those that are not enabled. */
export const BANNER_FILTERS = ['any', 'showing', 'scheduled', 'over', 'off'] as const

/** The list of banners, newest first: screen and address bar read this one description. `q` is a part of title or message. */
export const bannersList = defineList({
  sort: ['created'],
  defaultDirection: 'desc',
  filters: { state: z.enum(BANNER_FILTERS).default('any') },
})
export type BannersListParams = z.output<typeof bannersList.strict>
