// Coming in by a link where mail is configured: addresses prove themselves, and the first password is chosen by a mailed link.
import type { Page } from '@playwright/test'
import { startMailServer } from '../../lib/testing/mail-server.ts'
import { expect, test } from './gatehouse.ts'

const password = 'violet tractor humming 42 lanterns'
type Mail = Awaited<ReturnType<typeof startMailServer>>

/** The newest link of this kind in the mails to somebody, as soon as there is one; `seen` are links of older mails. */
async function linkTo(mail: Mail, to: string, path: string, seen: readonly string[] = []): Promise<string> {
  const links = () =>
    mail.arrived
      .filter((message) => message.to.includes(to))
      .map(({ raw }) => raw.replace(/=\r\n/g, '').replaceAll('=3D', '='))
      .map((text) => new RegExp(`http://localhost:\\d+${path}\\?token=[\\w-]+`).exec(text)?.[0] ?? '')
      .filter((link) => link !== '' && !seen.includes(link))
  await expect.poll(() => links().length, { timeout: 20_000 }).toBeGreaterThan(0)
  return links().at(-1) ?? ''
}

async function becomeFirstAdministrator(page: Page, link: string) {
  await page.goto(link)
  await page.getByLabel('Username').fill('rita.root')
  await page.getByLabel('E-mail').fill('rita@example.org')
  await page.getByLabel('First name').fill('Rita')
  await page.getByLabel('Last name').fill('Root')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Become the administrator' }).click()
  await expect(page.getByRole('heading', { name: 'Home', level: 1 })).toBeVisible()
}

/** Makes a pool by its form and gives its link. */
async function makePool(page: Page, name: string, needsApproval: boolean): Promise<string> {
  await page.goto('/enrollment-pools/new')
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Somebody approves each applicant').setChecked(needsApproval)
  await page.getByRole('button', { name: 'Create pool' }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await page.getByRole('button', { name: 'Show link' }).click()
  return page.getByRole('textbox', { name: 'Link of this pool' }).inputValue()
}

async function enroll(page: Page, link: string, username: string, email = `${username}@example.org`) {
  await page.goto(link)
  await page.getByLabel('First name').fill('Iris')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Username').fill(username)
  await page.getByRole('button', { name: /^(Ask to join|Continue)$/ }).click()
}

async function signIn(page: Page, username: string) {
  await page.goto('/sign-in')
  await page.getByLabel('Username or e-mail').fill(username)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page).toHaveURL(/\/account$/)
  await page.context().clearCookies()
}

const title = (page: Page, name: string) => expect(page.getByRole('heading', { level: 1, name })).toBeVisible()

test('with mail an address proves itself before anybody decides, and a mailed link sets the password', async ({ start, browser }) => {
  test.setTimeout(180_000)
  const mail = await startMailServer()
  const gatehouse = await start({ env: { SMTP_URL: mail.url, LOG_LEVEL: 'warn' } })
  const printed = await gatehouse.says(/first-administrator\?token=[\w-]{43}/)
  const admin = await (await browser.newContext({ baseURL: gatehouse.url })).newPage()
  await becomeFirstAdministrator(admin, /http\S+first-administrator\?token=[\w-]{43}/.exec(printed)?.[0] ?? '')
  const [decided, open] = [await makePool(admin, 'Kitchen', true), await makePool(admin, 'Everybody', false)]
  const page = await (await browser.newContext({ baseURL: gatehouse.url })).newPage()
  const mailbox = await (await browser.newContext({ baseURL: gatehouse.url })).newPage()

  await test.step('a mail confirms the address; a second one makes the first worthless', async () => {
    await enroll(page, decided, 'iris')
    await title(page, 'Confirm your e-mail address')
    const first = await linkTo(mail, 'iris@example.org', '/enrollment/confirm')
    await page.getByRole('button', { name: 'Send the mail again' }).click()
    const second = await linkTo(mail, 'iris@example.org', '/enrollment/confirm', [first])
    expect((await mailbox.goto(first))?.status()).toBe(404)
    await mailbox.goto(second)
    await mailbox.getByRole('button', { name: 'Confirm address' }).click()
    await title(mailbox, 'Your request is waiting')
    await title(page, 'Your request is waiting')
  })

  await test.step('approved: the page says so by itself, and the password is chosen by a mailed link alone', async () => {
    await admin.goto('/inbox')
    await admin.getByRole('link', { name: /Iris/ }).first().click()
    await admin.getByRole('button', { name: 'Approve' }).first().click()
    await admin.getByRole('dialog').getByRole('button', { name: 'Approve enrollment' }).click()
    await title(page, 'You are in')
    await expect(page.getByText('We sent a mail to iris@example.org')).toBeVisible()
    await expect(page.getByLabel('Password', { exact: true })).toBeHidden()
    await mailbox.goto(await linkTo(mail, 'iris@example.org', '/set-password'))
    await mailbox.getByLabel('New password', { exact: true }).fill(password)
    await mailbox.getByRole('button', { name: 'Set password' }).click()
    await expect(mailbox).toHaveURL(/\/sign-in/)
    await signIn(mailbox, 'iris')
  })

  await test.step('open sign-up ends in the mailbox, where the password is chosen', async () => {
    await enroll(page, open, 'olaf')
    await title(page, 'Look into your mail')
    await mailbox.goto(await linkTo(mail, 'olaf@example.org', '/enrollment/confirm'))
    await title(mailbox, 'Finish signing up')
    await mailbox.getByLabel('Password', { exact: true }).fill(password)
    await mailbox.getByRole('button', { name: 'Create account' }).click()
    await title(mailbox, 'You are in')
    await title(page, 'You are in')
    await signIn(mailbox, 'olaf')
  })

  await test.step('an address that has an account looks the same to who signs up, and its owner hears of it', async () => {
    await enroll(page, open, 'someone', 'iris@example.org')
    await title(page, 'Look into your mail')
    await expect
      .poll(
        () => mail.arrived.filter(({ to, raw }) => to.includes('iris@example.org') && raw.includes('You already have an account')).length,
      )
      .toBe(1)
    await expect(page.getByText('already have an account')).toBeHidden()
  })
  await mail.stop()
})
