// Who may do what, and why: a user's permissions with all their ways, who has a permission or a role, two users compared, own permissions.
import { readFile } from 'node:fs/promises'
import { expect, expectAccessible, test } from './test.ts'

const unique = () => `x${crypto.randomUUID().slice(0, 8)}`
type World = typeof import('../lib/testing/world.ts')

/** Somebody who is staff within a group, and reads the audit log through the group above it. */
async function someone(world: World) {
  const { db } = await import('../lib/core/db.ts')
  const { grantRole } = await import('../lib/roles/mutations.ts')
  const lastName = unique()
  const user = await world.person({ firstName: 'Wanda', lastName })
  const [top, elsewhere] = [await world.group(), await world.group()]
  const below = await world.group(top)
  const own = await world.makeRole('user:read')
  await grantRole(world.system, { userId: user.id, roleId: own, reachGroupId: elsewhere })
  await db.grant.create({
    data: { id: crypto.randomUUID(), roleId: world.roleId('Auditor'), groupId: top, grantedByLabel: 'Gil' },
    select: { id: true },
  })
  await world.join(below, user.id)
  const nameOf = async (id: string) => (await db.group.findUniqueOrThrow({ where: { id }, select: { name: true } })).name
  const role = await db.role.findUniqueOrThrow({ where: { id: own }, select: { name: true } })
  return {
    user,
    name: `Wanda ${lastName}`,
    role: role.name,
    top,
    below,
    names: { top: await nameOf(top), below: await nameOf(below), elsewhere: await nameOf(elsewhere) },
  }
}

test('an administrator sees every way to a permission, and takes it away at its source', async ({ as, world }) => {
  const { user, role, below, names } = await someone(world)
  const { page } = await as(['ADMIN'])
  await page.goto(`/users/${user.id}/permissions`)
  await page.getByRole('searchbox', { name: 'Search permissions' }).fill('user:read')
  await page.getByRole('button', { name: 'Search', exact: true }).click()
  await expect(page).toHaveURL(/q=user(:|%3A)read$/)
  const ways = page.getByRole('main').getByRole('listitem').filter({ hasText: 'Remove at the source' })
  await expect(page.getByText('Everywhere, 2 ways')).toBeVisible()
  await expect(ways.filter({ hasText: `Has the role ${role}` }).last()).toContainText(`Within ${names.elsewhere}`)
  await expect(page.getByText(`In ${names.below} inside ${names.top}, which has the role Auditor`)).toBeVisible()
  await expect(page.getByRole('link', { name: `Remove from ${names.below}` })).toHaveAttribute(
    'href',
    `/groups/${below}/members/${user.id}`,
  )
  await expectAccessible(page)
  await page.getByRole('button', { name: `Take role ${role}` }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Take role' }).click()
  await expect(page.getByText('Everywhere, 1 way', { exact: true })).toBeVisible()
  await expect(page.getByText(`Has the role ${role}`)).toHaveCount(0)
})

test('who has a permission: through what, searched, also inactive, and as a file', async ({ as, world }) => {
  const { db } = await import('../lib/core/db.ts')
  const { user, name, names } = await someone(world)
  const { page } = await as(['ADMIN'])
  await page.goto('/permissions?q=audit:export')
  await page.getByRole('link', { name: 'Export the audit log to a file' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Export the audit log to a file' })).toBeVisible()
  await page.getByRole('searchbox', { name: 'Search users' }).fill(user.lastName)
  await page.getByRole('button', { name: 'Search', exact: true }).click()
  await expect(page.getByText('1 user', { exact: true })).toBeVisible()
  const row = page.getByRole('row').filter({ hasText: name })
  await expect(row).toContainText(`In ${names.below} inside ${names.top}, which has the role Auditor`)
  await page.getByRole('button', { name: 'Export' }).click()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /^CSV/ }).click()])
  const file = await readFile(await download.path(), 'utf8')
  expect(file).toContain('"member_of","given_to"')
  expect(file).toContain(['group', 'Auditor', 'audit:export', names.below, names.top, 'everywhere'].map((cell) => `"${cell}"`).join(','))
  await db.user.update({ where: { id: user.id }, data: { status: 'DEACTIVATED' }, select: { id: true } })
  await page.reload()
  await expect(page.getByText('No users match')).toBeVisible()
  await page.getByRole('combobox', { name: 'Accounts' }).selectOption('Everyone, also inactive')
  await page.getByRole('button', { name: 'Search', exact: true }).click()
  await expect(row).toContainText('Deactivated')
  await row.getByRole('link', { name }).click()
  await expect(page).toHaveURL(new RegExp(`/users/${user.id}/permissions\\?q=audit`))
  await expect(page.getByText('What this user could do with a working account')).toBeVisible()
})

test('who has a role, page by page', async ({ as, world }) => {
  const { db } = await import('../lib/core/db.ts')
  const roleId = await world.makeRole('user:read')
  const held = await world.group()
  await db.grant.create({ data: { id: crypto.randomUUID(), roleId, groupId: held }, select: { id: true } })
  const people = []
  for (let n = 0; n < 27; n++) {
    people.push(await world.person())
    await world.join(held, people.at(-1)?.id ?? '')
  }
  const { page } = await as(['ADMIN'])
  await page.goto(`/roles/${roleId}/holders`)
  await expect(page.getByText('27 users', { exact: true })).toBeVisible()
  await expect(page.getByRole('row')).toHaveCount(26)
  await page.getByRole('link', { name: 'Next page' }).click()
  await expect(page.getByRole('row')).toHaveCount(3)
  await page.getByRole('link', { name: 'Previous page' }).click()
  await expect(page.getByRole('row')).toHaveCount(26)
  await expectAccessible(page)
})

test('an own permission is defined, described anew and deleted after saying who loses it', async ({ as, world }) => {
  const { grantRole } = await import('../lib/roles/mutations.ts')
  const name = `${unique()}.refund`
  const { page } = await as(['ADMIN'])
  await page.goto('/permissions')
  await page.getByRole('link', { name: 'Define permission' }).click()
  await page.getByLabel('Name').fill('Refund')
  await page.getByLabel('What it lets people do').fill('Refund orders')
  await page.getByRole('button', { name: 'Define permission' }).click()
  await expect(page.getByText(/Write the application, a dot and the rest/)).toBeVisible()
  await page.getByLabel('Name').fill(name)
  await page.getByRole('button', { name: 'Define permission' }).click()
  await expect(page).toHaveURL(`/permissions/${name}`)
  await expect(page.getByText('Permission defined.')).toBeVisible()
  await page.getByRole('link', { name: 'Edit' }).click()
  await page.getByLabel('What it lets people do').fill('Refund small orders')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Refund small orders' })).toBeVisible()
  const user = await world.person()
  await grantRole(world.system, { userId: user.id, roleId: await world.makeRole(name) })
  await page.getByRole('link', { name: 'Delete' }).click()
  await expect(page.getByText('may do this no longer')).toBeVisible()
  await expect(page.getByText('1 role will not allow it any more')).toBeVisible()
  await page.getByRole('button', { name: 'Delete permission' }).click()
  await expect(page).toHaveURL('/permissions')
  await expect(page.getByText('Permission deleted.')).toBeVisible()
  expect((await page.goto(`/permissions/${name}`))?.status()).toBe(404)
})

test('two users side by side, with what only one may do', async ({ as, world }) => {
  const { user, name } = await someone(world)
  const other = await world.person({ firstName: 'Otto', lastName: unique() })
  const { page } = await as(['ADMIN'])
  await page.goto(`/users/${user.id}/permissions`)
  await page.getByRole('link', { name: 'Compare' }).click()
  await page.getByRole('combobox', { name: 'Another user' }).fill(other.lastName)
  await page.getByRole('option', { name: new RegExp(other.lastName) }).click()
  await page.getByRole('button', { name: 'Compare' }).click()
  const table = page.getByRole('table')
  await expect(table.getByRole('columnheader', { name })).toBeVisible()
  await expect(table.getByRole('row').filter({ hasText: 'audit:export' })).toContainText('EverywhereAuditor')
  await expectAccessible(page)
})

test('an auditor sees it all and changes nothing; a stranger sees none of it', async ({ as, world }) => {
  const { user, role } = await someone(world)
  const auditor = await as(['Auditor'])
  await auditor.page.goto(`/users/${user.id}/permissions?q=user:read`)
  await expect(auditor.page.getByText(`Has the role ${role}`)).toBeVisible()
  await expect(auditor.page.getByRole('button', { name: `Take role ${role}` })).toHaveCount(0)
  await auditor.page.goto('/permissions/user:read')
  await expect(auditor.page.getByRole('button', { name: 'Export' })).toBeDisabled()
  expect((await auditor.page.goto('/permissions/new'))?.status()).toBe(403)
  const stranger = await as([])
  for (const path of [
    `/users/${user.id}/permissions`,
    '/permissions',
    '/permissions/user:read',
    '/users/compare',
    `/roles/${world.roleId('Staff')}/holders`,
  ])
    expect((await stranger.page.goto(path))?.status(), path).toBe(403)
})

test('somebody who sees one group alone is told of no other', async ({ as, world }) => {
  const { grantRole } = await import('../lib/roles/mutations.ts')
  const { user, below, names } = await someone(world)
  const viewer = await as([])
  await grantRole(world.system, {
    userId: viewer.userId,
    roleId: await world.makeRole('user:read', 'role:read', 'group:read'),
    reachGroupId: below,
  })
  await viewer.page.goto(`/users/${user.id}/permissions?q=audit:read`)
  await expect(viewer.page.getByText(`In ${names.below} inside a group that you may not see, which has the role Auditor`)).toBeVisible()
  await viewer.page.goto(`/permissions/user:read?q=${user.lastName}`)
  await expect(viewer.page.getByRole('row').filter({ hasText: user.lastName })).toContainText('Within a group that you may not see')
  const source = await viewer.page.content()
  for (const hidden of [names.top, names.elsewhere]) expect(source).not.toContain(hidden)
  expect((await viewer.page.goto(`/users/${(await world.person()).id}/permissions`))?.status()).toBe(404)
})

test('all of it fits a dark phone', async ({ as, world }) => {
  const { user } = await someone(world)
  const { page, userId } = await as(['ADMIN'], { viewport: { width: 360, height: 740 }, colorScheme: 'dark' })
  for (const path of [
    '/permissions',
    '/permissions/new',
    `/permissions/user:read?q=${user.lastName}`,
    `/users/${user.id}/permissions?q=user:read`,
    `/users/compare?a=${user.id}&b=${userId}`,
    `/roles/${world.roleId('Auditor')}/holders?q=${user.lastName}`,
  ]) {
    await page.goto(path)
    expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(360)
    await expectAccessible(page)
  }
})
