import type { Actor } from '../core/actor.ts'
import type { Tx } from '../core/db.ts'
import { AppError, notFound, refuse } from '../core/errors.ts'
import { defineMutation } from '../core/operation.ts'
import type { LinkState } from './list.ts'
import { whyNotQuota, whyNotRevokeLink, whyNotTopUp, whyNotTouch } from './rules.ts'
import { MOST_LINKS, poolIdInput, poolLinkIdInput, showPoolLinkInput, topUpPoolInput } from './schema.ts'
import { poolInReach, targetOf, type PoolRecord } from './steps.ts'
import { codeOf, linksFor, makeLinks, shownLink, voidLinks } from './steps-links.ts'
import { insistOnMayHaveLinks, insistOnMayLetIn, insistOnMayOpen } from './steps-rights.ts'
import type { ShownLink } from './views.ts'

type LinkRecord = { id: string; number: number; sealedCode: string; state: LinkState }

/** A link of the pool: the one that is named, or else the live one of a shared pool. Throws NOT_FOUND. */
async function linkOf(tx: Tx, poolId: string, linkId: string | undefined): Promise<LinkRecord> {
  const [link] = await tx.$queryRaw<LinkRecord[]>`
    select id::text as id, number, sealed_code as "sealedCode",
      case when voided_at is not null then 'void' when uses > 0 and single_use then 'used' else 'unused' end as state
    from enrollment_links where pool_id = ${poolId}::uuid
      and case when ${linkId ?? null}::uuid is null then voided_at is null and not single_use else id = ${linkId ?? null}::uuid end
    order by number desc limit 1`
  if (!link) throw notFound('Link')
  return link
}

/**
 * The link of a shared pool, or one of a single-use pool, with its code; the log says who looked. Links that are used or void have nothing to
 * show any more (RULE). The links of a pool that needs no approval are for those only who could give all that it gives.
 */
export const showPoolLink = defineMutation({
  name: 'showPoolLink',
  permission: 'enrollment-pool:share',
  input: showPoolLinkInput,
  limit: { points: 60, seconds: 60 },
  async run({ actor, tx, audit }, { poolId, linkId }): Promise<ShownLink> {
    const pool = await poolInReach(tx, actor, 'enrollment-pool:share', poolId)
    refuse(whyNotTouch(pool))
    if (pool.kind === 'single_use' && linkId === undefined)
      throw new AppError('INVALID', 'Choose which link to show.', { fields: { linkId: ['Choose a link.'] } })
    await insistOnMayHaveLinks(tx, actor, pool)
    const link = await linkOf(tx, poolId, linkId)
    if (link.state !== 'unused')
      throw new AppError('RULE', `This link is ${link.state}: it lets nobody in any more, so it is not shown.`, { reason: 'LINK_OVER' })
    await audit.record('enrollment-pool.code-shown', { target: targetOf(pool), detail: { number: link.number } })
    return { poolId, poolName: pool.name, linkId: link.id, number: link.number, ...shownLink(codeOf(link)) }
  },
})

async function insistOnMayRevive(tx: Tx, actor: Actor, pool: PoolRecord, what: string) {
  await insistOnMayLetIn(tx, actor, 'enrollment-pool:update', pool, what)
  await insistOnMayOpen(tx, actor, pool)
}

/**
 * Replaces the code of a shared pool, or all unused links of a single-use pool by as many new ones: what was copied, printed or mailed stops
 * working. For whoever could give all that the pool gives. Answers how many links are new.
 */
export const rotatePoolCode = defineMutation({
  name: 'rotatePoolCode',
  permission: 'enrollment-pool:share',
  input: poolIdInput,
  limit: { points: 60, seconds: 60 },
  timeoutSeconds: 30,
  async run({ actor, tx, audit }, { poolId }) {
    const pool = await poolInReach(tx, actor, 'enrollment-pool:share', poolId)
    refuse(whyNotTouch(pool))
    await insistOnMayLetIn(tx, actor, 'enrollment-pool:share', pool, 'make new links for this pool')
    await insistOnMayOpen(tx, actor, pool)
    const voided = await voidLinks(tx, poolId)
    const made = await makeLinks(tx, actor, linksFor(poolId, pool.kind === 'shared' ? 1 : voided, pool.kind === 'single_use'))
    if (voided + made.length === 0) return (audit.unchanged(), { links: 0 })
    await audit.record('enrollment-pool.code-rotated', { target: targetOf(pool), detail: { links: made.length } })
    return { links: made.length }
  },
})

async function addLinks(tx: Tx, actor: Actor, pool: PoolRecord, links: number) {
  const present = await tx.enrollmentLink.count({ where: { poolId: pool.id } })
  if (present + links > MOST_LINKS)
    throw new AppError('RULE', `A pool has at most ${MOST_LINKS.toLocaleString('en')} links. Nothing was changed. Make another pool.`, {
      reason: 'TOO_MANY_LINKS',
    })
  await makeLinks(tx, actor, linksFor(pool.id, links, true))
}

const wrongWay = (field: string, message: string) =>
  new AppError('INVALID', `Nothing was changed. ${message}`, { fields: { [field]: [message] } })

/**
 * Lets more people in by the same pool: a higher quota (or none) for a shared one, more links for a single-use one. For whoever could give
 * all that it gives. The same quota again changes nothing; a lower one is refused (NOT_MORE).
 */
export const topUpPool = defineMutation({
  name: 'topUpPool',
  permission: 'enrollment-pool:update',
  input: topUpPoolInput,
  limit: { points: 60, seconds: 60 },
  timeoutSeconds: 30,
  async run({ actor, tx, audit }, { poolId, quota, links }) {
    const pool = await poolInReach(tx, actor, 'enrollment-pool:update', poolId)
    refuse(whyNotTopUp(pool))
    if (pool.kind === 'single_use' && links === undefined) throw wrongWay('links', 'Say how many links to add.')
    if (pool.kind === 'shared' && quota === undefined) throw wrongWay('quota', 'Give the new quota, or leave it empty for no limit.')
    if (links === undefined && quota === pool.quota) return (audit.unchanged(), { changed: false, version: pool.version })
    if (quota !== undefined) refuse(whyNotQuota(pool, quota))
    await insistOnMayRevive(tx, actor, pool, 'top up this pool')
    if (links !== undefined) await addLinks(tx, actor, pool, links)
    await tx.enrollmentPool.update({
      where: { id: poolId },
      data: { ...(quota === undefined ? {} : { quota }), updatedAt: new Date(), version: { increment: 1 } },
      select: { id: true },
    })
    await audit.record('enrollment-pool.topped-up', { target: targetOf(pool), detail: { links: links ?? 0, quota: quota ?? null } })
    return { changed: true, version: pool.version + 1 }
  },
})

/** Makes one link of a single-use pool stop working. Void already: nothing changes. RULE for one that was used, and for the one of a shared pool. */
export const revokePoolLink = defineMutation({
  name: 'revokePoolLink',
  permission: 'enrollment-pool:share',
  input: poolLinkIdInput,
  async run({ actor, tx, audit }, { poolId, linkId }) {
    const pool = await poolInReach(tx, actor, 'enrollment-pool:share', poolId)
    const link = await linkOf(tx, poolId, linkId)
    refuse(whyNotTouch(pool) ?? whyNotRevokeLink(pool, link))
    if (link.state === 'void') return (audit.unchanged(), { changed: false })
    const voided =
      await tx.$executeRaw`update enrollment_links set voided_at = now() where id = ${linkId}::uuid and voided_at is null and uses = 0`
    if (voided === 0) refuse(whyNotRevokeLink(pool, { state: 'used' }))
    await audit.record('enrollment-pool.link-revoked', { target: targetOf(pool), detail: { number: link.number } })
    return { changed: true }
  },
})
