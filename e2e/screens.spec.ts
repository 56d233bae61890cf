// Every screen: who may open it, and that nobody is shut out by how it is made.
import { MINE, screens, things } from './screens.ts'
import { expect, expectAccessible, test, type SignedIn } from './test.ts'

async function open({ page }: SignedIn, path: string, status: number) {
  const answer = await page.goto(path)
  expect(answer?.status(), path).toBe(status)
  await expect(page.getByRole('heading', { level: 1 }), path).toHaveCount(1)
  await test.step(`axe on ${path}`, () => expectAccessible(page))
}

const PARTS = 4 // each short enough for a machine that does other things
for (let part = 1; part <= PARTS; part++)
  test(`axe finds nothing on any screen, part ${part} of ${PARTS}`, async ({ as, world }) => {
    test.setTimeout(240_000)
    const admin = await as(['ADMIN'], { viewport: { width: 1280, height: 800 } })
    const all = Object.entries(screens(await things(world)))
    for (const [path, status] of all.filter((_, n) => n % PARTS === part - 1)) await open(admin, path, status)
  })

test('axe finds nothing on the public screens', async ({ page, world }) => {
  const { invitation } = await things(world)
  for (const [path, status] of [
    ['/sign-in', 200],
    ['/forgot-password', 200],
    ['/sign-in/code', 200],
    ['/approved-groups', 200],
    ['/approved-groups?q=nobody-has-this-name', 200],
    [invitation, 200],
    ['/set-password?token=dead', 404],
    ['/first-administrator?token=dead', 404],
  ] as const) {
    expect((await page.goto(path))?.status(), path).toBe(status)
    await expectAccessible(page)
  }
})

// What is dark and what is narrow are two questions; asking both at once takes half as long and forgets neither.
test('axe finds nothing in the dark at 360 px, and nothing but tables scrolls sideways', async ({ as, world }) => {
  test.setTimeout(240_000)
  const admin = await as(['ADMIN'], { colorScheme: 'dark', viewport: { width: 360, height: 740 } })
  const { userId, eventId, runId, codeId, seenTokenId, certificateId, groupId, ...inbox } = await things(world)
  const log = [`/audit?target=user:${userId}&open=${eventId}`, `/audit/${eventId}`, `/users/${userId}/activity`]
  for (const path of [
    '/home',
    '/jobs',
    '/users',
    '/users/new',
    `/users/${userId}`,
    `/users/${userId}/access`,
    '/settings',
    '/account',
    ...log,
    `/users/bulk?action=delete&userIds=${userId}`,
    `/users/bulk?action=setField&userIds=${userId}`,
    `/inbox?group=${groupId}&state=all`,
    `/inbox/enrollments/${inbox.enrollmentId}`,
    `/inbox/access-requests/${inbox.accessRequestId}`,
    `/inbox/bulk?decision=reject&items=enrollment%3A${inbox.enrollmentId}%3A1&items=access-request%3A${userId}%3A1`,
    '/login-codes',
    `/login-codes/${codeId}`,
    '/seen-tokens',
    `/seen-tokens/${seenTokenId}`,
    '/certificates',
    `/certificates/${certificateId}`,
    '/certificates/authority',
    `/users/${userId}/certificates`,
    '/account/certificates',
    '/bulk-runs',
    `/bulk-runs/${runId}`,
    `/bulk-runs/${runId}/undo`,
  ]) {
    await open(admin, path, 200)
    const wider = await admin.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(wider, `${path} is wider than the window`).toBe(0)
  }
})

test('without a session every screen leads to sign-in, which remembers what was asked for', async ({ request, world }) => {
  for (const path of Object.keys(screens(await things(world)))) {
    if (path === '/nowhere') continue
    const answer = await request.get(path, { maxRedirects: 0 })
    expect([303, 307], path).toContain(answer.status())
    const target = new URL(answer.headers().location ?? '', 'http://localhost')
    expect([target.pathname, target.searchParams.get('next')], path).toEqual(['/sign-in', path])
  }
})

test('signed in without a role: one’s own account opens, the administration answers 403 and says what to do', async ({ as, world }) => {
  test.setTimeout(120_000)
  const member = await as([])
  for (const [path, status] of Object.entries(screens(await things(world)))) {
    const answer = await member.context.request.get(path)
    expect(answer.status(), path).toBe(MINE.test(path) ? status : 403)
  }
  await member.page.goto('/users')
  await expect(member.page.getByRole('heading', { level: 1 })).toContainText(/not allowed/i)
  await expectAccessible(member.page)
  await expect(member.page.getByRole('link', { name: 'Users' })).toHaveCount(0)
})

test('the frame: skip link, palette over pages and users, theme', async ({ as, world }) => {
  const { userId } = await things(world)
  const { db } = await import('../lib/core/db.ts')
  const { username } = await db.user.findUniqueOrThrow({ where: { id: userId }, select: { username: true } })
  const { page } = await as(['ADMIN'])
  await page.goto('/users')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: /skip/i })).toBeFocused()
  await page.keyboard.press('ControlOrMeta+k')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.type('outb')
  await expect(page.getByRole('option', { name: /Outbox/ })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/outbox$/)
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type(username)
  await page.getByRole('option', { name: /Sky Screen/ }).click()
  await expect(page).toHaveURL(new RegExp(userId))
  await page
    .getByRole('button', { name: /Account menu|Pat Person/ })
    .first()
    .click()
  await page
    .getByRole('button', { name: 'Dark' })
    .or(page.getByRole('menuitemradio', { name: 'Dark' }))
    .first()
    .click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
})
