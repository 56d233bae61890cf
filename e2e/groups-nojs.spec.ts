import { addMember, ask, named, unique } from './groups.ts'
import { expect, test } from './test.ts'

test('a group is created in another one by its name, found, and shown in the tree', async ({ as, world }) => {
  const [above, name] = [unique('Above'), unique('Below')]
  await named(world, above)
  const { page } = await as(['ADMIN'])
  await page.goto('/groups/new')
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('In the group').fill('no group has this name')
  await page.getByRole('button', { name: 'Create group' }).click()
  await expect(page.getByText('No group that you may see has exactly this name.')).toBeVisible()
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue(name)
  await page.getByLabel('In the group').fill(above.toUpperCase())
  await page.getByRole('button', { name: 'Create group' }).click()
  await expect(page.getByText('The group was created.')).toBeVisible()

  await page.goto('/groups')
  await page.getByRole('searchbox', { name: 'Search groups' }).fill(name)
  await page.getByRole('combobox', { name: 'Level' }).selectOption('Sub-groups')
  await page.getByRole('button', { name: 'Search' }).click()
  await expect(page.getByRole('row')).toHaveCount(2)
  await page.getByRole('link', { name: 'Tree' }).click()
  await page.getByRole('link', { name: `Show the sub-groups of ${above}` }).click()
  await page
    .getByRole('list', { name: `In ${above}` })
    .getByRole('link', { name, exact: true })
    .click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
})

test('members are added one by one and by list, changed and removed', async ({ as, world }) => {
  const groupId = await named(world, unique('Plain'))
  const [one, two] = [await world.person(), await world.person()]
  const { page } = await as(['ADMIN'])
  await page.goto(`/groups/${groupId}/members/add`)
  await page.getByLabel('User', { exact: true }).fill(one.email.toUpperCase())
  await page.getByRole('button', { name: 'Add member', exact: true }).click()
  await expect(page.getByText('Added to the group.')).toBeVisible()
  await page.goto(`/groups/${groupId}/members/add`)
  await page.getByLabel('Users').fill(`${two.username}\nnobody.has.this.name`)
  await page.getByRole('button', { name: 'Add members' }).click()
  await expect(page.getByText('1 user added, 1 line refused.')).toBeVisible()
  await expect(page.getByRole('row').filter({ hasText: 'nobody.has.this.name' })).toContainText('Refused')

  await page.goto(`/groups/${groupId}/members/${two.id}`)
  await page.getByLabel('Role in the group').selectOption('Manager')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await page.goto(`/groups/${groupId}/members?role=manager`)
  await expect(page.getByRole('row')).toHaveCount(2)
  await page.goto(`/groups/${groupId}/members/${one.id}`)
  await page.getByRole('button', { name: 'Remove from group' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove from group' }).click()
  await expect(page.getByText('Removed from the group.')).toBeVisible()
})

test('flags, moving and deleting work by dialogs and pages', async ({ as, world }) => {
  const name = unique('Flagged')
  const groupId = await named(world, name)
  const { page } = await as(['ADMIN'])
  const act = async (verb: string) => {
    await page.goto(`/groups/${groupId}`)
    await page.getByRole('button', { name: 'Actions' }).click()
    await page.getByRole('button', { name: verb, exact: true }).first().click()
    await page.getByRole('dialog').getByRole('button', { name: verb, exact: true }).click()
  }
  await act('Approve group')
  await act('Trust group')
  await page.goto(`/groups/${groupId}`)
  await expect(page.getByText(/^Approved and trusted/)).toBeVisible()
  const above = unique('Roof')
  await named(world, above)
  await page.getByRole('button', { name: 'Actions' }).click()
  await page.getByRole('button', { name: 'Move group' }).first().click()
  await page.getByRole('dialog').getByLabel('Into the group').fill(above)
  await page.getByRole('dialog').getByRole('button', { name: 'Move group' }).click()
  await page.goto(`/groups/${groupId}`)
  await expect(page.getByRole('navigation', { name: 'Breadcrumbs' }).getByRole('link', { name: above })).toBeVisible()
  await page.goto(`/groups/${groupId}/delete`)
  await page.getByRole('textbox').fill(name)
  await page.getByRole('button', { name: 'Delete group' }).click()
  await expect(page.getByText('The group was deleted.')).toBeVisible()
})

test('asking to join, deciding and leaving', async ({ as, world }) => {
  const name = unique('Asked')
  const groupId = await named(world, name, { approved: true })
  const member = await as([])
  await member.page.goto(`/account/groups/join?q=${encodeURIComponent(name)}`)
  await member.page.getByText('Ask to join').click()
  await member.page.getByLabel('Reason').fill('To help.')
  await member.page.getByRole('button', { name: 'Send request' }).click()
  await expect(member.page.getByText('Your reason: To help.')).toBeVisible()

  const { page } = await as(['ADMIN'])
  await page.goto(`/groups/${groupId}/requests`)
  await page.getByText('Decide on the request').click()
  await page.getByLabel('Ends on').fill('2077-01-01')
  await page.getByRole('button', { name: 'Approve request' }).click()
  await page.goto(`/groups/${groupId}/requests?status=APPROVED`)
  await expect(page.getByText(/Approved by/)).toBeVisible()

  await member.page.goto('/account/groups')
  await member.page.getByRole('button', { name: `Leave group ${name}` }).click()
  await member.page.getByRole('dialog').getByRole('button', { name: 'Leave group' }).click()
  await member.page.goto('/account/groups')
  await expect(member.page.getByText('You are in no group')).toBeVisible()
})

test('a request that was decided meanwhile says by whom', async ({ as, world }) => {
  const groupId = await named(world, unique('Twice'), { approved: true })
  await ask(world, groupId, 'Once only.')
  const [one, other] = [await as(['ADMIN']), await as(['ADMIN'])]
  for (const { page } of [one, other]) {
    await page.goto(`/groups/${groupId}/requests`)
    await page.getByText('Decide on the request').click()
  }
  await one.page.getByRole('button', { name: 'Approve request' }).click()
  await other.page.getByRole('button', { name: 'Reject request' }).click()
  await expect(other.page.getByText(/approved this request on/)).toBeVisible()
})

test('a user is put into a group by its name, and the list of users narrows to it', async ({ as, world }) => {
  const name = unique('Listed')
  const groupId = await named(world, name)
  const [person, other] = [await world.person(), await world.person()]
  await addMember(world, groupId, other.id)
  const { page } = await as(['ADMIN'])
  await page.goto(`/users/${person.id}/groups`)
  await page.getByRole('button', { name: 'Add to group' }).first().click()
  await page.getByRole('dialog').getByLabel('Group', { exact: true }).fill(name)
  await page.getByRole('dialog').getByRole('button', { name: 'Add to group' }).click()
  await page.goto('/users')
  await page.getByRole('button', { name: 'Filters' }).click()
  await page.getByLabel('Group, with its sub-groups').fill(name)
  await page.getByRole('button', { name: 'Apply filters' }).click()
  await expect(page.getByRole('row')).toHaveCount(3)
})
