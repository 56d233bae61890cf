// The whole story on a production start from nothing: first administrator, import, search, edit, life cycle, invitation by mail.
import type { Browser, Page } from '@playwright/test'
import { startMailServer } from '../../lib/testing/mail-server.ts'
import { expect, test, type Gatehouse } from './gatehouse.ts'

const password = 'violet tractor humming 42 lanterns'
const names = (page: Page) => page.locator('tbody tr').getByRole('link')

async function becomeFirstAdministrator(page: Page, link: string) {
  await page.goto(link)
  await page.getByLabel('Username').fill('rita.root')
  await page.getByLabel('E-mail').fill('rita@example.org')
  await page.getByLabel('First name').fill('Rita')
  await page.getByLabel('Last name').fill('Root')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Become the administrator' }).click()
  await expect(page.getByRole('heading', { name: 'Home', level: 1 })).toBeVisible()
  await expect(page.getByRole('listitem').filter({ hasText: 'Administrators' }).getByText('1', { exact: true })).toBeVisible()
}

async function importPeople(gatehouse: Gatehouse, start: (options: object) => Promise<Gatehouse>) {
  const { folder, port } = gatehouse
  const run = () => start({ folder, port, command: [process.execPath, 'scripts/admin.mjs', 'import-users', 'e2e/fixtures/people.csv'] })
  const first = await run()
  expect(await first.ended).toBe(0)
  expect(first.output()).toContain('5000 created, 0 unchanged, 0 refused.')
}

async function search(page: Page, text: string) {
  await page.getByRole('searchbox', { name: 'Search users' }).fill(text)
  await page.getByRole('searchbox', { name: 'Search users' }).press('Enter')
  await expect(page).toHaveURL(new RegExp(`q=${encodeURIComponent(text).replaceAll('%20', '(\\+|%20)')}`))
}

async function signIn(browser: Browser, url: string, identifier: string) {
  const page = await (await browser.newContext({ baseURL: url })).newPage()
  await page.goto('/')
  await page.getByLabel('Username or e-mail').fill(identifier)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  return page
}

test('from an empty folder to an administrator who manages 5,000 people', async ({ start, browser }) => {
  test.setTimeout(240_000)
  const mail = await startMailServer()
  const gatehouse = await start({ env: { SMTP_URL: mail.url, LOG_LEVEL: 'warn' } })
  const printed = await gatehouse.says(/first-administrator\?token=[\w-]{43}/)
  const link = /http\S+first-administrator\?token=[\w-]{43}/.exec(printed)?.[0] ?? ''
  const page = await (await browser.newContext({ baseURL: gatehouse.url, viewport: { width: 1280, height: 900 } })).newPage()

  await test.step('the one-time link makes the first administrator, once', async () => {
    await becomeFirstAdministrator(page, link)
    const again = await browser.newPage()
    expect((await again.goto(link))?.status()).toBe(404)
  })

  await test.step('5,000 people are imported while it runs', async () => {
    await importPeople(gatehouse, start as never)
    await page.goto('/users')
    await expect(page.getByText('5,001 users', { exact: true })).toBeVisible()
  })

  await test.step('search finds names in every script, filter, sort, next page, and Back restores the list', async () => {
    for (const [text, name] of [
      ['lukasz', 'Łukasz'],
      ['佐藤', '佐藤'],
      ['aino korhonen', 'Aino Korhonen'],
    ] as const) {
      await search(page, text)
      await expect(names(page).filter({ hasText: name }).first()).toBeVisible()
    }
    await page.goto('/users?status=no-password')
    await expect(page.getByText('5,000 users', { exact: true })).toBeVisible()
    await page.getByRole('columnheader', { name: 'Name', exact: true }).getByRole('link').click()
    await expect(page).toHaveURL(/sort=name.*status=no-password/)
    const first = await names(page).first().textContent()
    await page.getByRole('link', { name: 'Next' }).click()
    await expect(page).toHaveURL(/after=/)
    const place = page.url()
    const second = (await names(page).first().textContent()) ?? ''
    expect(second).not.toBe(first)
    await names(page).first().click()
    await expect(page).toHaveURL(/\/users\/[0-9a-f-]{36}$/)
    await page.goBack()
    await expect(page).toHaveURL(place)
    await expect(names(page).first()).toHaveText(second)
  })

  await test.step('two administrators edit one user: the second is told, keeps what was typed, and can save', async () => {
    await page.goto('/users?q=aino.korhonen3')
    await page
      .getByRole('link', { name: /Aino Korhonen/ })
      .first()
      .click()
    await expect(page.getByRole('heading', { name: 'Aino Korhonen', level: 1 })).toBeVisible()
    const edit = `${page.url()}/edit`
    const other = await page.context().newPage()
    await page.goto(edit)
    await other.goto(edit)
    await other.getByLabel('Organisation').fill('Harbour Library')
    await other.getByRole('button', { name: 'Save changes' }).click()
    await expect(other).toHaveURL(/\/profile$/)
    await page.getByLabel('Last name').fill('Virtanen')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await expect(page.getByText(/Rita Root.*changed this meanwhile to “Harbour Library”/)).toBeVisible()
    await expect(page.getByLabel('Last name')).toHaveValue('Virtanen')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await expect(page).toHaveURL(/\/profile$/)
    await expect(page.getByRole('heading', { name: 'Aino Virtanen', level: 1 })).toBeVisible()
    await other.close()
  })

  let iris = page
  await test.step('somebody invited by mail sets a password, signs in and sees only their account', async () => {
    await page.goto('/users/new')
    await page.getByLabel('First name').fill('Iris')
    await page.getByLabel('Last name').fill('Invited')
    await page.getByLabel('Username').fill('iris.invited')
    await page.getByLabel('E-mail').fill('iris@example.org')
    await page.getByRole('button', { name: 'Create user' }).click()
    await expect(page.getByText('Also mailed to iris@example.org')).toBeVisible()
    await expect.poll(() => mail.arrived.filter(({ to }) => to.includes('iris@example.org')).length, { timeout: 15_000 }).toBe(1)
    const raw =
      mail.arrived
        .find(({ to }) => to.includes('iris@example.org'))
        ?.raw.replace(/=\r\n/g, '')
        .replaceAll('=3D', '=') ?? ''
    const invitation = /http:\/\/localhost:\d+\/set-password\?token=[\w-]{43}/.exec(raw)?.[0] ?? ''
    const visitor = await (await browser.newContext()).newPage()
    await visitor.goto(invitation)
    await visitor.getByLabel('New password', { exact: true }).fill('short')
    await visitor.getByRole('button', { name: 'Set password' }).click()
    await expect(visitor.getByText(/15 characters/).first()).toBeVisible()
    await visitor.getByLabel('New password', { exact: true }).fill(password)
    await visitor.getByRole('button', { name: 'Set password' }).click()
    await expect(visitor).toHaveURL(/\/sign-in/)
    iris = await signIn(browser, gatehouse.url, 'IRIS@example.org')
    await expect(iris).toHaveURL(/\/account$/)
    await expect(iris.getByRole('link', { name: 'Users' })).toHaveCount(0)
    expect((await iris.goto('/users'))?.status()).toBe(403)
    await iris.goto('/account')
  })

  await test.step('deactivated: their open session ends with the next click', async () => {
    await page.goto('/users?q=iris.invited')
    await page
      .getByRole('link', { name: /Iris Invited/ })
      .first()
      .click()
    await act(page, 'Deactivate user')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Reason').fill('Left the organisation')
    await dialog.getByRole('button', { name: 'Deactivate user' }).click()
    await expect(page.getByText('This user is deactivated')).toBeVisible()
    await iris.getByRole('link', { name: 'My roles' }).click()
    await expect(iris).toHaveURL(/\/sign-in/)
    const back = await signIn(browser, gatehouse.url, 'iris.invited')
    await expect(back.getByText('do not belong to an account that can sign in')).toBeVisible()
  })

  await test.step('trash and restore', async () => {
    await act(page, 'Move to trash')
    await page.getByRole('dialog').getByRole('button', { name: 'Move to trash' }).click()
    await expect(page.getByText('This user is in the trash')).toBeVisible()
    await page.goto('/users?q=iris.invited')
    await expect(page.getByText(/no users? match/i)).toBeVisible()
    await page.goto('/users?status=trash')
    await page
      .getByRole('link', { name: /Iris Invited/ })
      .first()
      .click()
    await act(page, 'Restore user')
    await page.getByRole('dialog').getByRole('button', { name: 'Restore user' }).click()
    await expect(page.getByText('This user is deactivated')).toBeVisible()
  })
  await mail.stop()
})

/** Chooses an act from the menu of a user's page. */
async function act(page: Page, name: string) {
  await page.getByRole('button', { name: 'Actions' }).click()
  await page
    .getByRole('menuitem', { name })
    .or(page.getByRole('button', { name, exact: true }))
    .first()
    .click()
}
