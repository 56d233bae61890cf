import { createServer, request, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { log } from '../core/log.ts'
import { everyResponse } from './headers.ts'
import { listener } from './listener.ts'
import { answerWith, requestStore } from './status.ts'

type Answer = { status: number; headers: IncomingHttpHeaders; body: string }
let port: number
let next: (req: IncomingMessage, res: ServerResponse) => unknown
const reached = vi.fn((req: IncomingMessage, res: ServerResponse) => next(req, res))
const listen = listener({ toOwn: (_req, res) => res.end('own'), toNext: reached }, false, () => false)
const server = createServer({ requireHostHeader: false }, (req, res) => void listen(req, res))

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  port = (server.address() as AddressInfo).port
})
afterAll(() => void server.close())

const APP_URL = 'http://localhost:3000'
type Sent = { method?: string; path?: string; headers?: Record<string, string>; body?: string }

function ask({ method = 'GET', path = '/', headers = {}, body }: Sent = {}): Promise<Answer> {
  reached.mockClear()
  return new Promise((done, fail) => {
    const req = request({ port, host: '127.0.0.1', method, path, headers, agent: false })
    req.on('error', fail)
    req.on('response', async (res) => done({ status: res.statusCode ?? 0, headers: res.headers, body: await text(res) }))
    req.end(body)
  })
}
const expectOurHeaders = ({ headers }: Answer) => {
  expect(headers).toMatchObject(everyResponse(APP_URL))
  expect(headers['content-security-policy']).toMatch(/^default-src 'self'; script-src 'nonce-[\w+/]{22}==' 'strict-dynamic';/)
  expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  expect(headers['x-powered-by']).toBeUndefined()
}

test.each<[string, number, (res: ServerResponse) => unknown]>([
  ['end without a head', 200, (res) => res.end('x')],
  [
    'headers set before',
    404,
    (res) => res.setHeader('cache-control', 's-maxage=31536000').setHeader('x-powered-by', 'N').writeHead(404).end(),
  ],
  [
    'headers as an object',
    303,
    (res) => res.writeHead(303, { location: '/x', 'Cache-Control': 'public', 'content-security-policy': '*' }).end(),
  ],
  ['headers as a list', 200, (res) => res.writeHead(200, ['Cache-Control', 'public', 'set-cookie', 'a=1', 'set-cookie', 'b=2']).end()],
  ['a reason phrase', 500, (res) => res.writeHead(500, 'Broken', { 'referrer-policy': 'unsafe-url' }).end()],
  ['a write', 200, (res) => (res.write('x'), res.end())],
])('our headers win over %s', async (_name, status, reply) => {
  next = (_req, res) => reply(res)
  const answer = await ask()
  expect(answer.status).toBe(status)
  expectOurHeaders(answer)
  if (answer.headers['set-cookie']) expect(answer.headers['set-cookie']).toEqual(['a=1', 'b=2'])
})

test('a page that throws is a 500 with our headers and without its reason', async () => {
  next = () => Promise.reject(new Error('hunter2'))
  const answer = await ask()
  expect(answer.status).toBe(500)
  expect(answer.body).not.toContain('hunter2')
  expectOurHeaders(answer)
})

test('a file under /_next/static keeps its caching, its 404 does not', async () => {
  next = (req, res) => res.writeHead(req.url?.endsWith('gone.js') ? 404 : 200, { 'cache-control': 'public, immutable' }).end()
  expect((await ask({ path: '/_next/static/a.js' })).headers['cache-control']).toBe('public, immutable')
  expect((await ask({ path: '/_next/static/gone.js' })).headers['cache-control']).toBe('private, no-store')
})

test('the nonce differs per request and is what the app is told', async () => {
  next = (req, res) => res.end(JSON.stringify([req.headers['x-gatehouse-nonce'], req.headers['content-security-policy']]))
  const [one, two] = [await ask(), await ask()]
  const [nonce, policy] = JSON.parse(one.body) as [string, string]
  expect(policy).toBe(one.headers['content-security-policy'])
  expect(policy).toContain(`'nonce-${nonce}'`)
  expect(two.headers['content-security-policy']).not.toBe(policy)
})

test('a page says its status while it renders, and keeps values for the request alone', async () => {
  next = async (_req, res) => {
    expect(requestStore()?.size).toBe(0)
    requestStore()?.set('actor', 'somebody')
    await Promise.resolve()
    answerWith(403)
    res.end(String(requestStore()?.get('actor')))
  }
  expect(await ask()).toMatchObject({ status: 403, body: 'somebody' })
  expect(await ask()).toMatchObject({ status: 403, body: 'somebody' })
  expect(requestStore()).toBeUndefined()
})

test('a page that is asked too often says when to come back', async () => {
  next = (_req, res) => {
    answerWith(429, 90)
    res.end('Later.')
  }
  const { status, headers } = await ask()
  expect([status, headers['retry-after']]).toEqual([429, '90'])
})

test('what a client claims about itself does not reach the app', async () => {
  next = (req, res) => res.end(JSON.stringify(req.headers))
  const claims = {
    host: 'evil.example',
    forwarded: 'for=1.2.3.4',
    'x-forwarded-for': '1.2.3.4',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    'x-forwarded-port': '1',
    'x-real-ip': '1.2.3.4',
    'x-middleware-subrequest': 'middleware',
    'x-gatehouse-client-address': '1.2.3.4',
    'x-gatehouse-request-id': 'mine',
    'x-gatehouse-anything': 'mine',
  }
  const answer = await ask({ headers: claims })
  const seen = JSON.parse(answer.body) as IncomingHttpHeaders
  expect(JSON.stringify(seen)).not.toMatch(/evil\.example|1\.2\.3\.4|mine|middleware/)
  expect(seen).toMatchObject({
    host: 'localhost:3000',
    'x-forwarded-host': 'localhost:3000',
    'x-forwarded-proto': 'http',
    'x-gatehouse-client-address': '127.0.0.1',
    'x-gatehouse-request-id': answer.headers['x-request-id'],
  })
})

test.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])('%s is answered 405 and does not reach the app', async (method) => {
  const answer = await ask({ method })
  expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD, POST' } })
  expectOurHeaders(answer)
  expect(reached).not.toHaveBeenCalled()
})

test.each(['/users/%ff', '/users/%', '/users/%ed%a0%80'])(
  '%s, which is no UTF-8, is answered 400 and does not reach the app',
  async (path) => {
    const answer = await ask({ path })
    expect(answer.status).toBe(400)
    expectOurHeaders(answer)
    expect(reached).not.toHaveBeenCalled()
  },
)

test('the image optimizer is not there', async () => {
  expect((await ask({ path: '/_next/image?url=%2Fa.png&w=64&q=75' })).status).toBe(404)
  expect(reached).not.toHaveBeenCalled()
})

test.each(['/api/health', '/api/ready', '/api/v1', '/api/v1/users', '/scim/v2/Users', 'http://evil.example/api/v1/users'])(
  '%s is ours',
  async (path) => {
    expect((await ask({ path })).body).toBe('own')
  },
)
test.each(['/api/healthy', '/api/v10', '/scimitar', '/api/auth/session'])('%s is for the pages', async (path) => {
  next = (_req, res) => res.end('page')
  expect((await ask({ path })).body).toBe('page')
})

const forgeries: Record<string, Record<string, string>> = {
  'no Origin': {},
  'a foreign Origin': { origin: 'https://evil.example' },
  'Origin null': { origin: 'null' },
  'a sub-domain': { origin: 'http://evil.localhost:3000' },
  'another port': { origin: 'http://localhost:3001' },
  'https for http': { origin: 'https://localhost:3000' },
  'a matching X-Forwarded-Host': { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' },
  'a matching Host': { origin: 'http://evil.example', host: 'evil.example' },
  'our Origin from another site': { origin: APP_URL, 'sec-fetch-site': 'cross-site' },
}
const forms: Record<string, Record<string, string>> = {
  'form post': { 'content-type': 'application/x-www-form-urlencoded' },
  'server action': { 'content-type': 'text/plain;charset=UTF-8', 'next-action': '40'.repeat(21) },
  'fetch of text': { 'content-type': 'text/plain' },
}
for (const [from, headers] of Object.entries(forgeries))
  for (const [form, kind] of Object.entries(forms))
    test(`${form} with ${from} is refused before the app sees it`, async () => {
      const warn = vi.spyOn(log, 'warn').mockImplementation(() => {})
      for (const path of ['/', '/api/auth/signout', '/users/new']) {
        const answer = await ask({ method: 'POST', path, headers: { ...kind, ...headers }, body: 'x=1' })
        expect(answer.status).toBe(403)
        expect(answer.body).toContain(`Open ${APP_URL} in your browser`)
        expectOurHeaders(answer)
        expect(reached).not.toHaveBeenCalled()
      }
      expect(warn).toHaveBeenCalledTimes(3)
      expect(warn.mock.lastCall?.[1]).toContain('set APP_URL')
      warn.mockRestore()
    })

test('our own form reaches the app', async () => {
  next = async (req, res) => res.end(await text(req))
  const answer = await ask({ method: 'POST', headers: { origin: APP_URL, 'sec-fetch-site': 'same-origin' }, body: 'x=1' })
  expect(answer).toMatchObject({ status: 200, body: 'x=1' })
})

test('more than 1 MB is refused, with and without a length', async () => {
  next = async (req, res) => res.end(String((await text(req)).length))
  const most = 'x'.repeat(1_048_576)
  const post = (body: string, headers: Record<string, string>) => ask({ method: 'POST', headers: { origin: APP_URL, ...headers }, body })
  expect((await post(most, {})).body).toBe('1048576')
  expect((await post(most, { 'transfer-encoding': 'chunked' })).body).toBe('1048576')
  const chunked = await post(`${most}x`, { 'transfer-encoding': 'chunked' })
  expect(chunked.status).toBe(413)
  expectOurHeaders(chunked)
  expect((await ask({ method: 'POST', headers: { origin: APP_URL, 'content-length': '1048577' } })).status).toBe(413)
})

test('the query, which may hold a secret, is not logged', async () => {
  next = (_req, res) => res.end()
  const lines: unknown[] = []
  const info = vi.spyOn(log, 'info').mockImplementation((...line: unknown[]) => void lines.push(line))
  await ask({ path: '/set-password?token=hunter2' })
  await vi.waitFor(() => expect(lines).toHaveLength(1))
  expect(JSON.stringify(lines)).toContain('"path":"/set-password"')
  expect(JSON.stringify(lines)).not.toContain('hunter2')
  info.mockRestore()
})
