import { beforeEach, describe, expect, test } from 'vitest'
import { db, pool as connections } from '../core/db.ts'
import { linesOf, take, tokenOf } from '../testing/pools.ts'
import { asAdministrator, auditOf, emptyTables } from '../testing/world.ts'
import { createPool, updatePool } from './mutations.ts'
import { rotatePoolCode, topUpPool } from './mutations-links.ts'
import { getPool } from './queries.ts'

beforeEach(emptyTables)
const eventsOf = async (poolId: string) => (await auditOf(poolId)).map(({ event }) => event)

describe('many at once', () => {
  test('32 rotations leave one live link, and every number once', async () => {
    const admin = await asAdministrator()
    const { poolId } = await createPool(admin, { name: 'Spring' })
    const results = await Promise.allSettled(Array.from({ length: 32 }, () => rotatePoolCode(admin, { poolId })))
    const done = results.filter(({ status }) => status === 'fulfilled').length
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'UNAVAILABLE' })
    const links = await db.enrollmentLink.findMany({ where: { poolId }, orderBy: { number: 'asc' } })
    expect(links.map(({ number }) => number)).toEqual(Array.from({ length: done + 1 }, (_, at) => at + 1))
    expect(links.filter(({ voidedAt }) => voidedAt === null).map(({ number }) => number)).toEqual([done + 1])
  })

  test('32 top-ups by links all count, and 32 to one quota count once', async () => {
    const admin = await asAdministrator()
    const single = await createPool(admin, { name: 'Links', kind: 'single_use', links: 1 })
    const added = await Promise.allSettled(Array.from({ length: 32 }, () => topUpPool(admin, { poolId: single.poolId, links: 3 })))
    const done = added.filter(({ status }) => status === 'fulfilled').length
    const numbers = (await linesOf(single.poolId, {}, admin)).map(({ number }) => number)
    expect(numbers).toEqual(Array.from({ length: 1 + 3 * done }, (_, at) => at + 1))
    await connections.query('delete from rate_limits')
    const shared = await createPool(admin, { name: 'Quota', quota: 1 })
    const raised = await Promise.allSettled(Array.from({ length: 32 }, () => topUpPool(admin, { poolId: shared.poolId, quota: 9 })))
    const answers = raised.flatMap((result) => (result.status === 'fulfilled' ? [result.value.changed] : []))
    expect(answers.filter(Boolean)).toHaveLength(1)
    expect((await eventsOf(shared.poolId)).filter((event) => event === 'enrollment-pool.topped-up')).toHaveLength(1)
  })

  test('the last place of a quota goes to one of 32, while the code rotates nobody gets in by the old one', async () => {
    const admin = await asAdministrator()
    for (let round = 0; round < 5; round++) {
      const { poolId, link } = await createPool(admin, { name: `Round ${round}`, quota: 1 })
      const taken = await Promise.all(Array.from({ length: 32 }, () => take(tokenOf(link!.url))))
      expect(taken.filter(Boolean)).toHaveLength(1)
      expect((await getPool(admin, { poolId })).used).toBe(1)
    }
    const { poolId, link } = await createPool(admin, { name: 'Rotating' })
    const [, ...taken] = await Promise.all([
      rotatePoolCode(admin, { poolId }),
      ...Array.from({ length: 16 }, () => take(tokenOf(link!.url))),
    ])
    expect(await take(tokenOf(link!.url))).toBe(false)
    expect((await getPool(admin, { poolId })).used).toBe(taken.filter(Boolean).length)
  })

  test('the first of two edits wins, the other one is told', async () => {
    const admin = await asAdministrator()
    const { poolId } = await createPool(admin, { name: 'Spring' })
    const edits = await Promise.allSettled(
      Array.from({ length: 8 }, (_, at) => updatePool(admin, { poolId, version: 1, name: `Name ${at}` })),
    )
    expect(edits.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const edit of edits)
      if (edit.status === 'rejected') expect(edit.reason).toMatchObject({ code: 'CONFLICT', detail: { reason: 'STALE' } })
  })
})
