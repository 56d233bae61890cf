import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import { closeDatabase, pool } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { emptyTables } from '../testing/world.ts'
import { bannersForEverybody, followBanners, forgetBanners, refreshBanners } from './read.ts'

const query = pool.query
/** Puts something in the place of the pool's query; until the end of the test unless called without. */
const answerBy = (fake: (...call: unknown[]) => unknown = query as never) => void (pool.query = fake as never)
const store = (title: string) => pool.query('insert into banners (id, title, message, enabled) values ($1, $2, $2, true)', [newId(), title])
const titles = () => bannersForEverybody().map(({ title }) => title)

beforeEach(emptyTables)
afterEach(() => {
  vi.useRealTimers()
  answerBy()
  forgetBanners()
})
afterAll(closeDatabase)

test('none before the first read; a change of another process is here within ten seconds, by itself', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  await store('First')
  expect(titles()).toEqual([])
  const stop = await followBanners()
  await followBanners()
  expect([vi.getTimerCount(), titles()]).toEqual([1, ['First']])
  await store('Second')
  expect(titles()).toEqual(['First'])
  vi.advanceTimersByTime(9_000)
  await vi.waitFor(() => expect(titles()).toEqual(['Second', 'First']))
  stop()
  expect(vi.getTimerCount()).toBe(0)
})

test('while the database is away those of before go on counting', async () => {
  await store('Kept')
  await refreshBanners()
  answerBy(() => Promise.reject(new Error('away')))
  expect(await refreshBanners()).toBe(false)
  expect(titles()).toEqual(['Kept'])
})

test('what a read that began earlier brings does not replace what a later one brought', async () => {
  let finish = (_rows: unknown) => {}
  answerBy(() => new Promise((done) => (finish = done)))
  const slow = refreshBanners()
  answerBy()
  await store('New')
  await refreshBanners()
  finish({ rows: [{ now: Date.now(), banners: null }] })
  await slow
  expect(titles()).toEqual(['New'])
})
