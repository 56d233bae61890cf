// What tests of pools and their links do: take a place as an enrollment does, and read the links of an export.
import { db } from '../core/db.ts'
import { isAppError } from '../core/errors.ts'
import { exportPoolLinks } from '../enrollment-pools/exports.ts'
import { findLink, takeUse } from '../enrollments/steps-link.ts'
import { system } from './world.ts'

/** Takes a place by the very steps of an enrollment. Says whether there was one; any other fault is thrown. */
export async function take(token: string): Promise<boolean> {
  try {
    return await db.$transaction(
      async (tx) => {
        const link = await findLink(tx, token)
        if (link) await takeUse(tx, link, token)
        return link !== null
      },
      { maxWait: 10_000, timeout: 15_000 },
    )
  } catch (error) {
    if (isAppError(error) && (error.code === 'RULE' || error.code === 'NOT_FOUND')) return false
    throw error
  }
}

/** The rows of a pool's exported links. */
export async function linesOf(poolId: string, more = {}, actor = system) {
  const { batches } = await exportPoolLinks(actor, { poolId, ...more })
  const rows = []
  for await (const batch of batches) rows.push(...batch)
  return rows as { number: number; link: string; state: string }[]
}

/** The secret in the address of a link. */
export const tokenOf = (url: string) => new URL(url).searchParams.get('token')!
