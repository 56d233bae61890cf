import type { Actor } from '../core/actor.ts'
import type { Tx } from '../core/db.ts'
import { refuse } from '../core/errors.ts'
import { defineMutation } from '../core/operation.ts'
import { whyNotTouch } from './rules.ts'
import { deletePoolInput, poolIdInput } from './schema.ts'
import { poolInReach, targetOf, type PoolRecord } from './steps.ts'
import { whatStopsWith } from './steps-deletion.ts'
import { voidLinks } from './steps-links.ts'
import { insistOnMayLetIn, insistOnMayOpen } from './steps-rights.ts'
import type { PoolDeletion } from './views.ts'

const setActive = (tx: Tx, poolId: string, active: boolean) =>
  tx.enrollmentPool.update({
    where: { id: poolId },
    data: { active, updatedAt: new Date(), version: { increment: 1 } },
    select: { id: true },
  })

/** Pauses a pool: its links say so and let nobody in until it is resumed. Paused already: nothing changes. */
export const pausePool = defineMutation({
  name: 'pausePool',
  permission: 'enrollment-pool:update',
  input: poolIdInput,
  async run({ actor, tx, audit }, { poolId }) {
    const pool = await poolInReach(tx, actor, 'enrollment-pool:update', poolId)
    refuse(whyNotTouch(pool))
    if (!pool.active) return (audit.unchanged(), { changed: false })
    await setActive(tx, poolId, false)
    await audit.record('enrollment-pool.paused', { target: targetOf(pool), detail: {} })
    return { changed: true }
  },
})

async function insistOnMayRevive(tx: Tx, actor: Actor, pool: PoolRecord) {
  await insistOnMayLetIn(tx, actor, 'enrollment-pool:update', pool, 'resume this pool')
  await insistOnMayOpen(tx, actor, pool)
}

/** Lets a paused pool take people again, by whoever could give all that it gives. Running already: nothing changes. */
export const resumePool = defineMutation({
  name: 'resumePool',
  permission: 'enrollment-pool:update',
  input: poolIdInput,
  async run({ actor, tx, audit }, { poolId }) {
    const pool = await poolInReach(tx, actor, 'enrollment-pool:update', poolId)
    refuse(whyNotTouch(pool))
    if (pool.active) return (audit.unchanged(), { changed: false })
    await insistOnMayRevive(tx, actor, pool)
    await setActive(tx, poolId, true)
    await audit.record('enrollment-pool.resumed', { target: targetOf(pool), detail: {} })
    return { changed: true }
  },
})

/**
 * Deletes a pool: its links work no more, for good; what waits from it stays to be decided, and who came by it is known. With `preview`
 * nothing is deleted: the answer counts what stops. Deleted already: nothing changes.
 */
export const deletePool = defineMutation({
  name: 'deletePool',
  permission: 'enrollment-pool:delete',
  input: deletePoolInput,
  async run({ actor, tx, audit }, { poolId, preview }): Promise<PoolDeletion | { preview: false; changed: boolean }> {
    const pool = await poolInReach(tx, actor, 'enrollment-pool:delete', poolId)
    if (preview) return (audit.unchanged(), { preview, ...(await whatStopsWith(tx, poolId)) })
    if (pool.state === 'deleted') return (audit.unchanged(), { preview, changed: false })
    await tx.$executeRaw`update enrollment_pools set deleted_at = now(), active = false, listed = false, updated_at = now(), version = version + 1
      where id = ${poolId}::uuid`
    await voidLinks(tx, poolId)
    await audit.record('enrollment-pool.deleted', { target: targetOf(pool), detail: { used: pool.used } })
    return { preview, changed: true }
  },
})
