import { expect, expectAccessible, test, type SignedIn } from './test.ts'

type World = typeof import('../lib/testing/world.ts')

const unique = () => `r${Math.random().toString(36).slice(2, 10)}`
const box = ({ page }: Pick<SignedIn, 'page'>, name: string) => page.locator(`input[name=permissions][value="${name}"]`)

/** A role under a name of its own, with these permissions. */
async function roleNamed(world: World, name: string, ...permissions: string[]) {
  const { createRole } = await import('../lib/roles/mutations-roles.ts')
  const { roleId } = await createRole(world.system, { name, description: `What ${name} is for.`, permissions })
  return roleId
}

async function give(world: World, grant: Record<string, unknown>) {
  const { grantRole } = await import('../lib/roles/mutations.ts')
  return grantRole(world.system, grant)
}

/** Makes a grant one that ended yesterday. */
async function end(grantId: string) {
  const { db } = await import('../lib/core/db.ts')
  await db.grant.update({ where: { id: grantId }, data: { validUntil: new Date(Date.now() - 86_400_000) }, select: { id: true } })
}

test('nobody puts together what they may not do themselves', async ({ as, world }) => {
  const name = unique()
  const manager = await as([])
  await give(world, {
    userId: manager.userId,
    roleId: await roleNamed(world, `${name} editors`, 'role:read', 'role:create', 'role:update'),
  })
  const greater = await roleNamed(world, `${name} greater`, 'role:read', 'settings:update')
  const { page } = manager
  await page.goto(`/roles/${greater}`)
  await expect(
    page
      .getByRole('main')
      .getByText(/allows what you may not do yourself \(Change the settings\)/)
      .last(),
  ).toBeVisible()
  await expect(page.getByRole('checkbox')).toHaveCount(0)
  await page.goto(`/roles/new?clone=${greater}`)
  await expect(page.getByText(/1 permission of .* left out/)).toBeVisible()
  await expect(box({ page }, 'settings:update')).toBeDisabled()
  await expect(box({ page }, 'role:read')).toBeChecked()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Create role' }).click()
  await expect(page.getByText('The role was created.')).toBeVisible()
})

test('whoever may only look sees roles and why the rest is not for them; strangers see nothing', async ({ as, world }) => {
  const roleId = world.roleId('Group manager')
  const { page } = await as(['Auditor'])
  await page.goto('/roles')
  await expect(page.getByRole('button', { name: 'Create role' })).toHaveAttribute('aria-disabled', 'true')
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Group manager' }).click()
  await expect(page.getByText('Your roles do not allow you to edit roles.')).toBeVisible()
  await expect(page.getByText('comes with “Add members to groups, change their roles and ends, remove them”')).toBeVisible()
  await expect(page.getByRole('checkbox')).toHaveCount(0)
  await expectAccessible(page)
  await page.goto(`/roles/${world.roleId('ADMIN')}`)
  await expect(page.getByText('Your roles do not allow you to edit roles.')).toBeVisible()
  await expect(page.getByText('Read the audit log')).toBeVisible()
  for (const path of ['/roles/new', `/roles/${roleId}/delete`, `/roles/${roleId}/reset`])
    expect((await page.goto(path))?.status(), path).toBe(403)
  const stranger = await as([])
  for (const path of ['/roles', `/roles/${roleId}`, '/roles/compare', `/roles/${roleId}/grants`])
    expect((await stranger.page.goto(path))?.status(), path).toBe(403)
  expect((await page.goto('/roles/not-an-id'))?.status()).toBe(404)
})

test('a role is given within a group, ends, is shown as ended, and is given again', async ({ as, world }) => {
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
  await dialog.getByRole('combobox', { name: /^Only within/ }).fill(name)
  await dialog.getByRole('option', { name: `Chapter ${name}` }).click()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Give role' }).click()
  const role = page.getByRole('listitem').filter({ has: page.getByRole('link', { name, exact: true }) })
  await expect(role.getByText(`Within Chapter ${name}`)).toBeVisible()

  const grant = await db.grant.findFirstOrThrow({ where: { userId: person.id }, select: { id: true } })
  await end(grant.id)
  await page.reload()
  await expect(page.getByRole('region', { name: 'Ended lately' }).getByText(/ended yesterday/)).toBeVisible()
  await page.goto(`/roles/${roleId}/grants?state=ended`)
  await expect(page.getByRole('row', { name: new RegExp(person.username) })).toHaveText(/Ended/)
  await expectAccessible(page)
  await page
    .getByRole('row', { name: new RegExp(person.username) })
    .getByRole('link')
    .click()
  await page.getByRole('button', { name: `Give ${name} again` }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Give again' }).click()
  await expect(page.getByText('End of the role changed.')).toBeVisible()
  await expect(role.getByText(/^Given by .* without end/)).toBeVisible()
})

test('one’s own roles say through which group they come, and that they ended', async ({ as, world }) => {
  const name = unique()
  const member = await as([])
  const group = await world.group()
  await world.join(group, member.userId)
  await give(world, { groupId: group, roleId: await roleNamed(world, `${name} kept`) })
  const { grantId } = await give(world, { userId: member.userId, roleId: await roleNamed(world, `${name} over`) })
  await end(grantId)
  const { page } = member
  await page.goto('/account/roles')
  await expect(
    page
      .getByRole('listitem')
      .filter({ hasText: `${name} kept` })
      .getByText(/^Through the group /),
  ).toBeVisible()
  await expect(page.getByRole('region', { name: 'Ended lately' }).getByText(`${name} over`, { exact: true })).toBeVisible()
  await expectAccessible(page)
})

test.describe('at 360 px in the dark', () => {
  test('every screen of roles fits and stays accessible', async ({ as, world }) => {
    const name = `${unique()}${'without'.repeat(8)}`
    const roleId = await roleNamed(world, name, 'CAN_MANAGE_USERS', 'job:read')
    const person = await world.person({ firstName: 'Bartholomew-Featherstonehaugh', lastName: 'without'.repeat(20) })
    await give(world, { userId: person.id, roleId })
    const { page } = await as(['ADMIN'], { viewport: { width: 360, height: 740 }, colorScheme: 'dark' })
    const other = world.roleId('Staff')
    for (const path of [
      '/roles',
      '/roles/new',
      `/roles/${roleId}`,
      `/roles/${roleId}/grants`,
      `/roles/${roleId}/delete`,
      `/roles/${world.roleId('ADMIN')}`,
      `/roles/compare?a=${roleId}&b=${other}&show=all`,
      `/users/${person.id}/access`,
    ]) {
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 }), path).toHaveCount(1)
      await expectAccessible(page)
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(360)
    }
    await page.goto(`/roles/${roleId}`)
    await box({ page }, 'job:read').uncheck()
    await page.getByRole('button', { name: 'Review changes' }).click()
    await expect(page.getByRole('button', { name: 'Save changes' })).toBeVisible()
    await expectAccessible(page)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  })
})
