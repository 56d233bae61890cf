// Groups as those meet them who may do less than everything.
import { addMember, ask, giveRole, named, unique } from './groups.ts'
import { expect, expectAccessible, test } from './test.ts'

test('an auditor sees everything and is told why nothing can be changed', async ({ as, world }) => {
  const groupId = await named(world, unique('Watched'), { approved: true })
  await ask(world, groupId, 'Please.')
  const { page } = await as(['Auditor'])
  await page.goto(`/groups/${groupId}`)
  await page.getByRole('button', { name: 'Actions' }).click()
  await expect(page.getByText('Your roles do not allow you to edit this group.')).toBeVisible()
  await page.goto(`/groups/${groupId}/members`)
  await expect(page.getByRole('button', { name: 'Add members' })).toHaveAttribute('aria-disabled', 'true')
  await page.goto(`/groups/${groupId}/requests`)
  await expect(page.getByText('Please.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Approve request' })).toHaveCount(0)
  for (const path of ['edit', 'delete', 'members/add']) expect((await page.goto(`/groups/${groupId}/${path}`))?.status(), path).toBe(403)
  expect((await page.goto('/groups/new'))?.status()).toBe(403)
})

test('a group manager works within the reach, and outside of it there is nothing', async ({ as, world }) => {
  const [mine, elsewhere] = [unique('Mine'), unique('Elsewhere')]
  const groupId = await named(world, mine, { approved: true })
  const childId = await named(world, unique('Below'), { parentId: groupId })
  const otherId = await named(world, elsewhere, { approved: true })
  const member = await world.person()
  await addMember(world, childId, member.id)
  const { page, userId } = await as([])
  await giveRole(world, userId, world.roleId('Group manager'), groupId)
  await page.goto('/groups')
  await expect(page.getByRole('link', { name: mine, exact: true })).toBeVisible()
  await expect(page.getByRole('status').filter({ hasText: '2 groups' })).toBeVisible()
  await page.goto('/groups?view=tree')
  await expect(page.getByRole('link', { name: mine, exact: true })).toBeVisible()
  expect((await page.goto(`/groups/${otherId}`))?.status()).toBe(404)
  expect((await page.goto(`/groups/${otherId}/members`))?.status()).toBe(404)

  await page.goto(`/groups/${groupId}/members/add`)
  await page.getByLabel('Users').fill(`${member.email}\n${(await world.person()).email}`)
  await page.getByRole('button', { name: 'Add members' }).click()
  // Somebody outside the reach reads like somebody who is not there.
  await expect(page.getByText('1 user added, 1 line refused.')).toBeVisible()
  await page.goto(`/groups/${groupId}`)
  await page.getByRole('button', { name: 'Actions' }).click()
  await expect(page.getByText('Your roles do not allow you to trust this group.')).toBeVisible()
})

test('a manager of a trusted group decides there; of an untrusted one only looks after who is in it', async ({ as, world }) => {
  const trustedId = await named(world, unique('Trusted'), { trusted: true })
  const plainId = await named(world, unique('Plain'), { approved: true })
  const asker = await ask(world, trustedId, 'I live here.')
  await ask(world, plainId, 'I live there.')
  const member = await world.person()
  await addMember(world, plainId, member.id)
  const { page, userId } = await as([])
  for (const groupId of [trustedId, plainId]) await addMember(world, groupId, userId, 'manager')

  await page.goto('/account/groups')
  await page.getByRole('link', { name: '1 request to decide' }).click()
  const request = page.getByRole('listitem').filter({ hasText: 'I live here.' })
  await request.getByText('Decide').click()
  await request.getByRole('button', { name: 'Approve request' }).click()
  await expect(page.getByText('Nobody is waiting')).toBeVisible()
  await page.goto(`/groups/${trustedId}/members`)
  await expect(page.getByRole('row').filter({ hasText: asker.username })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Add members' })).toBeVisible()

  await page.goto(`/groups/${plainId}`)
  await expect(page.getByRole('link', { name: 'Requests' })).toHaveCount(0)
  await page.goto(`/groups/${plainId}/members/${member.id}`)
  await expect(page.getByRole('button', { name: 'Save changes' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Remove from group' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove from group' }).click()
  await expect(page.getByText('Removed from the group.')).toBeVisible()
  expect((await page.goto(`/groups/${plainId}/members/add`))?.status()).toBe(403)
  expect((await page.goto(`/groups/${plainId}/requests`))?.status()).toBe(404)
})

test('whoever creates users within a group only finds it chosen', async ({ as, world }) => {
  const name = unique('Intake')
  const groupId = await named(world, name)
  const { page, userId } = await as([])
  await giveRole(world, userId, await world.makeRole('CAN_MANAGE_USERS'), groupId)
  const username = `intake.${Math.random().toString(36).slice(2, 10)}`
  await page.goto('/users/new')
  await expect(page.getByRole('combobox', { name: 'Group' })).toHaveValue(name)
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('E-mail').fill(`${username}@example.org`)
  await page.getByRole('button', { name: 'Create user' }).click()
  await expect(page.getByRole('heading', { name: 'The user has been created' })).toBeVisible()
  await page.goto(`/groups/${groupId}/members?q=${username}`)
  await expect(page.getByRole('row').filter({ hasText: username })).toBeVisible()
})

test('a stranger finds no groups in the administration', async ({ as, world }) => {
  const groupId = await named(world, unique('Closed'))
  const { page } = await as([])
  for (const path of ['/groups', '/groups?view=tree', '/groups/new', `/groups/${groupId}`, `/groups/${groupId}/members`])
    expect((await page.goto(path))?.status(), path).toBe(403)
  await expect(page.getByRole('link', { name: 'Groups', exact: true })).toHaveCount(0)
})

test('narrow and dark: every tab of a group stays inside the window', async ({ as, world }) => {
  const groupId = await named(world, `${'A very long name of a group that goes on '.repeat(3)}${unique('x')}`, { approved: true })
  await ask(world, groupId, `Because${'e'.repeat(200)}`)
  const member = await world.person()
  await addMember(world, groupId, member.id, 'manager')
  const { page } = await as(['ADMIN'], { viewport: { width: 360, height: 740 }, colorScheme: 'dark' })
  for (const path of [
    '',
    '/members',
    `/members/${member.id}`,
    '/members/add',
    '/sub-groups',
    '/access',
    '/requests',
    '/activity',
    '/edit',
  ]) {
    await page.goto(`/groups/${groupId}${path}`)
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(wider, `${path} is wider than the window`).toBe(0)
    await test.step(`axe on ${path}`, () => expectAccessible(page))
  }
})
