import type { getOverview } from '../../../../lib/statistics/queries.ts'

/** What the home page shows, as the operation gives it. */
export type Overview = Awaited<ReturnType<typeof getOverview>>
export type Figures = Overview['figures']
export type Health = Overview['health']
/** What the viewer may open: a figure is a link only then. */
export type MayOpen = { users: boolean; outbox: boolean; jobs: boolean; audit: boolean }
