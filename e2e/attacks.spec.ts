// What an attacker sends, against the running program: no rights, no trace and no fault of the server may come of it.
import { expect, test } from './test.ts'

const ID = '6d1da2d7-e510-488c-9085-8608cd817256'
const cursor = (key: string) => encodeURIComponent(Buffer.from(JSON.stringify([key, ID])).toString('base64url'))

const MANGLED = [
  `/users?sort=created&after=${cursor('2026')}`,
  `/users?sort=lastSignIn&before=${cursor('0000-01-01 00:00:00+00')}`,
  `/outbox?after=${cursor('2026-02-30 00:00:00+00')}`,
  '/users?q=%00',
  '/outbox?q=a%00b',
  '/users?createdFrom=0000-01-01',
  '/users?q=%ff&q=b&__proto__=1&constructor=1',
  '/users/%00',
  '/users/%ff',
  '/users/search?q=%00',
  '/set-password?token=%00',
  '/sign-in?next=%00',
]

test('no address, however mangled, is a fault of the server', async ({ as }) => {
  const { context } = await as(['ADMIN'])
  for (const path of MANGLED) {
    const answer = await context.request.get(path, { headers: { 'sec-fetch-site': 'same-origin' }, maxRedirects: 0 })
    expect(answer.status(), path).toBeLessThan(500)
  }
})

test('no name to sign in with is a fault of the server, with NUL in it either', async ({ page, baseURL }) => {
  for (const [path, button] of [
    ['/sign-in', 'Sign in'],
    ['/forgot-password', 'Send'],
  ] as const) {
    await page.goto(path)
    const form = page.locator('form').filter({ has: page.getByRole('button', { name: button }) })
    const fields = await form.evaluate((it: HTMLFormElement) => [...new FormData(it)].filter(([, value]) => typeof value === 'string'))
    const sent = Object.fromEntries([...fields, ['identifier', 'a\0b'], ['password', 'x']] as [string, string][])
    const answer = await page.request.post(path, { multipart: sent, headers: { origin: String(baseURL) } })
    expect(answer.status(), path).toBe(422)
  }
})

test('a refused page carries nothing of the page, also as what scripts fetch', async ({ as, world }) => {
  const victim = await world.person({ organisation: 'Canary Organisation Ltd' })
  const { context } = await as([])
  for (const path of ['/users?q=Canary', `/users/${victim.id}`, `/users/${victim.id}/edit`, `/users/${victim.id}/activity`])
    for (const headers of [{}, { rsc: '1' }, { rsc: '1', 'next-router-prefetch': '1' }] as Record<string, string>[]) {
      const text = await (await context.request.get(path, { headers })).text()
      for (const secret of ['Canary Organisation', victim.email, victim.lastName])
        expect(text, `${path} ${JSON.stringify(headers)}`).not.toContain(secret)
    }
})

test('another site can neither post with the cookie nor read', async ({ as, baseURL }) => {
  const elsewhere = 'http://127.0.0.1:65530'
  const { context } = await as(['ADMIN'])
  const page = await context.newPage()
  await page.route(`${elsewhere}/**`, (route) => route.fulfill({ contentType: 'text/html', body: '<h1>Elsewhere</h1>' }))
  await page.goto(`${elsewhere}/`)
  const read = await page.evaluate(
    (url) =>
      fetch(url, { credentials: 'include' }).then(
        () => 'read',
        () => 'blocked',
      ),
    `${baseURL}/users/search?q=a`,
  )
  expect(read).toBe('blocked')
  const answered = page.waitForResponse((response) => response.request().method() === 'POST')
  await page.evaluate((url) => {
    document.body.innerHTML = `<form method="post" enctype="multipart/form-data" action="${url}"><input name="x" value="y"></form>`
    document.forms[0]?.submit()
  }, `${baseURL}/account`)
  expect((await answered).status()).toBe(403)
})
