import { once } from 'node:events'
import { createServer, request, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { parse } from 'csv-parse/sync'
import { Hono } from 'hono'
import { sql as raw } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { sessionCookie } from '../auth/cookie.ts'
import { startSession } from '../auth/start-session.ts'
import { closeDatabase, db, pool } from '../core/db.ts'
import { defineExport, type ExportRow } from '../core/export.ts'
import { asAdministrator, asStranger, emptyTables, person } from '../testing/world.ts'
import { downloadRoute } from './download.ts'
import { listener } from './listener.ts'
import { ownRoutes } from './own-routes.ts'

const ROW = { text: 'x'.repeat(1_000) }
const PER_BATCH = 500
let produced = 0
let failAt = Infinity
/** Far more than sockets hold: 500 KB a batch, counted as it is asked for. */
const exportMuch = defineExport({
  name: 'exportMuch',
  permission: 'user:export',
  input: z.strictObject({ batches: z.coerce.number().default(1) }),
  columns: () => [{ key: 'text', header: 'text' }],
  audit: ({ format }) => ({
    event: 'users.exported',
    entry: { target: { type: 'users', id: null, label: 'much' }, detail: { format, scope: 'all', query: '', columns: [] } },
  }),
  async *rows({ sql }, { batches }) {
    for (let n = 0; n < batches; n++) {
      await raw`select 1`.execute(sql)
      if (n === failAt) throw new Error('the disk is on fire')
      produced++
      yield Array.from({ length: PER_BATCH }, (): ExportRow => ROW)
    }
  },
})
const own = new Hono<{ Bindings: HttpBindings }>()
  .onError((_error, c) => c.text('Broken.', 500))
  .post('/much/export', downloadRoute(exportMuch))
  .post('/paced/export', downloadRoute(exportMuch, { patienceMs: 300 }))
  .route('/', ownRoutes)
const listen = listener(
  { toOwn: getRequestListener(own.fetch, { overrideGlobalObjects: false }), toNext: (_req, res) => res.end('next') },
  false,
  () => false,
)
const server = createServer((req, res) => void listen(req, res))
let port: number
let cookie: string

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
beforeEach(async () => {
  await emptyTables()
  cookie = await cookieOf(await asAdministrator())
  produced = 0
  failAt = Infinity
})
afterAll(async () => {
  server.close()
  await closeDatabase()
})

async function cookieOf({ id, label, request }: Awaited<ReturnType<typeof asAdministrator>>) {
  return `${sessionCookie().name}=${await startSession({ id, label, request, method: 'password' })}`
}

function post(path: string, body: string | Record<string, string>, headers: Record<string, string> = {}) {
  const req = request({
    port,
    path,
    method: 'POST',
    agent: false,
    headers: { origin: 'http://localhost:3000', 'content-type': 'application/x-www-form-urlencoded', cookie, ...headers },
  })
  req.end(typeof body === 'string' ? body : new URLSearchParams(body).toString())
  return new Promise<IncomingMessage>((done, fail) => req.once('error', fail).once('response', done))
}
async function ask(...given: Parameters<typeof post>) {
  const answer = await post(...given)
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) }
}
const openTransactions = async () => {
  const { rows } = await pool.query<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity where datname = current_database() and xact_start is not null and pid <> pg_backend_pid()`,
  )
  return rows[0]?.n
}

test('a form gets the file, with its name, kept by nobody', async () => {
  await person({ firstName: '=1+1', lastName: 'O"Brien', username: 'ann.lee' })
  const { status, headers, body } = await ask('/users/export', { search: 'q=ann.lee&columns=username', format: 'csv' })
  expect(status).toBe(200)
  expect(headers).toMatchObject({
    'content-type': expect.stringMatching(/^text\/csv; charset=utf-8/),
    'content-disposition': expect.stringMatching(/^attachment; filename="users-\d{4}-\d\d-\d\d\.csv"$/),
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
  })
  expect(parse(body, { bom: true })).toEqual([
    ['full_name', 'username'],
    [`'=1+1 O"Brien`, 'ann.lee'],
  ])
  const json = await ask('/users/export', { search: 'q=ann.lee&columns=username', format: 'json' })
  expect(json.headers['content-type']).toMatch(/^application\/json/)
  expect(JSON.parse(json.body)).toEqual([{ full_name: '=1+1 O"Brien', username: 'ann.lee' }])
})

test('several chosen rows are sent as a form sends them', async () => {
  const [ann, bob] = [await person({ username: 'ann' }), await person({ username: 'bob' })]
  const { body } = await ask('/users/export', `userIds=${ann.id}&userIds=${bob.id}&search=&format=ndjson`)
  expect(body.trim().split('\n')).toHaveLength(2)
})

test.each([
  ['nobody signed in', 401, {}, { cookie: '' }, /Sign in/],
  ['an unknown field', 422, { nonsense: '1' }, {}, /nonsense: This field is not known here/],
  ['a field that every object has', 422, { constructor: '1' }, {}, /constructor: This field is not known here/],
  ['an unknown format', 422, { format: 'xlsx' }, {}, /Choose one of: csv, json, ndjson/],
  ['something that is no form', 422, {}, { 'content-type': 'text/plain' }, /not a form/],
  ['another site', 403, {}, { origin: 'https://evil.example' }, /was not sent from/],
  ['a script of another site', 403, {}, { 'sec-fetch-site': 'cross-site' }, /was not sent from/],
])('%s gets %i in words, and nothing is recorded', async (_what, status, body, headers, words) => {
  const answer = await ask('/users/export', body as Record<string, string>, headers as Record<string, string>)
  expect(answer).toMatchObject({ status, body: expect.stringMatching(words) })
  expect(answer.headers['content-disposition']).toBeUndefined()
  expect(await db.auditEvent.count({ where: { event: 'users.exported' } })).toBe(0)
})

test('somebody without the right gets 403, and so does nobody by claiming to be another', async () => {
  const stranger = await cookieOf(await asStranger())
  expect(await ask('/users/export', {}, { cookie: stranger })).toMatchObject({
    status: 403,
    body: expect.stringContaining('Your roles do not allow this'),
  })
  await ask('/users/export', {}, { 'x-gatehouse-client-address': '203.0.113.7', 'x-gatehouse-request-id': 'mine' })
  const recorded = await db.auditEvent.findFirstOrThrow({ where: { event: 'users.exported' } })
  expect(recorded.ip).toBe('127.0.0.1')
  expect(recorded.requestId).not.toBe('mine')
})

test('markup in a refusal stays text', async () => {
  const { body } = await ask('/users/export', { '<img src=x>': '1' })
  expect(body).toContain('&lt;img src=x&gt;')
  expect(body).not.toContain('<img')
})

test('a form that is too large is refused', async () => {
  expect(await ask('/users/export', `search=${'x'.repeat(1_100_000)}`)).toMatchObject({ status: 413 })
})

test('too many calls in a minute get 429 with the time to wait', async () => {
  for (let n = 0; n < 10; n++) await ask('/users/export', {})
  const { status, headers, body } = await ask('/users/export', {})
  expect(status).toBe(429)
  expect(Number(headers['retry-after'])).toBeGreaterThan(0)
  expect(body).toMatch(/Try again in/)
})

test('other methods are no way in', async () => {
  const answer = await fetch(`http://127.0.0.1:${port}/users/export`, { headers: { cookie } })
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST'])
})

test('no more is made than the reader takes, and all of it arrives', async () => {
  const answer = await post('/much/export', { batches: '80' })
  answer.pause()
  await new Promise((resume) => setTimeout(resume, 500))
  expect(produced).toBeGreaterThan(0)
  expect(produced).toBeLessThan(40)
  expect((await text(answer)).split('\r\n')).toHaveLength(80 * PER_BATCH + 2)
  expect(await openTransactions()).toBe(0)
})

test('a reader who goes away ends the export and its transaction; the places are free again', async () => {
  for (let n = 0; n < 3; n++) {
    const answer = await post('/much/export', { batches: '10000' })
    answer.once('error', () => undefined)
    await once(answer, 'readable')
    expect(await openTransactions()).toBe(1)
    answer.destroy()
    await expect.poll(openTransactions, { timeout: 5_000 }).toBe(0)
  }
  expect(produced).toBeLessThan(1_000)
})

test('a reader who stands still is cut off and leaves the place to others, and one who reads is not', async () => {
  const still = [await post('/paced/export', { batches: '500' }), await post('/paced/export', { batches: '500' })]
  const cut = still.map((answer) => once(answer.pause(), 'aborted'))
  for (const answer of still) answer.once('error', () => undefined)
  expect(await ask('/much/export', {})).toMatchObject({ status: 503 })
  await expect.poll(async () => (await ask('/much/export', {})).status, { timeout: 5_000 }).toBe(200)
  await expect.poll(openTransactions, { timeout: 5_000 }).toBe(0)
  for (const answer of still) answer.resume()
  await Promise.all(cut)
  expect((await ask('/paced/export', { batches: '80' })).body.split('\r\n')).toHaveLength(80 * PER_BATCH + 2)
})

test('a third at once gets 503 in words', async () => {
  const running = [await post('/much/export', { batches: '500' }), await post('/much/export', { batches: '500' })]
  for (const answer of running) answer.once('error', () => undefined)
  expect(await ask('/much/export', {})).toMatchObject({ status: 503, body: expect.stringMatching(/2 exports are running/) })
  for (const answer of running) answer.destroy()
  await expect.poll(async () => (await ask('/much/export', {})).status, { timeout: 5_000 }).toBe(200)
})

test('what fails after the first byte is cut off, so that it does not look whole; before it, nothing is sent', async () => {
  failAt = 5
  const answer = await post('/much/export', { batches: '10' })
  expect(answer.statusCode).toBe(200)
  await expect(text(answer)).rejects.toThrow(/aborted/)
  failAt = 0
  const early = await ask('/much/export', { batches: '10' })
  expect(early.status).toBe(500)
  expect(early.body).not.toContain('fire')
  expect(await openTransactions()).toBe(0)
})
