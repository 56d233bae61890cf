import { canEverywhere, type Actor } from '../core/actor.ts'
import type { Tx } from '../core/db.ts'
import { AppError, refuse } from '../core/errors.ts'
import { newId } from '../core/id.ts'
import { defineMutation } from '../core/operation.ts'
import { heldWithin } from '../roles/steps.ts'
import { mayNot, whyNotBelowUsed, whyNotList, whyNotTakeOver, whyNotTouch, widens } from './rules.ts'
import { createPoolInput, poolIdInput, updatePoolInput, type PoolSettings } from './schema.ts'
import { changedMeanwhile, ownerOf, poolInReach, targetOf, type PoolRecord } from './steps.ts'
import { linksFor, makeLinks, shownLink } from './steps-links.ts'
import { insistOnMayLetIn, insistOnMayOpen } from './steps-rights.ts'
import { changesOf, columnsOf, writeGives, writeSettings } from './steps-write.ts'

/**
 * Makes a pool with its link, or up to 10,000 single-use links, owned by the creator. The creator must be able to give all that it gives, and
 * to approve people there if it needs no approval. Answers the link of a shared pool if the creator may see links there, else null.
 */
export const createPool = defineMutation({
  name: 'createPool',
  permission: 'enrollment-pool:create',
  input: createPoolInput,
  limit: { points: 60, seconds: 60 },
  timeoutSeconds: 30,
  async run({ actor, tx, audit }, { kind, links, ...settings }) {
    const owner = ownerOf(actor)
    refuse(whyNotList(canEverywhere(actor, 'enrollment-pool:create'), settings.listed))
    await insistOnMayLetIn(tx, actor, 'enrollment-pool:create', settings, 'make this pool')
    await insistOnMayOpen(tx, actor, { ...settings, ownerId: owner.ownerId })
    const poolId = newId()
    await tx.enrollmentPool.create({
      data: { id: poolId, kind, ...owner, ...columnsOf(settings), groupId: settings.groupId },
      select: { id: true },
    })
    await writeGives(tx, [poolId], settings)
    const made = await makeLinks(tx, actor, linksFor(poolId, links ?? 1, kind === 'single_use'))
    await audit.record('enrollment-pool.created', {
      target: targetOf({ id: poolId, name: settings.name }),
      detail: { kind, links: made.length },
      changes: await changesOf(tx, null, settings),
    })
    const maySee = (await heldWithin(tx, actor, settings.groupId))('enrollment-pool:share') !== null
    return { poolId, link: kind === 'shared' && maySee && made[0] ? shownLink(made[0].code) : null }
  },
})

const settingsOf = (pool: PoolRecord): PoolSettings => ({
  ...columnsOf(pool),
  groupId: pool.groupId,
  groupIds: pool.groupIds,
  roles: pool.roles,
})

function insistOnKind(pool: PoolRecord, { quota, listed }: PoolSettings) {
  if (pool.kind !== 'single_use') return
  const refused = (field: string, message: string) =>
    new AppError('INVALID', `Nothing was changed. ${message}`, { fields: { [field]: [message] } })
  if (quota !== null) throw refused('quota', 'Each link works for one person, so the number of links is the limit.')
  if (listed) throw refused('listed', 'Only a shared link can be shown on the sign-in page.')
}

/** Whoever lets more in, or to more, must be able to give all that the pool gives then. */
async function insistOnMayWiden(tx: Tx, actor: Actor, pool: PoolRecord, after: PoolSettings) {
  if (!widens(settingsOf(pool), after)) return
  await insistOnMayLetIn(tx, actor, 'enrollment-pool:update', after, 'change this pool')
  await insistOnMayOpen(tx, actor, { ...after, ownerId: pool.ownerId })
}

/**
 * Edits the given settings of a pool. Refuses a stale `version` with what changed meanwhile (CONFLICT, STALE), and edits that let more people
 * in, or to more, by whoever could not give all of it themselves. Its kind and what people wrote already stay.
 */
export const updatePool = defineMutation({
  name: 'updatePool',
  permission: 'enrollment-pool:update',
  input: updatePoolInput,
  async run({ actor, tx, audit }, { poolId, version, ...given }) {
    const pool = await poolInReach(tx, actor, 'enrollment-pool:update', poolId)
    if (pool.version !== version) throw await changedMeanwhile(tx, pool, version)
    refuse(whyNotTouch(pool))
    const edits = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
    const after: PoolSettings = { ...settingsOf(pool), ...edits }
    insistOnKind(pool, after)
    refuse(whyNotBelowUsed(pool.used, after.quota))
    const changes = await changesOf(tx, settingsOf(pool), after)
    if (Object.keys(changes).length === 0) return (audit.unchanged(), { poolId, version, changed: [] })
    refuse(whyNotList(canEverywhere(actor, 'enrollment-pool:update'), after.listed))
    await insistOnMayWiden(tx, actor, pool, after)
    await writeSettings(tx, pool, after)
    await audit.record('enrollment-pool.updated', {
      target: targetOf({ id: poolId, name: after.name }),
      detail: { version: version + 1 },
      changes,
    })
    return { poolId, version: version + 1, changed: Object.keys(changes) }
  },
})

/**
 * Takes a pool over: the actor becomes its owner, as somebody who could make it themselves. For pools whose owners left; what gets in without
 * approval does so by the owner's rights.
 */
export const changePoolOwner = defineMutation({
  name: 'changePoolOwner',
  permission: 'enrollment-pool:create',
  input: poolIdInput,
  async run({ actor, tx, audit }, { poolId }) {
    const owner = ownerOf(actor)
    const pool = await poolInReach(tx, actor, 'enrollment-pool:create', poolId)
    if (pool.ownerId === owner.ownerId && pool.state !== 'deleted') return (audit.unchanged(), { changed: false, version: pool.version })
    refuse(whyNotTakeOver({ ...pool, isOwner: false }))
    if ((await heldWithin(tx, actor, pool.groupId))('enrollment-pool:update') === null) refuse(mayNot('edit this pool'))
    await insistOnMayLetIn(tx, actor, 'enrollment-pool:create', pool, 'take this pool over')
    await insistOnMayOpen(tx, actor, { ...pool, ownerId: owner.ownerId })
    await tx.enrollmentPool.update({
      where: { id: poolId },
      data: { ...owner, updatedAt: new Date(), version: { increment: 1 } },
      select: { id: true },
    })
    await audit.record('enrollment-pool.updated', {
      target: targetOf(pool),
      detail: { version: pool.version + 1 },
      changes: { owner: { before: pool.ownerLabel, after: owner.ownerLabel } },
    })
    return { changed: true, version: pool.version + 1 }
  },
})
