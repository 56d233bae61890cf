import { changesBetween } from '../audit/events.ts'
import { AppError, refuse } from '../core/errors.ts'
import { newId } from '../core/id.ts'
import { defineMutation } from '../core/operation.ts'
import { refreshBanners } from './read.ts'
import { isNewToReaders, whyNotEnable, wrongTogether } from './rules.ts'
import { bannerIdInput, createBannerInput, dismissBannerInput, updateBannerInput } from './schema.ts'
import { audienceFor, bannerToChange, lockBanners, noteDismissal, othersEnabled, type StoredBanner } from './steps.ts'

const targetOf = ({ id, title }: { id: string; title: string }) => ({ type: 'banner' as const, id, label: title })

const CONTENTS = ['title', 'message', 'link', 'linkText', 'kind', 'dismissible', 'startsAt', 'endsAt', 'paths'] as const
const AUDITED = [...CONTENTS, 'audience', 'revision'] as const

/** A banner that nobody sees yet: it has to be enabled. A role or group that the actor may not know of: INVALID. */
export const createBanner = defineMutation({
  name: 'createBanner',
  permission: 'CAN_MANAGE_SITE_BANNER',
  input: createBannerInput,
  async run({ actor, tx, audit }, { audience, audienceRoleId, audienceGroup, startsAt, endsAt, ...contents }) {
    const whom = await audienceFor(tx, actor, { audience, audienceRoleId, audienceGroup })
    const { audienceWords, ...stored } = whom
    const id = newId()
    const period = { startsAt: startsAt ?? null, endsAt: endsAt ?? null }
    await tx.banner.create({ data: { id, ...contents, ...period, ...stored }, select: { id: true } })
    const changes = changesBetween<Record<string, unknown>>({}, { ...contents, audience: audienceWords }, ['message', 'audience'])
    await audit.record('banner.created', { target: targetOf({ id, title: contents.title }), detail: {}, changes })
    return { bannerId: id, title: contents.title }
  },
})

type Texts = { [name in 'title' | 'message' | 'link' | 'linkText']?: string | undefined }

function insistOnVersion(stored: StoredBanner, version: number, typed: Texts) {
  if (stored.version === version) return
  const differing = (['title', 'message', 'link', 'linkText'] as const).filter((name) => (typed[name] ?? stored[name]) !== stored[name])
  throw new AppError('CONFLICT', 'Somebody saved this banner meanwhile. Nothing was saved. Save again to put yours in its place.', {
    reason: 'STALE',
    fields: Object.fromEntries(differing.map((name) => [name, [stored[name] ? `It says now: “${stored[name]}”` : 'It is empty now.']])),
    current: { version: stored.version },
  })
}

/**
 * Changes a banner; absent fields stay. When readers see something new, or with `showAgain`, those who dismissed it see it again. Refuses a
 * stale `version` (CONFLICT, reason STALE) and a role or group that the actor may not know of (INVALID).
 */
export const updateBanner = defineMutation({
  name: 'updateBanner',
  permission: 'CAN_MANAGE_SITE_BANNER',
  input: updateBannerInput,
  sensitive: true,
  async run({ actor, tx, audit }, { bannerId, version, showAgain, audience, audienceRoleId, audienceGroup, ...given }) {
    await lockBanners(tx)
    const before = await bannerToChange(tx, bannerId)
    insistOnVersion(before, version, given)
    const whom = audience ? await audienceFor(tx, actor, { audience, audienceRoleId, audienceGroup }, before) : before
    const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<StoredBanner>
    const after = { ...before, ...present }
    const misfits = Object.entries(wrongTogether(after))
    if (misfits.length > 0)
      throw new AppError('INVALID', 'Nothing was saved. Check the highlighted fields.', {
        fields: Object.fromEntries(misfits.map(([field, message]) => [field, [message]])),
      })
    const revision = before.revision + (showAgain || isNewToReaders(before, after) ? 1 : 0)
    const changes = changesBetween<Record<string, unknown>>(
      { ...before, audience: before.audienceWords },
      { ...after, audience: whom.audienceWords, revision },
      AUDITED,
    )
    if (Object.keys(changes).length === 0) return (audit.unchanged(), { bannerId, title: before.title, version })
    const { audienceRoleId: roleId, audienceGroupId: groupId } = whom
    await tx.banner.update({
      where: { id: bannerId },
      data: {
        ...Object.fromEntries(CONTENTS.map((name) => [name, after[name]])),
        audience: whom.audience,
        audienceRoleId: roleId,
        audienceGroupId: groupId,
        revision,
        version: { increment: 1 },
        updatedAt: new Date(),
      },
      select: { id: true },
    })
    await audit.record('banner.updated', { target: targetOf(after), detail: {}, changes })
    return { bannerId, title: after.title, version: version + 1 }
  },
  after: refreshBanners,
})

/**
 * Shows a banner to its readers, from its start on. Again: nothing. Refused when nobody would see it (RULE, reason OVER or NO_AUDIENCE) and
 * when 50 others are enabled (TOO_MANY_BANNERS).
 */
export const enableBanner = defineMutation({
  name: 'enableBanner',
  permission: 'CAN_MANAGE_SITE_BANNER',
  input: bannerIdInput,
  sensitive: true,
  async run({ tx, audit }, { bannerId }) {
    await lockBanners(tx)
    const banner = await bannerToChange(tx, bannerId)
    if (banner.enabled) return (audit.unchanged(), { title: banner.title })
    const { others, now } = await othersEnabled(tx, bannerId)
    refuse(whyNotEnable(banner, others, now))
    await setEnabled(tx, bannerId, true)
    await audit.record('banner.enabled', { target: targetOf(banner), detail: {} })
    return { title: banner.title }
  },
  after: refreshBanners,
})

const setEnabled = (tx: Parameters<typeof bannerToChange>[0], bannerId: string, enabled: boolean) =>
  tx.banner.update({
    where: { id: bannerId },
    data: { enabled, version: { increment: 1 }, updatedAt: new Date() },
    select: { id: true },
  })

/** Takes a banner from all pages; it stays to be enabled again, and so does who dismissed it. Again: nothing. */
export const disableBanner = defineMutation({
  name: 'disableBanner',
  permission: 'CAN_MANAGE_SITE_BANNER',
  input: bannerIdInput,
  async run({ tx, audit }, { bannerId }) {
    await lockBanners(tx)
    const banner = await bannerToChange(tx, bannerId)
    if (!banner.enabled) return (audit.unchanged(), { title: banner.title })
    await setEnabled(tx, bannerId, false)
    await audit.record('banner.disabled', { target: targetOf(banner), detail: {} })
    return { title: banner.title }
  },
  after: refreshBanners,
})

/** Removes a banner for good, from all pages at once, and with it who dismissed it. */
export const deleteBanner = defineMutation({
  name: 'deleteBanner',
  permission: 'CAN_MANAGE_SITE_BANNER',
  input: bannerIdInput,
  async run({ tx, audit }, { bannerId }) {
    await lockBanners(tx)
    const banner = await bannerToChange(tx, bannerId)
    await tx.banner.delete({ where: { id: bannerId }, select: { id: true } })
    const changes = changesBetween<Record<string, unknown>>({ message: banner.message }, { message: '' }, ['message'])
    await audit.record('banner.deleted', { target: targetOf(banner), detail: {}, changes })
    return { title: banner.title }
  },
  after: refreshBanners,
})

/**
 * Takes a banner from the actor's own pages until it changes. One that they do not see, that cannot be dismissed, has changed meanwhile or
 * was dismissed before: nothing, and the answer is the same, so that it tells nothing of banners for others.
 */
export const dismissBanner = defineMutation({
  name: 'dismissBanner',
  permission: 'account:update',
  input: dismissBannerInput,
  async run({ actor, tx, audit }, { bannerId, revision }) {
    const title = actor.kind === 'user' && actor.id ? await noteDismissal(tx, actor.id, bannerId, revision) : null
    if (title === null) return audit.unchanged()
    await audit.record('banner.dismissed', { target: targetOf({ id: bannerId, title }), detail: { revision } })
  },
})
