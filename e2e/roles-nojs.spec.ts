import { expect, test, type SignedIn } from './test.ts'

type World = typeof import('../lib/testing/world.ts')

const unique = () => `r${Math.random().toString(36).slice(2, 10)}`
const box = ({ page }: Pick<SignedIn, 'page'>, name: string) => page.locator(`input[name=permissions][value="${name}"]`)

async function roleNamed(world: World, name: string, ...permissions: string[]) {
  const { createRole } = await import('../lib/roles/mutations-roles.ts')
  const { roleId } = await createRole(world.system, { name, permissions })
  return roleId
}

test('a role is created with its permissions, and a refusal keeps the ticks', async ({ as, world }) => {
  const [name, taken] = [unique(), unique()]
  await roleNamed(world, taken)
  const { page } = await as(['ADMIN'])
  await page.goto('/roles/new')
  await page.getByLabel('Name', { exact: true }).fill(taken)
  await box({ page }, 'user:read').check()
  await page.getByRole('button', { name: 'Create role' }).click()
  await expect(page.getByLabel('Name', { exact: true })).toHaveAttribute('aria-invalid', 'true')
  await expect(box({ page }, 'user:read')).toBeChecked()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByRole('button', { name: 'Create role' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name)
  await expect(box({ page }, 'user:read')).toBeChecked()
})

test('a change is reviewed and then saved: a form of two steps', async ({ as, world }) => {
  const name = unique()
  const roleId = await roleNamed(world, name, 'user:read', 'job:read')
  const person = await world.person({ firstName: 'Plain', lastName: name })
  const { grantRole } = await import('../lib/roles/mutations.ts')
  await grantRole(world.system, { userId: person.id, roleId })
  const { page } = await as(['ADMIN'])
  await page.goto(`/roles/${roleId}`)
  await box({ page }, 'job:read').uncheck()
  await box({ page }, 'group:read').check()
  await page.getByRole('button', { name: 'Review changes' }).click()
  const changes = page.getByRole('region', { name: 'What changes for whom' })
  await expect(changes.getByText(`Plain ${name}`).first()).toBeVisible()
  await expect(changes.getByRole('row', { name: /^View background jobs/ })).toHaveText(/Taken away01$/)
  // The choice is still there below, to be changed once more.
  await expect(box({ page }, 'group:read')).toBeChecked()
  await expect(box({ page }, 'job:read')).not.toBeChecked()
  await box({ page }, 'audit:read').check()
  await page.getByRole('button', { name: 'Review changes' }).click()
  await expect(changes.getByRole('row', { name: /^Read the audit log/ })).toHaveText(/Added10$/)
  await changes.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByText('The role was saved.')).toBeVisible()
  for (const permission of ['user:read', 'group:read', 'audit:read']) await expect(box({ page }, permission)).toBeChecked()
  await expect(box({ page }, 'job:read')).not.toBeChecked()
})

test('every tick can be taken from a role', async ({ as, world }) => {
  const roleId = await roleNamed(world, unique(), 'user:read')
  const { page } = await as(['ADMIN'])
  await page.goto(`/roles/${roleId}`)
  await box({ page }, 'user:read').uncheck()
  await page.getByRole('button', { name: 'Review changes' }).click()
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByText('The role was saved.')).toBeVisible()
  await expect(box({ page }, 'user:read')).not.toBeChecked()
})

test('roles are compared, renamed and deleted', async ({ as, world }) => {
  const name = unique()
  const roleId = await roleNamed(world, name, 'user:read')
  const { page } = await as(['ADMIN'])
  await page.goto('/roles/compare')
  await page.getByRole('combobox', { name: 'Role', exact: true }).selectOption(name)
  await page.getByRole('combobox', { name: 'Compared with' }).selectOption('VIEWER')
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await expect(page.getByRole('table').getByRole('row', { name: /^View users/ })).toBeVisible()

  await page.goto(`/roles/${roleId}`)
  await page.getByRole('button', { name: 'Actions' }).click()
  await page.getByRole('button', { name: 'Rename or describe' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill(`${name} two`)
  await page.getByRole('dialog').getByRole('button', { name: 'Save role' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${name} two`)

  await page.getByRole('button', { name: 'Actions' }).click()
  await page.getByRole('link', { name: 'Delete role' }).click()
  await page.getByRole('textbox').fill(`${name} two`)
  await page.getByRole('button', { name: 'Delete role' }).click()
  await expect(page.getByText('The role was deleted.')).toBeVisible()
})

test('a role is given within a group that is named, with an end, and given again once it is over', async ({ as, world }) => {
  const name = unique()
  const roleId = await roleNamed(world, name, 'user:read')
  const person = await world.person()
  const group = await world.group()
  const { db } = await import('../lib/core/db.ts')
  await db.group.update({ where: { id: group }, data: { name: `Chapter ${name}` }, select: { id: true } })
  const { page } = await as(['ADMIN'])
  await page.goto(`/users/${person.id}/access`)
  await page.getByRole('button', { name: 'Give role' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Role', { exact: true }).selectOption(name)
  await dialog.getByRole('combobox', { name: /^Only within/ }).fill('no such group')
  await dialog.getByRole('button', { name: 'Give role' }).click()
  await expect(page.getByText('No group that you may see has exactly this name.').first()).toBeVisible()
  await page.getByRole('combobox', { name: /^Only within/ }).fill(`chapter ${name}`)
  await page
    .getByLabel(/Ends on/)
    .last()
    .fill('2099-01-01')
  await page.getByRole('dialog').getByRole('button', { name: 'Give role' }).click()
  await page.goto(`/users/${person.id}/access`)
  await expect(page.getByText(`Within Chapter ${name}`)).toBeVisible()

  await db.grant.updateMany({ where: { userId: person.id, roleId }, data: { validUntil: new Date(Date.now() - 86_400_000) } })
  await page.reload()
  await expect(page.getByText(/ended yesterday/)).toBeVisible()
  await page.getByRole('button', { name: `Give ${name} again` }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Give again' }).click()
  await page.goto(`/users/${person.id}/access`)
  await expect(page.getByText(/^Given by .* without end/)).toBeVisible()
})
