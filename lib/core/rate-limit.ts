import '#server-only'
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import { pool } from './db.ts'
import { AppError } from './errors.ts'
import { once } from './lazily.ts'

/** How many calls within how many seconds. Seed 001: sensitive user actions, 5 per 60 s per user and action. */
export type Limit = { points: number; seconds: number }
export const DEFAULT_LIMIT: Limit = { points: 5, seconds: 60 }

const limiter = ({ points, seconds }: Limit) =>
  once(
    `limiter ${points}/${seconds}`,
    () =>
      new RateLimiterPostgres({
        storeClient: pool,
        storeType: 'pool',
        tableName: 'rate_limits',
        tableCreated: true,
        keyPrefix: `${points}/${seconds}`,
        points,
        duration: seconds,
        clearExpiredByTimeout: false,
      }),
  )

/** Counts one call under `key` in the database, for all processes alike. Throws RATE_LIMITED with the seconds to wait once it is too many. */
export async function countAgainst(limit: Limit, key: string): Promise<void> {
  try {
    await limiter(limit).consume(key)
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error
    const retryAfterSeconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000))
    throw new AppError('RATE_LIMITED', `Too many tries. Nothing was changed. Try again in ${waitingTime(retryAfterSeconds)}.`, {
      retryAfterSeconds,
    })
  }
}

/** "40 seconds", "3 minutes": how long to wait, rounded up. */
export function waitingTime(seconds: number): string {
  if (seconds <= 90) return `${seconds} ${seconds === 1 ? 'second' : 'seconds'}`
  return `${Math.ceil(seconds / 60)} minutes`
}
