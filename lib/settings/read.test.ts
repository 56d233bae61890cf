import { spawnSync } from 'node:child_process'
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import { closeDatabase, pool } from '../core/db.ts'
import { readShell } from '../auth/shell-query.ts'
import { startSession } from '../auth/start-session.ts'
import { emptyTables, person, set } from '../testing/world.ts'
import { SETTING_KEYS } from './catalogue.ts'
import { followSettings, forgetSettings, refreshSettings, setting } from './read.ts'

const store = (key: string, value: unknown) =>
  pool.query('insert into settings (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value', [
    key,
    JSON.stringify(value),
  ])
const request = { id: 'r', ip: '192.0.2.1', userAgent: 'test' }

const query = pool.query
/** Puts something in the place of the pool's query; until the end of the test unless called without. */
const answerBy = (fake: (...call: unknown[]) => unknown = query as never) => void (pool.query = fake as never)

beforeEach(emptyTables)
afterEach(() => {
  vi.useRealTimers()
  answerBy()
  forgetSettings()
})
afterAll(closeDatabase)

test('defaults count until the first read, then what is stored', async () => {
  await store('trash.days', 60)
  expect(setting('trash.days')).toBe(30)
  expect(await refreshSettings()).toBe(true)
  expect(setting('trash.days')).toBe(60)
  forgetSettings()
  expect(setting('trash.days')).toBe(30)
})

test('what a hand wrote out of range, of another type or under an unknown name counts for nothing', async () => {
  await store('trash.days', 60)
  await store('password.minLength', 4)
  await store('session.idleMinutes', 'often')
  await store('support.contact', 'javascript:alert(1)')
  await store('made.up', 1)
  await store('list.rowsPerPage', null)
  await refreshSettings()
  expect([setting('trash.days'), setting('password.minLength'), setting('session.idleMinutes')]).toEqual([60, 15, 60])
  expect([setting('support.contact'), setting('list.rowsPerPage')]).toEqual(['', 25])
})

test('a change of another process is here within ten seconds, by itself', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const stop = await followSettings()
  await followSettings()
  expect(vi.getTimerCount()).toBe(1)
  await store('trash.days', 61)
  expect(setting('trash.days')).toBe(30)
  vi.advanceTimersByTime(9_000)
  await vi.waitFor(() => expect(setting('trash.days')).toBe(61))
  stop()
  expect(vi.getTimerCount()).toBe(0)
})

test('both copies of this module in one process have one snapshot', async () => {
  const again: string = './read.ts?copy'
  const copy = (await import(/* @vite-ignore */ again)) as typeof import('./read.ts')
  expect(copy.setting).not.toBe(setting)
  await set('trash.days', 62)
  expect(copy.setting('trash.days')).toBe(62)
})

test('while the database is away, the values of before go on counting', async () => {
  await set('trash.days', 63)
  answerBy(() => Promise.reject(new Error('connect ECONNREFUSED')))
  expect(await refreshSettings()).toBe(false)
  expect(setting('trash.days')).toBe(63)
  answerBy()
  await store('trash.days', 64)
  expect(await refreshSettings()).toBe(true)
  expect(setting('trash.days')).toBe(64)
})

test('a read that began earlier and ends later does not bring old values back', async () => {
  const late = Promise.withResolvers<{ rows: unknown[] }>()
  answerBy(() => late.promise)
  const slow = refreshSettings()
  answerBy()
  await store('trash.days', 65)
  await refreshSettings()
  late.resolve({ rows: [{ key: 'trash.days', value: 31 }] })
  await slow
  expect(setting('trash.days')).toBe(65)
})

test('reading settings costs a request no query: the shell is one statement, whatever is set', async () => {
  await set('session.idleMinutes', 20)
  const user = await person({ password: true })
  const token = await startSession({ id: user.id, label: user.username, request, method: 'password' })
  const asked: unknown[] = []
  answerBy((...call) => (asked.push((call[0] as { name?: string }).name ?? call[0]), (query as (...given: unknown[]) => unknown)(...call)))
  for (let n = 0; n < 3; n++) expect((await readShell(token, request))?.user.rowsPerPage).toBe(25)
  for (const key of SETTING_KEYS) setting(key)
  expect(asked).toEqual(['shell', 'shell', 'shell'])
})

test('following does not keep a process alive', () => {
  const script = `await (await import('./lib/settings/read.ts')).followSettings(); await (await import('./lib/core/db.ts')).closeDatabase()`
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', timeout: 15_000 })
  expect(stderr).toBe('')
  expect(status).toBe(0)
})
