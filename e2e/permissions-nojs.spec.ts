import { readFile } from 'node:fs/promises'
import { expect, test } from './test.ts'

const unique = () => `x${crypto.randomUUID().slice(0, 8)}`

test('an own permission is defined and deleted by plain forms', async ({ as }) => {
  const name = `${unique()}.refund`
  const { page } = await as(['ADMIN'])
  await page.goto('/permissions/new')
  await page.getByLabel('Name').fill(name)
  await page.getByRole('button', { name: 'Define permission' }).click()
  await expect(page.getByLabel('What it lets people do')).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByLabel('Name')).toHaveValue(name)
  await page.getByLabel('What it lets people do').fill('Refund orders')
  await page.getByRole('button', { name: 'Define permission' }).click()
  await expect(page.getByText('Permission defined.')).toBeVisible()
  await page.getByRole('link', { name: 'Delete' }).click()
  await page.getByRole('button', { name: 'Delete permission' }).click()
  await expect(page.getByText('Permission deleted.')).toBeVisible()
})

test('who has a permission, and why, are searched, exported and compared without scripts', async ({ as, world }) => {
  const { grantRole } = await import('../lib/roles/mutations.ts')
  const user = await world.person({ firstName: 'Nils', lastName: unique() })
  await grantRole(world.system, { userId: user.id, roleId: world.roleId('Staff') })
  const { page, userId } = await as(['ADMIN'])
  await page.goto('/permissions/role:read')
  await page.getByRole('searchbox', { name: 'Search users' }).fill(user.lastName)
  await page.getByRole('button', { name: 'Search', exact: true }).click()
  await expect(page.getByRole('row')).toHaveCount(2)
  await page.getByRole('button', { name: 'Export' }).click()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /^CSV/ }).click()])
  expect(await readFile(await download.path(), 'utf8')).toContain(`"${user.username}","Nils ${user.lastName}"`)
  await page.getByRole('link', { name: `Nils ${user.lastName}` }).click()
  await expect(page.getByText('Has the role Staff')).toBeVisible()
  await page.getByRole('button', { name: 'Take role Staff' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Take role' }).click()
  await expect(page.getByText('Has the role Staff')).toHaveCount(0)
  await page.goto(`/users/compare?a=${userId}`)
  await page.getByRole('combobox', { name: 'Another user' }).fill(user.username)
  await page.getByRole('button', { name: 'Compare' }).click()
  await expect(page.getByRole('columnheader', { name: `Nils ${user.lastName}` })).toBeVisible()
})
