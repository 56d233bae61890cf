import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { Actor } from '../core/actor.ts'
import { closeDatabase, db, pool } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { grantRole } from '../roles/mutations.ts'
import { actorFor, asAdministrator, auditOf, emptyTables, group, join, makeRole, person, system } from '../testing/world.ts'
import { createBanner, deleteBanner, disableBanner, enableBanner, updateBanner } from './mutations.ts'
import { getBanner, listBannerRoles, listBanners } from './queries.ts'

beforeEach(async () => {
  await emptyTables()
  await pool.query('truncate banners cascade')
})
afterAll(closeDatabase)

const TEXTS = { title: 'Maintenance', message: 'Tonight.' }
/** A banner that is enabled. */
async function shown(fields: Record<string, unknown> = {}) {
  const { bannerId } = await createBanner(system, { ...TEXTS, ...fields })
  await enableBanner(system, { bannerId })
  return bannerId
}
/** Whoever may manage banners and nothing else. */
async function bannerManager(...more: string[]): Promise<Actor & { id: string }> {
  const user = await person()
  await grantRole(system, { userId: user.id, roleId: await makeRole('CAN_MANAGE_SITE_BANNER', ...more) })
  return { ...(await actorFor(user.id)), id: user.id }
}
const update = async (bannerId: string, change: Record<string, unknown>) => {
  const { version } = await db.banner.findUniqueOrThrow({ where: { id: bannerId }, select: { version: true } })
  return updateBanner(system, { bannerId, version, ...change })
}
/** Moves the period, as only time does: by SQL, so that the clock of the database decides. */
const period = (bannerId: string, from: string | null, until: string | null) =>
  pool.query('update banners set starts_at = now() + $2::interval, ends_at = now() + $3::interval where id = $1', [bannerId, from, until])

describe('managing', () => {
  test('every change is recorded with before and after', async () => {
    const admin = await asAdministrator()
    const { bannerId } = await createBanner(admin, { ...TEXTS, kind: 'warning' })
    await enableBanner(admin, { bannerId })
    await enableBanner(admin, { bannerId })
    const { version } = await updateBanner(admin, { bannerId, version: 2, message: 'Off at 22:00.', audience: 'signed_in' })
    expect(version).toBe(3)
    expect(await updateBanner(admin, { bannerId, version, message: 'Off at 22:00.' })).toMatchObject({ version: 3 })
    await disableBanner(admin, { bannerId })
    await disableBanner(admin, { bannerId })
    await deleteBanner(admin, { bannerId })
    expect(await auditOf(bannerId)).toMatchObject([
      { event: 'banner.created', targetLabel: 'Maintenance', changes: { message: { after: 'Tonight.' } } },
      { event: 'banner.enabled' },
      {
        event: 'banner.updated',
        changes: {
          message: { before: 'Tonight.', after: 'Off at 22:00.' },
          audience: { before: 'everyone', after: 'signed_in' },
          revision: { before: 1, after: 2 },
        },
      },
      { event: 'banner.disabled' },
      { event: 'banner.deleted', actorId: admin.id },
    ])
    await expect(getBanner(admin, { bannerId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('a stale edit is refused, says what is there now, and brings the version that counts', async () => {
    const { bannerId } = await createBanner(system, TEXTS)
    await update(bannerId, { message: 'Theirs' })
    await expect(updateBanner(system, { bannerId, version: 1, title: TEXTS.title, message: 'Mine' })).rejects.toMatchObject({
      code: 'CONFLICT',
      detail: { reason: 'STALE', current: { version: 2 }, fields: { message: ['It says now: “Theirs”'] } },
    })
    expect(await db.banner.findUnique({ where: { id: bannerId } })).toMatchObject({ message: 'Theirs', version: 2 })
  })

  test('showing something to people asks for a fresh factor; taking it away does not', async () => {
    const bannerId = await shown()
    const admin = await asAdministrator()
    const old = await actorFor(admin.id, Date.now() - 3_600_000)
    for (const call of [() => updateBanner(old, { bannerId, version: 2, title: 'x' }), () => enableBanner(old, { bannerId })])
      await expect(call()).rejects.toMatchObject({ code: 'FORBIDDEN', detail: { reason: 'REAUTHENTICATE' } })
    await disableBanner(old, { bannerId })
    await deleteBanner(old, { bannerId })
  })

  test('who may read banners may not change them', async () => {
    const bannerId = await shown()
    const user = await person()
    await grantRole(system, { userId: user.id, roleId: await makeRole('banner:read') })
    const actor = await actorFor(user.id)
    expect(await getBanner(actor, { bannerId })).toMatchObject({ mayManage: false })
    for (const call of [
      () => createBanner(actor, TEXTS),
      () => deleteBanner(actor, { bannerId }),
      () => disableBanner(actor, { bannerId }),
    ])
      await expect(call()).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  test('a role or group that the manager cannot see cannot be named, and reads the same as none; one that is chosen already can stay', async () => {
    const [roleId, groupId] = [await makeRole('user:read'), await group()]
    const { name } = await db.group.findUniqueOrThrow({ where: { id: groupId }, select: { name: true } })
    const manager = await bannerManager()
    const attempt = (audience: object) =>
      createBanner(manager, { ...TEXTS, ...audience }).then(
        () => null,
        ({ detail }: { detail: { fields: object } }) => detail.fields,
      )
    const unknownRole = await attempt({ audience: 'role', audienceRoleId: newId() })
    expect(unknownRole).toEqual({ audienceRoleId: [expect.stringContaining('no such role')] })
    expect(await attempt({ audience: 'role', audienceRoleId: roleId })).toEqual(unknownRole)
    const unknownGroup = await attempt({ audience: 'group', audienceGroup: 'No such group' })
    for (const named of [groupId, name]) expect(await attempt({ audience: 'group', audienceGroup: named })).toEqual(unknownGroup)
    expect((await listBannerRoles(manager, {})).map(({ id }) => id)).not.toContain(roleId)

    await join(groupId, manager.id)
    expect(await attempt({ audience: 'group', audienceGroup: name })).toBeNull()
    const seesRoles = await bannerManager('role:read')
    expect((await listBannerRoles(seesRoles, {})).map(({ id }) => id)).toContain(roleId)
    const { bannerId } = await createBanner(seesRoles, { ...TEXTS, audience: 'role', audienceRoleId: roleId })
    await updateBanner(manager, { bannerId, version: 1, title: 'New', audience: 'role', audienceRoleId: roleId })
    expect(await db.banner.findUnique({ where: { id: bannerId } })).toMatchObject({ title: 'New', audienceRoleId: roleId })
  })

  test('at most 50 are enabled at once, also when several are enabled together', async () => {
    await db.banner.createMany({ data: Array.from({ length: 48 }, () => ({ id: newId(), ...TEXTS, enabled: true })) })
    await db.banner.create({ data: { id: newId(), ...TEXTS, enabled: true, endsAt: new Date('2020-01-01') } })
    const ids = await Promise.all([1, 2, 3, 4].map(async () => (await createBanner(system, TEXTS)).bannerId))
    const tries = await Promise.allSettled(ids.map((bannerId) => enableBanner(system, { bannerId })))
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    for (const each of tries) if (each.status === 'rejected') expect(each.reason).toMatchObject({ detail: { reason: 'TOO_MANY_BANNERS' } })
  })

  test('a change of one field is checked against those that stay', async () => {
    const { bannerId } = await createBanner(system, {
      ...TEXTS,
      startsAt: '2026-03-01',
      link: 'https://example.org/a',
      linkText: 'More',
    })
    await expect(update(bannerId, { endsAt: '2026-02-01' })).rejects.toMatchObject({
      code: 'INVALID',
      detail: { fields: { endsAt: [/after/] } },
    })
    await expect(update(bannerId, { link: '' })).rejects.toMatchObject({
      code: 'INVALID',
      detail: { fields: { link: [expect.any(String)] } },
    })
  })

  test('the list narrows by state and text, and goes on after a page', async () => {
    const bannerIds: string[] = []
    for (let n = 0; n < 27; n++) bannerIds.push((await createBanner(system, { ...TEXTS, title: `Nr. ${n} 100%` })).bannerId)
    await enableBanner(system, { bannerId: bannerIds[3] })
    await enableBanner(system, { bannerId: bannerIds[4] })
    await period(bannerIds[4] as string, '1 hour', null)
    const titles = async (params: object) => (await listBanners(system, params)).banners.map(({ title }) => title)
    expect(await titles({ state: 'showing' })).toEqual(['Nr. 3 100%'])
    expect(await titles({ state: 'scheduled' })).toEqual(['Nr. 4 100%'])
    expect(await titles({ state: 'over' })).toEqual([])
    expect(await titles({ q: '12 100%', state: 'off' })).toEqual(['Nr. 12 100%'])
    expect(await titles({ q: '1_ 100' })).toEqual([])
    const first = await listBanners(system, {})
    expect(first.banners.map(({ id }) => id)).toEqual(bannerIds.toReversed().slice(0, 25))
    const second = await listBanners(system, { after: first.next })
    expect(second.banners.map(({ id }) => id)).toEqual(bannerIds.toReversed().slice(25))
    expect(second.next).toBeNull()
  })
})
