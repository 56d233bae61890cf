import { createServer } from 'node:http'
import { connect } from 'node:net'
import { everyResponse } from '../../lib/http/headers.ts'
import { expect, freePort, test } from './gatehouse.ts'

/** Sends bytes as they are and gives everything that comes back until the server closes. */
const raw = (port: number, bytes: string) =>
  new Promise<string>((done, fail) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    socket.on('data', (chunk) => (answer += chunk))
    socket.on('error', fail)
    socket.on('close', () => done(answer))
  })

function expectOurHeaders(headers: Record<string, string>, url: string) {
  expect(headers).toMatchObject(everyResponse(url))
  expect(headers['content-security-policy']).toContain(`object-src 'none'`)
  expect(headers['x-powered-by']).toBeUndefined()
}

test('every kind of answer of the built application', async ({ start, database, request, page, query }) => {
  const gatehouse = await start({ env: { DATABASE_URL: database, DATABASE_POOL_MAX: '2' } })
  const { url, port } = gatehouse
  await gatehouse.says(`Gatehouse is ready on ${url}`)

  await test.step('health and readiness tell nothing else', async () => {
    for (const path of ['/api/health', '/api/ready']) {
      const answer = await request.get(url + path)
      expect([answer.status(), await answer.text()]).toEqual([200, '{"status":"ok"}'])
      expectOurHeaders(answer.headers(), url)
      expect((await request.post(url + path)).status()).toBe(405)
    }
  })

  await test.step('addresses kept for programs answer 404 as a problem', async () => {
    for (const path of ['/api/v1/users', '/scim/v2/Users']) {
      const answer = await request.get(url + path)
      expect(answer.headers()['content-type']).toBe('application/problem+json')
      expect(await answer.json()).toEqual({ type: 'about:blank', title: 'Not Found', status: 404 })
      expectOurHeaders(answer.headers(), url)
    }
  })

  await test.step('pages, redirects, refusals and files carry the headers', async () => {
    const answers = {
      '/sign-in': 200,
      '/sign-in/': 308,
      '/there-is-no-such-page': 404,
      '/_next/static/chunks/no-such.js': 404,
      '/_next/image?url=%2Fa.png&w=64&q=75': 404,
    }
    for (const [path, status] of Object.entries(answers)) {
      const answer = await request.get(url + path, { maxRedirects: 0 })
      expect([path, answer.status()]).toEqual([path, status])
      expectOurHeaders(answer.headers(), url)
    }
    const undecodable = await request.get(`${url}/%ff`)
    expect([400, 404]).toContain(undecodable.status())
    expectOurHeaders(undecodable.headers(), url)
    const file = /"(\/_next\/static\/[^"]+\.js)"/.exec(await (await request.get(`${url}/sign-in`)).text())?.[1]
    const script = await request.get(url + file)
    expect(script.status()).toBe(200)
    expect(script.headers()['cache-control']).toContain('immutable')
    expectOurHeaders({ ...script.headers(), 'cache-control': 'private, no-store' }, url)
  })

  await test.step('every script of a page and of a 404 carries the nonce of its own response', async () => {
    for (const path of ['/sign-in', '/there-is-no-such-page']) {
      const answer = await request.get(url + path)
      const nonce = /'nonce-([^']+)'/.exec(answer.headers()['content-security-policy'] ?? '')?.[1]
      const scripts = (await answer.text()).match(/<script\b[^>]*>/g) ?? []
      expect(scripts.length).toBeGreaterThan(2)
      for (const script of scripts) expect(script).toContain(`nonce="${nonce}"`)
    }
  })

  await test.step('what Node itself refuses carries the headers too', async () => {
    const cases: [string, string][] = [
      [`GET / HTTP/1.1\r\nHost: x\r\nCookie: ${'x'.repeat(20_000)}\r\n\r\n`, '431'],
      ['nonsense\r\n\r\n', '400'],
      ['GET / HTTP/1.1\r\nConnection: close\r\n\r\n', '400'],
      ['PROPFIND / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', '405'],
      ['TRACE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', '405'],
    ]
    for (const [bytes, status] of cases) {
      const answer = await raw(port, bytes)
      expect(answer).toContain(`HTTP/1.1 ${status}`)
      for (const [name, value] of Object.entries(everyResponse(url))) expect(answer).toContain(`${name}: ${value}`)
    }
    const upgrade = 'GET /_next/hmr HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
    expect(await raw(port, upgrade).catch(() => '')).toBe('')
  })

  await test.step('malformed bodies of forms are refused or answered, and do not end the process', async () => {
    const action = { origin: url, 'next-action': '40'.repeat(21) }
    const bodies = ['$1', '["$K1"]', '[{"$F":1}]', '{"then":"$1:__proto__:then"}', `${'['.repeat(50_000)}`]
    for (const data of bodies)
      for (const type of ['text/plain;charset=UTF-8', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded']) {
        const answer = await request.post(`${url}/sign-in`, { headers: { ...action, 'content-type': type }, data: Buffer.from(data) })
        expect(answer.status()).toBeGreaterThanOrEqual(400)
        expectOurHeaders(answer.headers(), url)
      }
    expect((await request.get(`${url}/api/health`)).status()).toBe(200)
  })

  await test.step('a form on another site, sent by a real browser, is refused', async () => {
    const evil = createServer((_req, res) => {
      res.setHeader('content-type', 'text/html')
      res.end(`<form method="post" action="${url}/sign-in"><button name="a" value="b">Win</button></form>`)
    })
    const evilPort = await freePort()
    await new Promise<void>((done) => evil.listen(evilPort, '127.0.0.1', done))
    await page.goto(`http://127.0.0.1:${evilPort}/`)
    const answer = page.waitForResponse((response) => response.request().method() === 'POST')
    await page.getByRole('button').click()
    expect((await answer).status()).toBe(403)
    await expect(page.locator('body')).toContainText(`Open ${url} in your browser`)
    evil.close()
    await gatehouse.says('set APP_URL')
  })

  await test.step('pages and our own routes share one pool', async () => {
    await Promise.all(Array.from({ length: 30 }, (_, i) => request.get(url + (i % 2 ? '/api/ready' : '/'))))
    const [counted] = await query<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity where application_name = 'gatehouse' and datname = current_database()`,
    )
    expect(counted?.n).toBeLessThanOrEqual(2)
  })
})

test('with an https APP_URL browsers are told to stay on https, and forms must come from there', async ({ start, database, request }) => {
  const port = await freePort()
  const gatehouse = await start({ port, env: { DATABASE_URL: database, APP_URL: 'https://people.example.org' } })
  await gatehouse.says('Gatehouse is ready on https://people.example.org')
  const here = `http://localhost:${port}`
  expect((await request.get(`${here}/api/health`)).headers()['strict-transport-security']).toBe('max-age=31536000')
  expect((await request.post(`${here}/sign-in`, { headers: { origin: here } })).status()).toBe(403)
  const proper = await request.post(`${here}/sign-in`, { headers: { origin: 'https://people.example.org' }, maxRedirects: 0 })
  expect(proper.status()).not.toBe(403)
})
