// Signing in with client certificates through a real nginx that runs deploy/nginx.conf.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { join } from 'node:path'
import type { Browser } from '@playwright/test'
import { expect, freePort, test, type Gatehouse } from './gatehouse.ts'

const SECRET = 'a secret that nginx and Gatehouse share, and nobody else'
const NGINX = '/usr/sbin/nginx'

/** Debian's nginx, installed when it is missing and may be. */
function findNginx(): string | null {
  if (!existsSync(NGINX) && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get'))
    spawnSync('apt-get', ['install', '--yes', '--no-install-recommends', 'nginx-light'], { timeout: 300_000 })
  return existsSync(NGINX) ? NGINX : null
}

const openssl = (folder: string, ...args: string[]) => execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' })

/** The shipped configuration with this test's ports and files, run by a master process of its own. */
async function startNginx(folder: string, port: number, gatehouse: number) {
  const shipped = readFileSync('deploy/nginx.conf', 'utf8')
  const site = shipped
    .replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
    .replace('server_name people.example.org', 'server_name localhost')
    .replaceAll('/etc/ssl/people.example.org', join(folder, 'server'))
    .replace('/etc/ssl/gatehouse-authority.pem', join(folder, 'authority.pem'))
    .replace('/etc/nginx/gatehouse-secret.conf', join(folder, 'secret.conf'))
    .replace('127.0.0.1:3000', `127.0.0.1:${gatehouse}`)
  writeFileSync(join(folder, 'secret.conf'), `proxy_set_header X-Client-Certificate-Secret "${SECRET}";\n`, { mode: 0o600 })
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${join(folder, name)};`).join(' ')
  const files = `pid ${join(folder, 'nginx.pid')}; error_log ${join(folder, 'error.log')} warn; worker_processes 1;`
  const http = `http { access_log off; ${temporary}\n${site} }`
  const user = process.getuid?.() === 0 ? 'user root;' : ''
  writeFileSync(join(folder, 'nginx.conf'), `daemon off; ${user} ${files} events {}\n${http}\n`)
  const child = spawn(NGINX, ['-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')], { stdio: 'inherit' })
  const ended = new Promise((done) => child.once('close', done))
  return async () => {
    child.kill('SIGTERM')
    await ended
  }
}

type Pair = { cert: string; key: string }

function answerOf(url: string, options: Record<string, unknown>, body = '') {
  const request = url.startsWith('https:') ? tlsRequest : plainRequest
  return new Promise<{ status: number; text: string; cookies: string[] }>((done, fail) => {
    const sent = request(url, { rejectUnauthorized: false, agent: false, ...options }, (res) => {
      let text = ''
      res.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      res.on('end', () => done({ status: res.statusCode ?? 0, text, cookies: res.headers['set-cookie'] ?? [] }))
    })
    sent.on('error', fail).end(body)
  })
}

async function contextWith(browser: Browser, url: string, pair: Pair | null) {
  const clientCertificates = pair ? [{ origin: url, cert: Buffer.from(pair.cert), key: Buffer.from(pair.key) }] : []
  const context = await browser.newContext({ baseURL: url, ignoreHTTPSErrors: true, clientCertificates })
  return { context, page: await context.newPage() }
}

const OFFER = 'Sign in with the certificate'

test('a client certificate signs in through nginx; revoked, foreign and forged ones do not', async ({
  start,
  database,
  folder,
  browser,
}) => {
  test.setTimeout(180_000)
  test.skip(findNginx() === null, 'nginx is not installed here and cannot be.')
  const [port, tls] = [await freePort(), await freePort()]
  const url = `https://localhost:${tls}`
  const env = {
    DATABASE_URL: database,
    APP_URL: url,
    TRUSTED_PROXIES: '127.0.0.1',
    CLIENT_CERTIFICATE_PROXIES: '127.0.0.1',
    CLIENT_CERTIFICATE_SECRET: SECRET,
    LOG_LEVEL: 'warn',
  }
  const gatehouse: Gatehouse = await start({ port, env })
  await gatehouse.says('first-administrator?token=')
  const files = join(folder, 'nginx')
  mkdirSync(files)
  const run = (...args: string[]) =>
    execFileSync(process.execPath, ['e2e/server/certificates.mjs', ...args], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, ...env, GATEHOUSE_DATA: folder, LOG_LEVEL: 'silent' } as never,
    })
  const issueTo = (username: string): Pair => {
    openssl(files, 'req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', `/CN=${username}`, '-keyout', `${username}.key`, '-out', `${username}.csr`) // prettier-ignore
    return { cert: run('issue', username, join(files, `${username}.csr`)), key: readFileSync(join(files, `${username}.key`), 'utf8') }
  }
  const [alice, bob] = [issueTo('alice'), issueTo('bob')]
  writeFileSync(join(files, 'authority.pem'), run('authority'))
  openssl(files, 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=localhost', '-keyout', 'server.key', '-out', 'server.pem', '-days', '2') // prettier-ignore
  openssl(files, 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=alice', '-keyout', 'foreign.key', '-out', 'foreign.pem', '-days', '2') // prettier-ignore
  const foreign = { cert: readFileSync(join(files, 'foreign.pem'), 'utf8'), key: readFileSync(join(files, 'foreign.key'), 'utf8') }
  const stop = await startNginx(files, tls, port)
  try {
    await expect.poll(() => answerOf(`${url}/api/ready`, {}).then(({ status }) => status, () => 0)).toBe(200) // prettier-ignore

    await test.step('a valid certificate is offered by name, and signs its user in', async () => {
      const { context, page } = await contextWith(browser, url, alice)
      await page.goto('/sign-in')
      await expect(page.getByText('a certificate for alice')).toBeVisible()
      await page.getByRole('button', { name: OFFER }).click()
      await expect(page).toHaveURL(`${url}/account`)
      const cookies = await context.cookies()
      const header = cookies.map(({ name, value }) => `${name}=${value}`).join('; ')

      // The cookie alone is worth nothing: the certificate has to come with it, and no other.
      for (const pair of [null, bob, foreign]) {
        const answer = await answerOf(`${url}/account`, { ...pair, headers: { cookie: header } })
        expect(answer.status).toBe(307)
      }
      expect((await answerOf(`${url}/account`, { ...alice, headers: { cookie: header } })).status).toBe(200)

      // Revoked: the very next request is signed out, and the certificate opens no new session.
      run('revoke', 'alice')
      expect((await answerOf(`${url}/account`, { ...alice, headers: { cookie: header } })).status).toBe(307)
      await page.goto('/sign-in')
      await page.getByRole('button', { name: OFFER }).click()
      await expect(page.getByText('This certificate does not sign anybody in here')).toBeVisible()
      await context.close()
    })

    await test.step('a certificate of another authority, whatever its name, and none at all, are not offered', async () => {
      for (const pair of [foreign, null]) {
        const { context, page } = await contextWith(browser, url, pair)
        await page.goto('/sign-in')
        await expect(page.getByLabel('Username or e-mail')).toBeVisible()
        await expect(page.getByRole('button', { name: OFFER })).toHaveCount(0)
        await context.close()
      }
    })

    await test.step('headers that a client sends itself are ignored, through nginx and past it', async () => {
      const claims = {
        'x-client-certificate': encodeURIComponent(bob.cert),
        'x-client-certificate-verified': 'SUCCESS',
        'x-clientcert-dn': 'CN=bob',
        'x-ssl-client-fingerprint': 'aa',
        'x-gatehouse-certificate': '{"serial":"1","fingerprint":"2","name":"bob"}',
      }
      const through = await answerOf(`${url}/sign-in`, { headers: claims })
      const past = await answerOf(`http://127.0.0.1:${port}/sign-in`, { headers: claims })
      const guessed = { ...claims, 'x-client-certificate-secret': 'a secret that somebody guessed, of the same length as it.' }
      const withGuess = await answerOf(`http://127.0.0.1:${port}/sign-in`, { headers: guessed })
      for (const { status, text } of [through, past, withGuess]) {
        expect(status).toBe(200)
        expect(text).not.toContain(OFFER)
      }
      const known = { ...claims, 'x-client-certificate-secret': SECRET }
      expect((await answerOf(`http://127.0.0.1:${port}/sign-in`, { headers: known })).text).toContain(OFFER)
      expect((await answerOf(`http://127.0.0.1:${port}/sign-in`, { headers: { ...known, 'x-client-certificate-verified': 'NONE' } })).text).not.toContain(OFFER) // prettier-ignore
    })
  } finally {
    await stop()
  }
})
