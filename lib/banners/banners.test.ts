import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { readShell } from '../auth/shell-query.ts'
import { startSession } from '../auth/start-session.ts'
import { closeDatabase, db, pool } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { grantRole } from '../roles/mutations.ts'
import { actorFor, auditOf, emptyTables, fingerprint, group, join, makeRole, person, system } from '../testing/world.ts'
import { createBanner, deleteBanner, disableBanner, dismissBanner, enableBanner, updateBanner } from './mutations.ts'
import { getBanner } from './queries.ts'
import { bannersForEverybody, forgetBanners, refreshBanners } from './read.ts'

beforeEach(async () => {
  await emptyTables()
  await pool.query('truncate banners cascade')
})
afterEach(forgetBanners)
afterAll(closeDatabase)

const TEXTS = { title: 'Maintenance', message: 'Tonight.' }
/** A banner that is enabled. */
async function shown(fields: Record<string, unknown> = {}) {
  const { bannerId } = await createBanner(system, { ...TEXTS, ...fields })
  await enableBanner(system, { bannerId })
  return bannerId
}
/** Somebody signed in, with what the shell query shows them. */
async function reader(...roles: string[]) {
  const user = await person({ password: true })
  for (const roleId of roles) await grantRole(system, { userId: user.id, roleId })
  const request = { id: newId(), ip: '192.0.2.1', userAgent: 'test' }
  const token = await startSession({ id: user.id, label: user.username, request, method: 'password' })
  const sees = async () => (await readShell(token, request))?.banners ?? []
  return { id: user.id, actor: await actorFor(user.id), sees, titles: async () => (await sees()).map(({ title }) => title) }
}
const update = async (bannerId: string, change: Record<string, unknown>) => {
  const { version } = await db.banner.findUniqueOrThrow({ where: { id: bannerId }, select: { version: true } })
  return updateBanner(system, { bannerId, version, ...change })
}
/** Moves the period, as only time does: by SQL, so that the clock of the database decides. */
const period = (bannerId: string, from: string | null, until: string | null) =>
  pool.query('update banners set starts_at = now() + $2::interval, ends_at = now() + $3::interval where id = $1', [bannerId, from, until])

describe('who sees a banner', () => {
  test('nobody until it is enabled, then everyone; disabled again, nobody', async () => {
    const { titles } = await reader()
    const { bannerId } = await createBanner(system, TEXTS)
    expect(await titles()).toEqual([])
    await enableBanner(system, { bannerId })
    expect(await titles()).toEqual(['Maintenance'])
    expect(bannersForEverybody()).toMatchObject([{ id: bannerId, title: 'Maintenance', revision: 1 }])
    await disableBanner(system, { bannerId })
    expect([await titles(), bannersForEverybody()]).toEqual([[], []])
  })

  test('one for people who are signed in is not for strangers', async () => {
    await shown({ audience: 'signed_in' })
    expect(await (await reader()).titles()).toHaveLength(1)
    await refreshBanners()
    expect(bannersForEverybody()).toEqual([])
  })

  test('one for a role is for its holders alone: directly, through a group above theirs, within a group only; and no longer once that ends', async () => {
    const roleId = await makeRole('user:read')
    await shown({ audience: 'role', audienceRoleId: roleId })
    const [holder, other, member] = [await reader(roleId), await reader(await makeRole('user:read')), await reader()]
    const above = await group()
    await join(await group(above), member.id)
    await db.grant.create({ data: { id: newId(), roleId, groupId: above, reachGroupId: above }, select: { id: true } })
    expect([await holder.titles(), await other.titles(), await member.titles()]).toEqual([['Maintenance'], [], ['Maintenance']])
    await refreshBanners()
    expect(bannersForEverybody()).toEqual([])
    await pool.query(`update grants set valid_until = now()`)
    expect([await holder.titles(), await member.titles()]).toEqual([[], []])
  })

  test('one for a group is for its members and those of its sub-groups, until their membership ends', async () => {
    const above = await group()
    const own = await group(above)
    const { name } = await db.group.findUniqueOrThrow({ where: { id: own }, select: { name: true } })
    await shown({ audience: 'group', audienceGroup: name.toUpperCase() })
    const [inside, below, over, outside] = [await reader(), await reader(), await reader(), await reader()]
    await join(own, inside.id)
    await join(await group(own), below.id)
    await join(above, over.id)
    expect(await Promise.all([inside, below, over, outside].map(({ titles }) => titles()))).toEqual([
      ['Maintenance'],
      ['Maintenance'],
      [],
      [],
    ])
    await pool.query(`update group_members set valid_until = now() where user_id = $1`, [inside.id])
    expect(await inside.titles()).toEqual([])
  })

  test('nobody once its role or group is deleted, which its page says; enabling is refused until somebody else is chosen', async () => {
    const roleId = await makeRole()
    const groupId = await group()
    const [forRole, forGroup] = [
      await shown({ audience: 'role', audienceRoleId: roleId }),
      await shown({ audience: 'group', audienceGroup: groupId }),
    ]
    const both = await reader(roleId)
    await join(groupId, both.id)
    expect(await both.titles()).toHaveLength(2)
    await db.grant.deleteMany({ where: { roleId } })
    await db.role.delete({ where: { id: roleId } })
    await db.group.delete({ where: { id: groupId } })
    expect(await both.titles()).toEqual([])
    for (const bannerId of [forRole, forGroup]) {
      expect(await getBanner(system, { bannerId })).toMatchObject({ state: 'nobody', audienceName: null })
      await disableBanner(system, { bannerId })
      await expect(enableBanner(system, { bannerId })).rejects.toMatchObject({ code: 'RULE', detail: { reason: 'NO_AUDIENCE' } })
      await update(bannerId, { audience: 'everyone' })
      await enableBanner(system, { bannerId })
    }
    expect(await both.titles()).toHaveLength(2)
  })

  test('a period begins and ends at its moment by the clock of the database, for those signed in and for strangers', async () => {
    const { titles } = await reader()
    const bannerId = await shown()
    const everybody = async () => (await refreshBanners(), bannersForEverybody().length)
    for (const [from, until, is] of [
      ['-1 second', '1 minute', 1],
      ['0', null, 1],
      ['1 minute', null, 0],
      ['-2 minutes', '0', 0],
      [null, '1 minute', 1],
    ] as const) {
      await period(bannerId, from, until)
      expect([(await titles()).length, await everybody()], `${from} to ${until}`).toEqual([is, is])
    }
  })

  test('strangers see a beginning and an end between two readings of the banners', async () => {
    const [begins, ends] = [await shown({ title: 'Begins' }), await shown({ title: 'Ends' })]
    await period(begins, '1 hour', null)
    await period(ends, null, '1 hour')
    await refreshBanners()
    const now = performance.now()
    const clock = vi.spyOn(performance, 'now')
    const titlesAfter = (seconds: number) => {
      clock.mockReturnValue(now + seconds * 1_000)
      return bannersForEverybody().map(({ title }) => title)
    }
    try {
      expect([titlesAfter(0), titlesAfter(3_590), titlesAfter(3_610)]).toEqual([['Ends'], ['Ends'], ['Begins']])
    } finally {
      clock.mockRestore()
    }
  })

  test('several come in a stable order: the gravest first, then the newest', async () => {
    const { titles } = await reader()
    for (const [title, kind] of [
      ['S', 'success'],
      ['I1', 'info'],
      ['E1', 'error'],
      ['W', 'warning'],
      ['I2', 'info'],
      ['E2', 'error'],
    ])
      await shown({ title, kind })
    const order = ['E2', 'E1', 'W', 'I2', 'I1', 'S']
    expect(await titles()).toEqual(order)
    expect(bannersForEverybody().map(({ title }) => title)).toEqual(order)
  })
})

describe('dismissing', () => {
  test('is remembered for one user until readers see something new, and recorded once however often it is sent', async () => {
    const [one, other] = [await reader(), await reader()]
    const bannerId = await shown({ endsAt: '2099-01-01' })
    await Promise.all(Array.from({ length: 8 }, () => dismissBanner(one.actor, { bannerId, revision: 1 })))
    expect([await one.titles(), await other.titles()]).toEqual([[], ['Maintenance']])
    expect((await auditOf(bannerId)).filter(({ event }) => event === 'banner.dismissed')).toMatchObject([{ actorId: one.id }])
    expect(await getBanner(system, { bannerId })).toMatchObject({ dismissed: 1 })

    await update(bannerId, { endsAt: '2098-01-01', paths: '/users', audience: 'signed_in' })
    expect(await one.titles()).toEqual([])
    await update(bannerId, { message: 'Tomorrow.' })
    expect(await one.sees()).toMatchObject([{ message: 'Tomorrow.', revision: 2 }])
    expect(await getBanner(system, { bannerId })).toMatchObject({ dismissed: 0 })

    await dismissBanner(one.actor, { bannerId, revision: 2 })
    await update(bannerId, { showAgain: 'on' })
    expect(await one.sees()).toMatchObject([{ revision: 3 }])
  })

  test('an older revision, one that cannot be dismissed, one for others, one that is off or gone: nothing, and the same answer', async () => {
    const { actor } = await reader()
    const [fixed, others, off, changed] = [
      await shown({ dismissible: false }),
      await shown({ audience: 'group', audienceGroup: await group() }),
      (await createBanner(system, TEXTS)).bannerId,
      await shown(),
    ]
    await update(changed, { title: 'Changed' })
    const before = await fingerprint()
    for (const bannerId of [fixed, others, off, changed, newId()])
      expect(await dismissBanner(actor, { bannerId, revision: 1 })).toBeUndefined()
    expect(await fingerprint()).toBe(before)
  })

  test('goes with the banner and with the user', async () => {
    const { actor, id } = await reader()
    const [one, two] = [await shown(), await shown()]
    for (const bannerId of [one, two]) await dismissBanner(actor, { bannerId, revision: 1 })
    await deleteBanner(system, { bannerId: one })
    expect(await db.bannerDismissal.count()).toBe(1)
    await db.user.delete({ where: { id } })
    expect(await db.bannerDismissal.count()).toBe(0)
    expect(await db.banner.count()).toBe(1)
  })
})
