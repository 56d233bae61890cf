// Outgoing mail as administrators meet it while no mail server is configured: everything is held, readable, and can be handed over.
import { expect, expectAccessible, test } from './test.ts'

/** Somebody new with an invitation in the outbox. */
async function invited(world: typeof import('../lib/testing/world.ts')) {
  const { db } = await import('../lib/core/db.ts')
  const { createUser } = await import('../lib/users/mutations.ts')
  const username = `mail.${crypto.randomUUID().slice(0, 8)}`
  const email = `${username}@example.org`
  const { userId, setPasswordLink } = await createUser(world.system, { username, email, firstName: 'Mei', lastName: 'Mail' })
  const { id } = await db.outboxMessage.findFirstOrThrow({ where: { userId }, select: { id: true } })
  return { userId, email, setPasswordLink, messageId: id }
}

test('a held message is found by its recipient and can be read as text and as HTML', async ({ as, world }) => {
  const { email, setPasswordLink } = await invited(world)
  const { page } = await as(['ADMIN'])
  await page.goto('/outbox')
  await page.getByRole('searchbox', { name: 'Search by recipient' }).fill(email)
  await page.getByLabel('Status').selectOption('Held')
  await page.getByRole('search').getByRole('button', { name: 'Search' }).click()
  await expect(page.getByRole('row')).toHaveCount(2)
  await expect(page.getByRole('row').nth(1)).toContainText('Held')
  await page.getByRole('row').nth(1).getByRole('link').click()
  await expect(page).toHaveURL(/\/outbox\/[0-9a-f-]{36}$/)
  await expect(page.getByText('Hello Mei Mail,').first()).toBeVisible()
  await expect(page.frameLocator('iframe').getByText('Hello Mei Mail,')).toBeVisible()
  expect(await page.content()).not.toContain(setPasswordLink.split('token=')[1])
  await page.getByRole('button', { name: 'Send now' }).focus()
  await expect(page.getByRole('tooltip').filter({ hasText: 'Mail is not configured' })).toBeVisible()
  await expectAccessible(page)

  await page.goto(`/outbox?q=nobody-${email}`)
  await expect(page.getByText('No messages match')).toBeVisible()
  await page.getByRole('link', { name: 'Clear search and filters' }).click()
  await expect(page).toHaveURL(/\/outbox$/)
})

test('without a mail server a test mail is not offered, and one that is sent all the same is refused with the reason', async ({ as }) => {
  const { page } = await as(['ADMIN'])
  await page.goto('/outbox')
  await expect(page.getByRole('button', { name: 'Send test mail' }).first()).toHaveAttribute('aria-disabled', 'true')
  // A page that was opened while mail was still configured has the dialog open.
  await page.locator('#test-mail').evaluate((dialog: HTMLDialogElement) => dialog.showModal())
  await page.getByLabel('To', { exact: false }).last().fill('somebody@example.org')
  await page.getByRole('dialog').getByRole('button', { name: 'Send test mail' }).click()
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('Mail is not configured, so nothing was sent.')
})

test('only those who see the outbox are told that mail is not configured', async ({ as }) => {
  const admin = await as(['ADMIN'])
  await admin.page.goto('/account')
  await expect(admin.page.getByText('Mail is not configured: messages are kept')).toBeVisible()
  const member = await as([])
  await member.page.goto('/account')
  await expect(member.page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(member.page.getByText('Mail is not configured')).toHaveCount(0)
})

test('the link in a message is shown on demand, and the log keeps that it was', async ({ as, world }) => {
  const { userId, messageId, setPasswordLink } = await invited(world)
  const { page } = await as(['ADMIN'])
  await page.goto(`/outbox/${messageId}`)
  await page.getByRole('button', { name: 'Show link' }).click()
  await expect(page.getByRole('textbox', { name: 'Password link' })).toHaveValue(setPasswordLink)
  await expectAccessible(page)
  expect((await world.auditOf(userId)).map(({ event }) => event)).toContain('mail.link-shown')

  const { db } = await import('../lib/core/db.ts')
  await db.oneTimeToken.updateMany({ where: { userId }, data: { usedAt: new Date() } })
  await page.goto(`/outbox/${messageId}`)
  await page.getByRole('button', { name: 'Show link' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'no link that works' })).toBeVisible()
})
