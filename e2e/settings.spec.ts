// Changing what the installation is set to. Only settings that other tests do not notice are really changed here.
import type { Page } from '@playwright/test'
import { expect, expectAccessible, test, type SignedIn } from './test.ts'

const PASSWORD = 'four plain words together'

/** Makes the person at this browser one who has to confirm, and can. */
async function mustConfirm({ userId }: SignedIn) {
  const { hashPassword } = await import('../lib/auth/password.ts')
  const { db } = await import('../lib/core/db.ts')
  await db.user.update({ where: { id: userId }, data: { passwordHash: await hashPassword(PASSWORD) }, select: { id: true } })
  await db.session.updateMany({ where: { userId }, data: { authenticatedAt: new Date(Date.now() - 3_600_000) } })
}
const row = (page: Page, key: string) => page.locator(`[id="${key}"]`)

test('a notice is saved after the password was asked for, stands on the sign-in page, and goes with a reset', async ({
  as,
  page: visitor,
}) => {
  const admin = await as(['ADMIN'])
  await mustConfirm(admin)
  const { page } = admin
  const notice = row(page, 'signIn.notice')
  await page.goto('/settings')
  await page.getByRole('link', { name: 'Change: Notice on the sign-in page' }).click()
  const field = notice.getByRole('textbox', { name: 'Notice on the sign-in page' })
  await expect(field).toBeFocused()
  await expectAccessible(page)
  await field.fill('Closed on Sunday.\n<b>Really.</b>')
  await notice.getByRole('button', { name: 'Save' }).click()
  const password = notice.getByLabel('Your password', { exact: true })
  await expect(password).toBeFocused()
  await password.fill('not this one at all')
  await notice.getByRole('button', { name: 'Save' }).click()
  await expect(notice.getByRole('alert')).toContainText('not your current password')
  await expect(field).toHaveValue('Closed on Sunday.\n<b>Really.</b>')
  await password.fill(PASSWORD)
  await notice.getByRole('button', { name: 'Save' }).click()
  await expect(notice.getByRole('status')).toHaveText('Saved.')
  await expect(notice.getByText('Changed by Pat Person')).toBeVisible()
  await expect(page).toHaveURL(/\/settings(\?.*)?#signIn\.notice$/)

  await visitor.goto('/sign-in')
  await expect(visitor.getByText('Closed on Sunday.')).toHaveText('Closed on Sunday.\n<b>Really.</b>')
  await expectAccessible(visitor)

  await notice.getByRole('button', { name: 'Reset to default' }).click()
  const dialog = page.getByRole('dialog', { name: /Set “Notice on the sign-in page” back/ })
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Reset to default' }).click()
  await expect(notice.getByText('Set back to the default.')).toBeVisible()
  await expect(notice.getByText('Set back by Pat Person')).toBeVisible()
  await visitor.reload()
  await expect(visitor.getByRole('button', { name: 'Sign in' })).toBeVisible()
  await expect(visitor.getByText('Closed on Sunday.')).toHaveCount(0)
})

test('a stale form says who saved what, keeps the typing, and can then be saved', async ({ as }) => {
  const [mine, theirs] = [await as(['ADMIN']), await as(['ADMIN'])]
  for (const { page } of [mine, theirs]) await page.goto('/settings?edit=trash.days')
  const field = ({ page }: SignedIn) => row(page, 'trash.days').getByRole('spinbutton', { name: 'Time in the trash, in days' })
  const save = ({ page }: SignedIn) => row(page, 'trash.days').getByRole('button', { name: 'Save' }).click()
  await field(theirs).fill('300')
  await save(theirs)
  await expect(row(theirs.page, 'trash.days').getByText('300 days', { exact: true })).toBeVisible()
  await field(mine).fill('200')
  await save(mine)
  await expect(row(mine.page, 'trash.days').getByRole('alert')).toContainText(/Pat Person .* saved “300 days” meanwhile/)
  await expect(field(mine)).toHaveValue('200')
  await save(mine)
  await expect(row(mine.page, 'trash.days').getByText('200 days', { exact: true })).toBeVisible()
  await expect(row(mine.page, 'trash.days').getByText('Default: 30 days')).toBeVisible()
})

test('what is out of range, or does not fit another setting, is said at its place and not saved', async ({ as }) => {
  const { page } = await as(['ADMIN'])
  await page.goto('/settings?edit=session.idleMinutes')
  const idle = row(page, 'session.idleMinutes')
  const field = idle.getByRole('spinbutton', { name: 'Idle time, in minutes' })
  await field.fill('61')
  await idle.getByRole('button', { name: 'Save' }).click()
  await expect(idle.getByText('Enter a whole number from 5 to 60.')).toBeVisible()
  await expect(field).toHaveAttribute('aria-invalid', 'true')
  await field.fill('10')
  await idle.getByRole('button', { name: 'Save' }).click()
  await expect(idle.getByRole('alert')).toContainText('the idle time of administrators is 15 minutes')
  await expectAccessible(page)
  await idle.getByRole('link', { name: 'Cancel' }).click()
  await expect(idle.getByText('60 minutes', { exact: true })).toBeVisible()
})

test('settings are found by words, and each has its address', async ({ as }) => {
  const { page } = await as(['ADMIN'])
  await page.goto('/settings')
  await page.getByRole('searchbox', { name: 'Search settings' }).fill('MONTHS audit')
  await page.getByRole('button', { name: 'Search' }).click()
  await expect(page).toHaveURL(/q=MONTHS/)
  await expect(page.getByRole('heading', { level: 3 })).toHaveText(['Retention of the audit log'])
  await page.goto('/settings?q=nothing-like-this')
  await expect(page.getByText('No settings match')).toBeVisible()
  await expectAccessible(page)
  await page.goto('/settings#audit.retentionMonths')
  await expect(row(page, 'audit.retentionMonths')).toBeInViewport()
})

test('who may only read sees the values, why nothing can be changed, and no form', async ({ as }) => {
  const { page } = await as(['Auditor'])
  await page.goto('/settings?edit=trash.days')
  await expect(page.getByText('You can read these settings, not change them')).toBeVisible()
  await expect(page.getByRole('heading', { level: 3, name: 'Time in the trash' })).toBeVisible()
  await expect(page.getByRole('link', { name: /^Change:/ })).toHaveCount(0)
  await expect(page.getByRole('button', { name: /Save|Reset/ })).toHaveCount(0)
  await expectAccessible(page)
})

test('without JavaScript: a contact is refused, corrected, confirmed, shown to everybody, and set back', async ({ as, page: visitor }) => {
  const admin = await as(['ADMIN'], { javaScriptEnabled: false })
  await mustConfirm(admin)
  const { page } = admin
  const contact = row(page, 'support.contact')
  await page.goto('/settings')
  await page.getByRole('link', { name: 'Change: Support contact' }).click()
  const field = contact.getByRole('textbox', { name: 'Support contact' })
  const save = () => contact.getByRole('button', { name: 'Save' }).click()
  await field.fill('help@example.org')
  await save()
  await expect(contact.getByRole('alert')).toContainText('Enter your password')
  await expect(field).toHaveValue('help@example.org')
  await field.fill('javascript:alert(1)')
  await contact.getByLabel('Your password', { exact: true }).fill(PASSWORD)
  await save()
  await expect(contact.getByText(/^Enter an e-mail address such as/)).toBeVisible()
  await expect(field).toHaveValue('javascript:alert(1)')
  await field.fill('help@example.org')
  await save()
  await expect(contact.getByRole('status')).toHaveText('Saved.')

  for (const path of ['/sign-in', '/forgot-password', '/set-password?token=dead', '/nowhere']) {
    await visitor.goto(path)
    await expect(visitor.getByRole('link', { name: 'help@example.org' }), path).toHaveAttribute('href', 'mailto:help@example.org')
  }
  await expectAccessible(visitor)
  const member = await as([])
  await member.page.goto('/users')
  await expect(member.page.getByRole('link', { name: 'help@example.org' })).toBeVisible()

  await contact.getByRole('button', { name: 'Reset to default' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Reset to default' }).click()
  await expect(contact.getByRole('status')).toHaveText('Set back to the default.')
  await visitor.goto('/sign-in')
  await expect(visitor.getByText('Need help?')).toHaveCount(0)
})

test('what another process changes arrives by itself: the text for new users, and the shortest password on their form', async ({
  page,
  world,
}) => {
  const name = `new.${crypto.randomUUID().slice(0, 8)}`
  const { createUser } = await import('../lib/users/mutations.ts')
  const { setPasswordLink } = await createUser(world.system, { username: name, email: `${name}@example.org` })
  await page.goto(setPasswordLink)
  await expect(page.getByText('At least 15 characters.')).toBeVisible()
  try {
    await world.set('signUp.text', 'Welcome to the library.\nRules: <i>be kind</i>')
    await world.set('password.minLength', 20)
    await expect(async () => {
      await page.reload()
      await expect(page.getByText('Welcome to the library.')).toHaveText('Welcome to the library.\nRules: <i>be kind</i>', { timeout: 500 })
      await expect(page.getByText('At least 20 characters.')).toBeVisible({ timeout: 500 })
    }).toPass({ timeout: 12_000 })
    await expectAccessible(page)
    await page.getByLabel('New password').fill('nineteen characters')
    await page.getByRole('button', { name: 'Set password' }).click()
    await expect(page.getByText('At least 20 characters; this has 19.')).toBeVisible()
  } finally {
    for (const [key, value] of [['signUp.text', ''], ['password.minLength', 15]] as const) await world.set(key, value) // prettier-ignore
  }
})
