// One's own account in a browser that runs no scripts.
import type { Page } from '@playwright/test'
import { expect, test } from './test.ts'

const PASSWORD = 'teacup lantern gravel orbit'

/** An active user with a password. */
async function member(world: typeof import('../lib/testing/world.ts')) {
  const { db } = await import('../lib/core/db.ts')
  const { hashPassword } = await import('../lib/auth/password.ts')
  const person = await world.person()
  await db.user.update({ where: { id: person.id }, data: { passwordHash: await hashPassword(PASSWORD) }, select: { id: true } })
  return person
}

async function signIn(page: Page, identifier: string, password: string) {
  await page.getByLabel('Username or e-mail').fill(identifier)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

test('sign in, save the profile, be refused a weak password, change it, sign out', async ({ page, world }) => {
  const { username, email } = await member(world)
  await page.goto('/account/password')
  await expect(page).toHaveURL(/\/sign-in\?next=/)
  await signIn(page, username, 'not this one at all')
  await expect(page.getByRole('alert')).toContainText('do not belong to an account that can sign in')
  await expect(page.getByLabel('Username or e-mail')).toHaveValue(username)
  await expect(page.getByLabel('Password')).toHaveValue('')
  await signIn(page, email, PASSWORD)
  await expect(page).toHaveURL(/\/account\/password$/)

  await page.getByLabel('Current password').fill(PASSWORD)
  await page.getByLabel('New password').fill(`${username} ${username}`)
  await page.getByRole('button', { name: 'Change password' }).click()
  await expect(page.getByRole('alert')).toContainText('Nothing was changed')
  await expect(page.getByLabel('New password')).toHaveAttribute('aria-invalid', 'true')
  await page.getByLabel('Current password').fill(PASSWORD)
  await page.getByLabel('New password').fill('purple violin harbour snow')
  await page.getByRole('button', { name: 'Change password' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Password changed' })).toBeVisible()

  await page.goto('/account')
  await page.getByLabel('Organisation').fill('Old Mill')
  await page.getByRole('button', { name: 'Save profile' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Profile saved.' })).toBeVisible()
  await expect(page.getByLabel('Organisation')).toHaveValue('Old Mill')

  await page.getByRole('button', { name: /Account menu/ }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByText('You are signed out.')).toBeVisible()
  await page.goto('/account')
  await expect(page).toHaveURL(/\/sign-in/)
})

test('a session that ends while somebody types costs no word of it', async ({ page, context, world }) => {
  const { id, username } = await member(world)
  const { db } = await import('../lib/core/db.ts')
  await page.goto('/sign-in')
  await signIn(page, username, PASSWORD)
  await expect(page).toHaveURL(/\/account$/)
  await page.getByLabel('Bio').fill('Two lines\nabout the old mill')
  await db.session.updateMany({ where: { userId: id }, data: { endedAt: new Date(), endReason: 'idle' } })
  await page.getByRole('button', { name: 'Save profile' }).click()
  await expect(page.getByRole('heading', { name: 'Your session ended' })).toBeVisible()
  await expect(page.getByLabel('Bio')).toHaveValue('Two lines\nabout the old mill')

  const [tab] = await Promise.all([context.waitForEvent('page'), page.getByRole('link', { name: 'Sign in in a new tab' }).click()])
  await signIn(tab, username, PASSWORD)
  await expect(tab).toHaveURL(/\/account$/)
  await page.getByRole('button', { name: 'Send again' }).click()
  await expect(page.getByText('Profile saved.')).toBeVisible()
  await expect(page.getByLabel('Bio')).toHaveValue('Two lines\nabout the old mill')
})
