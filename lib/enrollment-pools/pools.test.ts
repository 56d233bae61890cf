import { beforeEach, describe, expect, test } from 'vitest'
import { lookupHash } from '../core/crypto.ts'
import { readCode } from '../core/codes.ts'
import { db, pool as connections } from '../core/db.ts'
import { linesOf, take, tokenOf } from '../testing/pools.ts'
import { asAdministrator, asStranger, auditOf, emptyTables, group, makeRole, system } from '../testing/world.ts'
import { deactivateUser } from '../users/mutations-lifecycle.ts'
import { exportPoolLinks } from './exports.ts'
import { changePoolOwner, createPool, updatePool } from './mutations.ts'
import { deletePool, pausePool, resumePool } from './mutations-lifecycle.ts'
import { revokePoolLink, rotatePoolCode, showPoolLink, topUpPool } from './mutations-links.ts'
import { getPool, listListedPools, listPoolLinks, listPools } from './queries.ts'

beforeEach(emptyTables)
const refused = (reason: string) => ({ code: 'RULE', detail: { reason } })
const eventsOf = async (poolId: string) => (await auditOf(poolId)).map(({ event }) => event)
const linkRow = (poolId: string) => db.enrollmentLink.findFirstOrThrow({ where: { poolId, voidedAt: null }, orderBy: { number: 'desc' } })

describe('a pool', () => {
  test('is made with everything, and its code is shown to whom may see it, never stored as it is', async () => {
    const admin = await asAdministrator()
    const [groupId, further, roleId] = [await group(), await group(), await makeRole('user:read')]
    const settings = {
      name: 'Spring school',
      welcome: 'Hello',
      terms: 'Be kind.',
      expiresAt: '2099-01-01',
      quota: 10,
      domains: 'example.org *.example.net',
      needsSecondApprover: true,
      certificate: 'on_request',
      groupId,
      groupIds: further,
      roles: `${roleId}@${groupId}`,
      questions: [{ key: 'why', label: 'Why?', type: 'text', required: true }],
      extra: { site: 'Berlin', floor: 3 },
    }
    const { poolId, link } = await createPool(admin, settings)
    const token = tokenOf(link!.url)
    expect(link!.url).toBe(`http://localhost:3000/enroll?token=${token}`)
    expect(readCode(link!.code, 26)).toBe(token)
    const stored = await linkRow(poolId)
    expect(stored.codeHash).toBe(lookupHash(token, 'enrollment-link'))
    expect(JSON.stringify(await connections.query('select * from enrollment_links'))).not.toContain(token)

    const shown = await getPool(admin, { poolId })
    expect(shown).toMatchObject({
      name: 'Spring school',
      kind: 'shared',
      state: 'active',
      isOwner: true,
      quota: 10,
      used: 0,
      domains: ['example.org', '*.example.net'],
      needsApproval: true,
      needsSecondApprover: true,
      certificate: 'on_request',
      group: { id: groupId },
      groups: [{ id: further }],
      roles: [{ roleId, reachGroupId: groupId }],
      questions: [{ key: 'why', label: 'Why?', type: 'text', required: true, options: [] }],
      extra: { site: 'Berlin', floor: 3 },
      linkId: stored.id,
      links: { unused: 1, used: 0, void: 0 },
      counts: { pending: 0, approved: 0, rejected: 0, withdrawn: 0, expired: 0 },
    })
    expect(Object.entries(shown.whyNot).filter(([, why]) => why !== null)).toMatchObject([['takeOver', { reason: 'OWNER' }]])
    expect(JSON.stringify(shown)).not.toContain(token)
    expect(await showPoolLink(admin, { poolId })).toEqual({ poolId, poolName: 'Spring school', linkId: stored.id, number: 1, ...link })
    const log = await auditOf(poolId)
    expect(log.map(({ event }) => event)).toEqual(['enrollment-pool.created', 'enrollment-pool.code-shown'])
    expect(JSON.stringify(log)).not.toContain(token)
    await expect(createPool(system, { name: 'Nobody’s' })).rejects.toMatchObject(refused('NO_OWNER'))
    await expect(createPool(await asStranger(), settings)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  test('of 10,000 links for one person each is made at once, listed and exported by number, every one working once', async () => {
    const admin = await asAdministrator()
    const { poolId, link } = await createPool(admin, { name: 'Workshop', kind: 'single_use', links: 10_000 })
    expect(link).toBeNull()
    const rows = await linesOf(poolId, {}, admin)
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 10_000 }, (_, at) => at + 1))
    expect(new Set(rows.map((row) => row.link)).size).toBe(10_000)
    expect(await take(tokenOf(rows[6_999]!.link))).toBe(true)
    expect(await take(tokenOf(rows[6_999]!.link))).toBe(false)
    expect((await linesOf(poolId, {}, admin)).length).toBe(9_999)
    expect(await linesOf(poolId, { state: 'used' }, admin)).toEqual([{ number: 7_000, link: '', state: 'used' }])

    const first = await listPoolLinks(admin, { poolId, perPage: 100 })
    expect([first.links[0]?.number, first.links[99]?.number, first.count, first.previous]).toEqual([1, 100, 10_000, null])
    const second = await listPoolLinks(admin, { poolId, perPage: 100, after: first.next! })
    expect([second.links[0]?.number, second.links[99]?.number]).toEqual([101, 200])
    const back = await listPoolLinks(admin, { poolId, perPage: 100, before: second.previous! })
    expect(back.links.map(({ number }) => number)).toEqual(first.links.map(({ number }) => number))
    const last = await listPoolLinks(admin, { poolId, last: true })
    expect([last.links.at(-1)?.number, last.next]).toEqual([10_000, null])
    expect((await listPoolLinks(admin, { poolId, state: 'used' })).links).toMatchObject([{ number: 7_000, state: 'used', uses: 1 }])
    expect((await listPoolLinks(admin, { poolId, q: '42' })).links.map(({ number }) => number)).toEqual([42])
    expect((await getPool(admin, { poolId })).links).toEqual({ unused: 9_999, used: 1, void: 0 })
    expect((await listPools(admin, {})).pools).toMatchObject([{ id: poolId, unusedLinks: 1_000, used: 1, quota: null }])
  })

  test('is edited field by field, told of in the log, and not by whoever looked at an older one', async () => {
    const admin = await asAdministrator()
    const { poolId } = await createPool(admin, { name: 'Spring', quota: 5, groupIds: [await group()] })
    expect(await updatePool(admin, { poolId, version: 1, name: 'Summer', quota: '', groupIds: [''] })).toEqual({
      poolId,
      version: 2,
      changed: ['name', 'quota', 'groups'],
    })
    expect(await updatePool(admin, { poolId, version: 2, name: 'Summer' })).toMatchObject({ version: 2, changed: [] })
    await expect(updatePool(admin, { poolId, version: 1, terms: 'Be kind' })).rejects.toMatchObject({
      code: 'CONFLICT',
      detail: { reason: 'STALE', current: { version: 2 }, fields: { name: [expect.stringContaining('changed this meanwhile')] } },
    })
    expect((await getPool(admin, { poolId })).groups).toEqual([])
    expect((await auditOf(poolId)).at(-1)).toMatchObject({
      event: 'enrollment-pool.updated',
      changes: { quota: { before: 5, after: null } },
    })
    await db.enrollmentPool.update({ where: { id: poolId }, data: { used: 4 } })
    await expect(updatePool(admin, { poolId, version: 2, quota: 3 })).rejects.toMatchObject(refused('BELOW_USED'))
    const single = await createPool(admin, { name: 'One', kind: 'single_use', links: 1 })
    await expect(updatePool(admin, { poolId: single.poolId, version: 1, quota: 3 })).rejects.toMatchObject({ code: 'INVALID' })
    await expect(updatePool(admin, { poolId: single.poolId, version: 1, listed: true })).rejects.toMatchObject({ code: 'INVALID' })
  })

  test('that is paused lets nobody in until it is resumed; either twice changes nothing', async () => {
    const admin = await asAdministrator()
    const { poolId, link } = await createPool(admin, { name: 'Spring' })
    const token = tokenOf(link!.url)
    expect([await pausePool(admin, { poolId }), await pausePool(admin, { poolId })]).toEqual([{ changed: true }, { changed: false }])
    expect(await take(token)).toBe(false)
    expect((await getPool(admin, { poolId })).state).toBe('paused')
    expect([await resumePool(admin, { poolId }), await resumePool(admin, { poolId })]).toEqual([{ changed: true }, { changed: false }])
    expect(await take(token)).toBe(true)
    expect(await eventsOf(poolId)).toEqual(['enrollment-pool.created', 'enrollment-pool.paused', 'enrollment-pool.resumed'])
  })

  test('that is deleted says first what stops, refuses everything after, and is still known', async () => {
    const admin = await asAdministrator()
    const { poolId } = await createPool(admin, { name: 'Spring', kind: 'single_use', links: 3 })
    const [row] = await linesOf(poolId, {}, admin)
    const linkId = (await linkRow(poolId)).id
    const preview = await deletePool(admin, { poolId, preview: true })
    expect(preview).toEqual({ preview: true, pending: 0, approved: 0, unusedLinks: 3 })
    expect((await getPool(admin, { poolId })).state).toBe('active')
    expect(await deletePool(admin, { poolId })).toEqual({ preview: false, changed: true })
    expect(await deletePool(admin, { poolId })).toEqual({ preview: false, changed: false })
    expect(await take(tokenOf(row!.link))).toBe(false)
    for (const act of [
      () => updatePool(admin, { poolId, version: 2, name: 'New' }),
      () => pausePool(admin, { poolId }),
      () => resumePool(admin, { poolId }),
      () => topUpPool(admin, { poolId, links: 1 }),
      () => rotatePoolCode(admin, { poolId }),
      () => showPoolLink(admin, { poolId, linkId }),
      () => revokePoolLink(admin, { poolId, linkId }),
      () => changePoolOwner(admin, { poolId }),
      () => exportPoolLinks(admin, { poolId }),
    ])
      await expect(act()).rejects.toMatchObject(refused('DELETED'))
    expect((await listPools(admin, {})).pools).toEqual([])
    expect((await listPools(admin, { state: 'deleted' })).pools).toMatchObject([{ id: poolId, state: 'deleted' }])
    expect(await getPool(admin, { poolId })).toMatchObject({ state: 'deleted', linkId: null, links: { void: 3 } })
  })

  test('has links that are revoked one by one, unless they were used', async () => {
    const admin = await asAdministrator()
    const { poolId } = await createPool(admin, { name: 'Spring', kind: 'single_use', links: 2 })
    const rows = await linesOf(poolId, {}, admin)
    const { links } = await listPoolLinks(admin, { poolId })
    await take(tokenOf(rows[0]!.link))
    await expect(revokePoolLink(admin, { poolId, linkId: links[0]!.id })).rejects.toMatchObject(refused('USED'))
    await expect(showPoolLink(admin, { poolId, linkId: links[0]!.id })).rejects.toMatchObject(refused('LINK_OVER'))
    await expect(showPoolLink(admin, { poolId })).rejects.toMatchObject({ code: 'INVALID' })
    expect((await showPoolLink(admin, { poolId, linkId: links[1]!.id })).url).toBe(rows[1]!.link)
    expect(await revokePoolLink(admin, { poolId, linkId: links[1]!.id })).toEqual({ changed: true })
    expect(await revokePoolLink(admin, { poolId, linkId: links[1]!.id })).toEqual({ changed: false })
    expect(await take(tokenOf(rows[1]!.link))).toBe(false)
    expect((await getPool(admin, { poolId })).state).toBe('used-up')
    expect(await topUpPool(admin, { poolId, links: 2 })).toMatchObject({ changed: true })
    expect((await linesOf(poolId, { state: 'any' }, admin)).map(({ number, state }) => [number, state])).toEqual([
      [1, 'used'],
      [2, 'void'],
      [3, 'unused'],
      [4, 'unused'],
    ])
    const shared = await createPool(admin, { name: 'Shared' })
    await expect(revokePoolLink(admin, { poolId: shared.poolId, linkId: (await linkRow(shared.poolId)).id })).rejects.toMatchObject(
      refused('SHARED_LINK'),
    )
    const other = await linkRow(shared.poolId)
    await expect(showPoolLink(admin, { poolId, linkId: other.id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('tops up by a higher quota or none, never by a lower one', async () => {
    const admin = await asAdministrator()
    const { poolId, link } = await createPool(admin, { name: 'Spring', quota: 1 })
    expect(await take(tokenOf(link!.url))).toBe(true)
    expect(await take(tokenOf(link!.url))).toBe(false)
    expect((await listPools(admin, { state: 'used-up' })).pools).toMatchObject([{ id: poolId }])
    await expect(topUpPool(admin, { poolId, links: 4 })).rejects.toMatchObject({ code: 'INVALID' })
    expect(await topUpPool(admin, { poolId, quota: 2 })).toMatchObject({ changed: true })
    expect(await topUpPool(admin, { poolId, quota: 2 })).toMatchObject({ changed: false })
    expect(await take(tokenOf(link!.url))).toBe(true)
    await expect(topUpPool(admin, { poolId, quota: 1 })).rejects.toMatchObject(refused('NOT_MORE'))
    expect(await topUpPool(admin, { poolId, quota: '' })).toMatchObject({ changed: true })
    await expect(topUpPool(admin, { poolId, quota: 9 })).rejects.toMatchObject(refused('NO_QUOTA'))
  })

  test('goes on when its owner left, is found by that, and is taken over by who could make it', async () => {
    const [owner, admin] = [await asAdministrator(), await asAdministrator()]
    const { poolId } = await createPool(owner, { name: 'Orphan', needsApproval: false })
    expect((await listPools(admin, { owner: owner.id })).pools).toMatchObject([
      { owner: { id: owner.id, label: owner.label, gone: false } },
    ])
    expect((await listPools(admin, { owner: 'gone' })).pools).toEqual([])
    await deactivateUser(system, { userId: owner.id, reason: 'Left' })
    expect((await listPools(admin, { owner: 'gone' })).pools).toMatchObject([{ id: poolId, owner: { gone: true } }])
    await connections.query(`delete from group_members where user_id = $1`, [owner.id])
    await connections.query(`delete from users where id = $1`, [owner.id])
    expect((await listPools(admin, { owner: owner.id })).pools).toMatchObject([
      { id: poolId, owner: { id: null, label: owner.label, gone: true } },
    ])
    await pausePool(admin, { poolId })
    await expect(resumePool(admin, { poolId })).rejects.toMatchObject(refused('OWNER_MAY_NOT'))
    expect(await changePoolOwner(admin, { poolId })).toEqual({ changed: true, version: 3 })
    expect(await changePoolOwner(admin, { poolId })).toEqual({ changed: false, version: 3 })
    expect(await resumePool(admin, { poolId })).toEqual({ changed: true })
    expect((await getPool(admin, { poolId })).owner).toMatchObject({ id: admin.id, gone: false })
  })

  test('is shown on the sign-in page as long as it is listed and takes people', async () => {
    const admin = await asAdministrator()
    const anybody = await asStranger()
    const { poolId, link } = await createPool(admin, { name: 'Open house', welcome: 'Come in', listed: true, quota: 1 })
    await createPool(admin, { name: 'Hidden' })
    const shown = [{ id: poolId, name: 'Open house', welcome: 'Come in', href: `/enroll?token=${tokenOf(link!.url)}` }]
    expect(await listListedPools(anybody, {})).toEqual(shown)
    await pausePool(admin, { poolId })
    expect(await listListedPools(anybody, {})).toEqual([])
    await resumePool(admin, { poolId })
    await take(tokenOf(link!.url))
    expect(await listListedPools(anybody, {})).toEqual([])
    await topUpPool(admin, { poolId, quota: 2 })
    expect(await listListedPools(anybody, {})).toEqual(shown)
    await rotatePoolCode(admin, { poolId })
    expect((await listListedPools(anybody, {}))[0]?.href).not.toBe(shown[0]!.href)
    await connections.query('update enrollment_pools set expires_at = now() where id = $1', [poolId])
    expect(await listListedPools(anybody, {})).toEqual([])
  })

  test('keeps nobody from signing in whose link cannot be read, as after a change of the key: it is left out', async () => {
    const admin = await asAdministrator()
    const { poolId } = await createPool(admin, { name: 'Sealed elsewhere', listed: true })
    const { poolId: readable } = await createPool(admin, { name: 'Open house', listed: true })
    await connections.query(`update enrollment_links set sealed_code = reverse(sealed_code) where pool_id = $1`, [poolId])
    expect(await listListedPools(await asStranger(), {})).toMatchObject([{ id: readable }])
  })
})
