import { z } from 'zod'

/** How many UTC days the figures per day go back, today included. */
export const DAYS_SHOWN = 30
/** How long a count may serve: figures are counted at most once in this time, by each process. */
export const COUNT_SECONDS = 60
/** Users in the trash who are removed within this many days are worth a warning. */
export const PURGE_NOTICE_DAYS = 7

export const getOverviewInput = z.strictObject({})
/** A calendar year in UTC. */
export const signUpsByMonthInput = z.strictObject({ year: z.coerce.number({ error: 'Enter a year.' }).int().min(1900).max(9999) })

/** How many there were on one UTC day, as `2026-03-14`. */
export type DayCount = { day: string; count: number }
