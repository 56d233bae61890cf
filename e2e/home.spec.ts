// Home: what administrators see first. Figures with their lists, pictures that need no script, and the same figures as a table.
import { expect, expectAccessible, test } from './test.ts'

/** Somebody new who signed in once, so that no figure is nothing. */
async function signedUp(world: typeof import('../lib/testing/world.ts')) {
  const { startSession } = await import('../lib/auth/start-session.ts')
  const user = await world.person({ password: true, firstName: 'Hanna', lastName: 'Home' })
  const actor = await world.actorFor(user.id)
  await startSession({ id: user.id, label: actor.label, request: actor.request, method: 'password' })
  return user
}

test('the start page of an administrator shows figures that lead to their lists', async ({ as, world }) => {
  const user = await signedUp(world)
  const { page } = await as(['ADMIN'])
  await page.goto('/')
  await expect(page).toHaveURL(/\/home$/)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Home')
  await expect(page.getByText(/counted at \d+ \w+ \d{4}, \d\d:\d\d:\d\d UTC/)).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('link').first()).toHaveText('Home')

  for (const [tile, address] of [
    ['Staff', /\/users\?status=active&access=staff$/],
    ['Administrators', /\/users\?access=administrator$/],
    ['Signed in', /\/users\?signInFrom=\d{4}-\d\d-\d\d$/],
    ['Users', /\/users$/],
  ] as const) {
    await page.getByRole('main').getByRole('link', { name: tile, exact: true }).click()
    await expect(page).toHaveURL(address)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Users')
    await page.goBack()
  }

  const latest = page.getByRole('region', { name: 'Latest sign-ups' })
  // Other stories sign people up by the thousand meanwhile: whoever is shown first signed up no earlier than our own.
  const newest = latest.getByRole('link').nth(1)
  const name = await newest.innerText()
  await newest.click()
  await expect(page).toHaveURL(/\/users\/[0-9a-f-]{36}$/)
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name)
  const { db } = await import('../lib/core/db.ts')
  const shown = await db.user.findUniqueOrThrow({ where: { id: page.url().split('/').at(-1) ?? '' }, select: { createdAt: true } })
  expect(shown.createdAt.getTime()).toBeGreaterThanOrEqual(user.createdAt.getTime())
})

test('the pictures are there with a sentence each, and the same figures as a table', async ({ as, world }) => {
  const user = await signedUp(world)
  const { page } = await as(['ADMIN'])
  await page.goto('/home')
  const days = page.getByRole('region', { name: 'Last 30 days' })
  const picture = days.getByRole('img', { name: /sign-ups? in 30 days, the most on/ })
  await expect(picture).toBeVisible()
  const bar = picture.locator('rect[data-day]').last()
  const box = await bar.boundingBox()
  expect(box?.height, 'the bar of today has a height').toBeGreaterThan(1)
  await days.getByText('Show these figures as a table').click()
  await expect(days.getByRole('row')).toHaveCount(31)
  const today = days.getByRole('row').nth(1)
  await expect(today).toContainText('so far')
  expect(Number((await today.getByRole('cell').last().innerText()).replaceAll(',', ''))).toBeGreaterThan(0)
  await expectAccessible(page)
  await today.getByRole('link').click()
  await expect(page).toHaveURL(/\/users\?status=any&createdFrom=(\d{4}-\d\d-\d\d)&createdTo=\1$/)
  // Other stories sign people up by the thousand meanwhile, so that one name need not be on the first page.
  await page.getByRole('searchbox', { name: 'Search users' }).fill(user.username ?? '')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`q=${user.username}`))
  await expect(page).toHaveURL(/createdFrom=(\d{4}-\d\d-\d\d)&createdTo=\1/)
  await expect(page.getByRole('link', { name: 'Hanna Home' })).toHaveCount(1)
})

test('without scripts the figures, the pictures and the table are all there', async ({ as, world }) => {
  await signedUp(world)
  const { page } = await as(['ADMIN'], { javaScriptEnabled: false })
  await page.goto('/home')
  for (const name of [/sign-ups? in 30 days/, /sign-ins? in 30 days/]) {
    const picture = page.getByRole('img', { name })
    await expect(picture).toBeVisible()
    expect(await picture.locator('rect[data-day]').count()).toBeGreaterThan(0)
  }
  await page.getByText('Show these figures as a table').click()
  await expect(page.getByRole('region', { name: 'Last 30 days' }).getByRole('row')).toHaveCount(31)
})

test('what waits leads to the list that shows it, and health says how the parts are', async ({ as, world }) => {
  await world.failedJob()
  const { page } = await as(['ADMIN'])
  await page.goto('/home')
  const health = page.getByRole('region', { name: 'Health' })
  await expect(health).toContainText('Worker runs')
  await expect(health).toContainText('Not configured')
  await expect(health).toContainText(/PostgreSQL \d+/)
  await expect(health).toContainText(/Version \d+\.\d+\.\d+/)
  const waiting = page.getByRole('region', { name: 'Waiting' })
  await waiting.getByRole('link', { name: /held in the outbox/ }).click()
  await expect(page).toHaveURL(/\/outbox\?status=held$/)
  await page.goBack()
  await waiting.getByRole('link', { name: /jobs? failed/ }).click()
  await expect(page).toHaveURL(/\/jobs$/)
})

test('whoever may not view figures starts elsewhere', async ({ as }) => {
  const staff = await as(['Staff'])
  await staff.page.goto('/')
  await expect(staff.page).toHaveURL(/\/users$/)
  await expect(staff.page.getByRole('link', { name: 'Home', exact: true })).toHaveCount(0)
  expect((await staff.page.goto('/home'))?.status()).toBe(403)
  const member = await as([])
  await member.page.goto('/')
  await expect(member.page).toHaveURL(/\/account$/)
})
