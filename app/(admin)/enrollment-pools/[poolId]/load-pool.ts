import type { Metadata } from 'next'
import { cache } from 'react'
import { currentShell } from '../../../../lib/auth/session.ts'
import type { Actor } from '../../../../lib/core/actor.ts'
import { AppError, notFound } from '../../../../lib/core/errors.ts'
import { getPool } from '../../../../lib/enrollment-pools/queries.ts'
import { poolIdInput } from '../../../../lib/enrollment-pools/schema.ts'
import type { WhyNot } from '../../../../lib/enrollment-pools/views.ts'

/** What the router gives every page of a pool. */
export type PoolPageProps = { params: Promise<{ poolId: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> }

// The title and the page ask for the same pool: one query serves both.
const getPoolOnce = cache((actor: Actor, poolId: string) => getPool(actor, { poolId }))

/** The id in the address; what cannot be an id is the same NOT_FOUND as a pool that is not there. */
export async function poolIdOf(params: Promise<{ poolId: string }>): Promise<string> {
  const given = poolIdInput.safeParse({ poolId: (await params).poolId })
  if (!given.success) throw notFound('Enrollment pool')
  return given.data.poolId
}

/** The pool of the address, and the time zone of the viewer. Throws NOT_FOUND, FORBIDDEN. */
export async function loadPool(actor: Actor, params: Promise<{ poolId: string }>) {
  const [pool, { user }] = await Promise.all([getPoolOnce(actor, await poolIdOf(params)), currentShell()])
  return { pool, timeZone: user?.timeZone || undefined }
}

/** Refuses a page that exists only for an act, with the reason that its button has: FORBIDDEN, or RULE for a pool that is deleted. */
export function insistOnAct(why: WhyNot) {
  if (why !== null) throw new AppError(why.reason === 'FORBIDDEN' ? 'FORBIDDEN' : 'RULE', why.message, { reason: why.reason })
}

/** Makes a page's title of the pool's name; a pool that cannot be seen is just "Enrollment pool". */
export const titled =
  (tab?: string) =>
  async ({ params }: PoolPageProps): Promise<Metadata> => {
    try {
      const { actor } = await currentShell()
      const pool = await getPoolOnce(actor, await poolIdOf(params))
      return { title: [pool.name, tab].filter(Boolean).join(' · ') }
    } catch {
      return { title: 'Enrollment pool' }
    }
  }
