// Enrollment pools and invitations in a browser that runs no scripts.
import { named, unique } from './groups.ts'
import { expect, test } from './test.ts'

test('a pool is made with questions and a group by its name, shared, edited and paused', async ({ as, world }) => {
  const [groupName, name] = [unique('Plain'), unique('Plain pool')]
  await named(world, groupName)
  const { page } = await as(['ADMIN'])
  await page.goto('/enrollment-pools/new')
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Quota').fill('4')
  await page.getByRole('combobox', { name: 'Group (optional)', exact: true }).fill('no group has this name')
  for (const [n, label] of ['Which team?', 'Do you drive?'].entries()) {
    await page.getByText('Add a question').filter({ visible: true }).click()
    await page.getByLabel('Question', { exact: true }).nth(n).fill(label)
  }
  await page.getByLabel('Answer', { exact: true }).first().selectOption('A choice of options')
  await page.getByLabel('Options').first().fill('North\nSouth')
  await page.getByLabel('Answer', { exact: true }).nth(1).selectOption('A check box')
  await page.getByRole('button', { name: 'Create pool' }).click()
  await expect(page.getByText('No group that you may see has exactly this name.')).toBeVisible()
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue(name)
  await expect(page.getByLabel('Question', { exact: true }).nth(1)).toHaveValue('Do you drive?')
  await page.getByRole('combobox', { name: 'Group (optional)', exact: true }).fill(groupName.toUpperCase())
  await page.getByRole('button', { name: 'Create pool' }).click()
  await expect(page.getByText('Pool created.')).toBeVisible()
  await expect(page.getByText('North · South')).toBeVisible()

  await page.getByRole('button', { name: 'Show link' }).click()
  await expect(page.getByLabel('Link of this pool')).toHaveValue(/\/enroll\?token=[0-9A-Z]{26}$/)
  await expect(page.getByRole('img', { name: 'QR code that opens the form' })).toBeVisible()

  await page.getByRole('link', { name: 'Edit pool' }).click()
  await page.getByLabel('Question', { exact: true }).first().fill('')
  await page.getByText('Add another question').filter({ visible: true }).click()
  await page.getByLabel('Question', { exact: true }).nth(2).fill('Since when?')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByText('Changes saved.')).toBeVisible()
  await expect(page.getByText('Since when?')).toBeVisible()
  await expect(page.getByText('Which team?')).toHaveCount(0)

  await page.getByRole('button', { name: 'Pause pool' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Pause pool' }).click()
  await expect(page.getByText('Paused: nobody can enroll')).toBeVisible()
  await page.getByRole('link', { name: 'Edit pool' }).click()
  await page.goto(new URL(page.url()).pathname.replace('/edit', '/print'))
  await page.getByRole('button', { name: 'Show link and QR code' }).click()
  await expect(page.getByRole('heading', { level: 2, name })).toBeVisible()
  await expect(page.getByText('Print this page with your browser')).toBeVisible()
})

test('somebody is invited, invited again out of the list of the expired, and an enrollment is started', async ({ as }) => {
  const { db } = await import('../lib/core/db.ts')
  const email = `${unique('plain').replace(' ', '.')}@example.org`
  const { page } = await as(['ADMIN'])
  await page.goto('/users/invite')
  await page.getByLabel('E-mail addresses').fill('')
  await page.getByRole('button', { name: 'Make invitations' }).click()
  await expect(page.getByText('Name at least one e-mail address.')).toBeVisible()
  await page.getByLabel('E-mail addresses').fill(email)
  await page.getByRole('button', { name: 'Make invitations' }).click()
  await expect(page.getByText('1 person invited.')).toBeVisible()
  await expect(page.getByLabel(`Invitation link of ${email}`).filter({ visible: true })).toHaveValue(/\/enroll\?token=/)

  await db.enrollmentPool.updateMany({ where: { email }, data: { expiresAt: new Date(Date.now() - 60_000) } })
  await page.goto(`/invitations?state=expired&q=${encodeURIComponent(email)}`)
  await page.getByRole('link', { name: 'Send again' }).click()
  await page.getByRole('button', { name: 'Send again' }).click()
  await expect(page.getByLabel(`Invitation link of ${email}`)).toHaveValue(/\/enroll\?token=/)

  await page.goto('/enrollments/new')
  await page.getByLabel('Username').fill(unique('plain').replace(' ', '.'))
  await page.getByRole('button', { name: 'Start enrollment' }).click()
  await expect(page.getByText(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/)).toBeVisible()
  await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible()
})
