import { createServer, request, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { sessionCookie } from '../auth/cookie.ts'
import { startSession } from '../auth/start-session.ts'
import { can, type Actor } from '../core/actor.ts'
import { closeDatabase, db, pool } from '../core/db.ts'
import { AppError } from '../core/errors.ts'
import { newId } from '../core/id.ts'
import { forget } from '../core/lazily.ts'
import { makeRole, person, system } from '../testing/world.ts'
import { grantRole } from '../roles/mutations.ts'
import { endEventStreams, eventRoute } from './events.ts'

type Work = { done: number; of: number }
let work: Work
const asked = vi.fn((actor: Actor, input: unknown): Promise<Work> => {
  if (actor.kind === 'anonymous') throw new AppError('UNAUTHENTICATED', 'Sign in first.')
  if (!can(actor, 'user:read')) throw new AppError('FORBIDDEN', 'Your roles do not allow this.')
  if ((input as { id: string }).id === 'nothing') throw new AppError('NOT_FOUND', 'There is no such work.')
  return Promise.resolve({ ...work })
})
const query = Object.assign((actor: Actor, input: unknown) => Promise.resolve().then(() => asked(actor, input)), {
  operation: { kind: 'query', name: 'getWork' },
})
const times = { poll: 20, heartbeat: 40, recheck: 60 }
const routes = new Hono<{ Bindings: HttpBindings }>().get(
  '/work/:id/events',
  eventRoute({
    query,
    input: (c) => ({ id: c.req.param('id') }),
    shape: ({ done }) => ({ done }),
    isOver: ({ done, of }) => done === of,
    times,
  }),
)
const server = createServer(getRequestListener(routes.fetch, { overrideGlobalObjects: false }))
let port: number
const opened: Stream[] = []

type Stream = {
  status: number
  type: string | undefined
  text: () => string
  isOver: () => boolean
  leave: () => void
}

function follow(
  cookie: string,
  { of = 'work', id = 'one', method = 'GET', headers = {} }: { of?: string; id?: string; method?: string; headers?: object } = {},
): Promise<Stream> {
  return new Promise((done, fail) => {
    const req = request({ port, host: '127.0.0.1', method, path: `/${of}/${id}/events`, agent: false, headers: { cookie, ...headers } })
    req.on('error', fail)
    req.on('response', (res: IncomingMessage) => {
      let [text, over] = ['', false]
      res.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      res.on('end', () => (over = true)).on('error', () => (over = true))
      const stream = {
        status: res.statusCode ?? 0,
        type: res.headers['content-type'],
        text: () => text,
        isOver: () => over,
        leave: () => req.destroy(),
      }
      opened.push(stream)
      done(stream)
    })
    req.end()
  })
}

async function somebody(...permissions: string[]) {
  const user = await person({ password: true })
  if (permissions.length) await grantRole(system, { userId: user.id, roleId: await makeRole(...permissions) })
  const token = await startSession({
    id: user.id,
    label: user.username,
    request: { id: newId(), ip: null, userAgent: null },
    method: 'password',
  })
  return { userId: user.id, cookie: `${sessionCookie().name}=${token}` }
}

const events = (stream: Stream) =>
  [...stream.text().matchAll(/^event: (.*)\ndata: (.*)$/gm)].map(([, name, data]) => [name, JSON.parse(data ?? '')] as const)

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  port = (server.address() as AddressInfo).port
})
beforeEach(() => {
  work = { done: 0, of: 3 }
  asked.mockClear()
})
afterEach(async () => {
  for (const stream of opened.splice(0)) stream.leave()
  endEventStreams()
  forget('event streams')
  await new Promise((later) => setTimeout(later, 3 * times.poll))
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await closeDatabase()
})

describe('a live page', () => {
  test('says how far it is at once, again when that changes, and then that it is over', async () => {
    const { cookie } = await somebody('user:read')
    const stream = await follow(cookie)
    expect([stream.status, stream.type]).toEqual([200, 'text/event-stream; charset=utf-8'])
    await vi.waitFor(() => expect(events(stream)).toEqual([['progress', { done: 0 }]]))
    work.done = 2
    await vi.waitFor(() => expect(events(stream).at(-1)).toEqual(['progress', { done: 2 }]))
    await vi.waitFor(() => expect(stream.text()).toContain(': still here'))
    work.done = 3
    await vi.waitFor(() => expect(stream.isOver()).toBe(true))
    expect(events(stream)).toEqual([
      ['progress', { done: 0 }],
      ['progress', { done: 2 }],
      ['progress', { done: 3 }],
      ['end', { done: 3 }],
    ])
  })

  test('of what is over already says so and is over itself', async () => {
    work.done = 3
    const stream = await follow((await somebody('user:read')).cookie)
    await vi.waitFor(() => expect(stream.isOver()).toBe(true))
    expect(events(stream)).toEqual([['end', { done: 3 }]])
  })

  test('asks once for all who follow the same thing, and no more when nobody is left', async () => {
    const { cookie } = await somebody('user:read')
    const streams = [await follow(cookie), await follow(cookie), await follow(cookie)]
    const bySystem = () => asked.mock.calls.filter(([actor]) => actor.kind === 'system').length
    const before = bySystem()
    await new Promise((later) => setTimeout(later, 10 * times.poll))
    expect(bySystem() - before).toBeGreaterThan(2)
    expect(bySystem() - before).toBeLessThanOrEqual(11)
    for (const stream of streams) stream.leave()
    await new Promise((later) => setTimeout(later, 4 * times.poll))
    const after = bySystem()
    await new Promise((later) => setTimeout(later, 5 * times.poll))
    expect(bySystem()).toBe(after)
  })

  test('ends when the session ends, and does not keep it alive', async () => {
    const { userId, cookie } = await somebody('user:read')
    await pool.query(`update sessions set last_seen_at = now() - interval '5 minutes' where user_id = $1`, [userId])
    const { lastSeenAt } = await db.session.findFirstOrThrow({ where: { userId } })
    const stream = await follow(cookie)
    await new Promise((later) => setTimeout(later, 3 * times.recheck))
    expect(stream.isOver()).toBe(false)
    expect((await db.session.findFirstOrThrow({ where: { userId } })).lastSeenAt).toEqual(lastSeenAt)
    await pool.query(`update sessions set ended_at = now(), end_reason = 'ended' where user_id = $1`, [userId])
    await vi.waitFor(() => expect(stream.isOver()).toBe(true))
    expect((await follow(cookie)).status).toBe(401)
  })

  test('ends when the right to it is taken', async () => {
    const { userId, cookie } = await somebody('user:read')
    const stream = await follow(cookie)
    await db.grant.deleteMany({ where: { userId } })
    await vi.waitFor(() => expect(stream.isOver()).toBe(true))
  })

  test('is refused as the query itself is, and to pages of other sites', async () => {
    const { cookie } = await somebody('user:read')
    expect((await follow('')).status).toBe(401)
    expect((await follow((await somebody()).cookie)).status).toBe(403)
    expect((await follow(cookie, { id: 'nothing' })).status).toBe(404)
    expect((await follow(cookie, { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403)
    expect((await follow(cookie, { headers: { 'sec-fetch-site': 'same-origin' } })).status).toBe(200)
  })

  test('opens five times for one user, and a place is free again when one is left', async () => {
    const { cookie } = await somebody('user:read')
    const streams: Stream[] = []
    for (let n = 0; n < 5; n++) streams.push(await follow(cookie))
    expect((await follow(cookie)).status).toBe(429)
    expect((await follow((await somebody('user:read')).cookie)).status).toBe(200)
    streams[0]?.leave()
    await vi.waitFor(async () => expect((await follow(cookie)).status).toBe(200))
  })

  test('answers HEAD without opening anything', async () => {
    const { cookie } = await somebody('user:read')
    for (let n = 0; n < 7; n++) expect((await follow(cookie, { method: 'HEAD' })).status).toBe(200)
  })

  test('ends when the server stops, and then opens no more', async () => {
    const { cookie } = await somebody('user:read')
    const stream = await follow(cookie)
    endEventStreams()
    await vi.waitFor(() => expect(stream.isOver()).toBe(true))
    expect((await follow(cookie)).status).toBe(503)
  })
})

describe('a live page for anybody', () => {
  const state = { version: 1, over: false }
  const seen: Actor[] = []
  const own = Object.assign(
    (actor: Actor, input: unknown) => {
      seen.push(actor)
      if ((input as { token: string }).token === 'wrong') return Promise.reject(new AppError('NOT_FOUND', 'This link does not work.'))
      return Promise.resolve({ ...state })
    },
    { operation: { kind: 'query', name: 'readOwn' } },
  )
  routes.get(
    '/own/:id/events',
    eventRoute({
      query: own,
      input: (c) => ({ token: c.req.param('id') }),
      shape: ({ version }) => version,
      isOver: ({ over }) => over,
      forAnybody: true,
      times,
    }),
  )

  test('needs no session and knows none, and opens three times for one secret, for others still', async () => {
    const { cookie } = await somebody('user:read')
    const streams = [await follow('', { of: 'own' }), await follow(cookie, { of: 'own' }), await follow('', { of: 'own' })]
    expect(streams.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(seen.map(({ kind }) => kind)).not.toContain('user')
    expect((await follow(cookie, { of: 'own' })).status).toBe(429)
    expect((await follow('', { of: 'own', id: 'other' })).status).toBe(200)
    expect((await follow('', { of: 'own', id: 'wrong' })).status).toBe(404)
    state.version = 2
    await vi.waitFor(() => expect(events(streams[1] as Stream).at(-1)).toEqual(['progress', 2]))
  })

  test('takes no place from those who are signed in', async () => {
    const { cookie } = await somebody('user:read')
    for (let n = 0; n < 3; n++) await follow(cookie, { of: 'own' })
    for (let n = 0; n < 5; n++) expect((await follow(cookie)).status).toBe(200)
    expect((await follow(cookie)).status).toBe(429)
  })
})

test('what changes something cannot be followed', () => {
  const mutation = Object.assign(() => Promise.resolve(work), { operation: { kind: 'mutation', name: 'doWork' } })
  expect(() => eventRoute({ query: mutation, input: () => ({}), shape: (w) => w, isOver: () => true })).toThrow('doWork changes something')
})
