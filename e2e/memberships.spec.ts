import { expect, expectAccessible, test } from './test.ts'

const unique = () => `m${Math.random().toString(36).slice(2, 10)}`
type World = typeof import('../lib/testing/world.ts')

async function member(world: World, fields: object = {}, name: Record<string, unknown> = {}) {
  const { createMembership } = await import('../lib/memberships/mutations.ts')
  const user = await world.person(name)
  return { user, ...(await createMembership(world.system, { userId: user.id, ...fields })) }
}
async function setAffirmed(userId: string, day: string) {
  const { pool } = await import('../lib/core/db.ts')
  await pool.query('update memberships set last_vote_affirmation = $2 where user_id = $1', [userId, day])
}

test('an administrator finds a user, makes a member of them, edits and deletes it; the user stays', async ({ as, world }) => {
  const word = unique()
  const person = await world.person({ firstName: 'Ann', lastName: word })
  const { page } = await as(['ADMIN'])
  await page.goto('/memberships')
  await page.getByRole('link', { name: 'Create membership' }).first().click()
  await page.getByRole('combobox', { name: 'User' }).fill(word)
  await page.getByRole('option', { name: new RegExp(word) }).click()
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByLabel('E-mail address')).toHaveValue(person.email)
  await expectAccessible(page)
  const types = page.getByRole('combobox', { name: 'Type', exact: true })
  await expect(types.getByRole('option')).toHaveText(['Basic', 'Supporting', 'Sponsor', 'Contributing', 'Fellow'])
  await types.selectOption('Fellow')
  await page.getByLabel('Country').fill('Finland')
  await page.getByLabel('E-mail address').fill('no address')
  await page.getByRole('button', { name: 'Create membership' }).click()
  await expect(page.getByLabel('E-mail address')).toHaveAttribute('aria-invalid', 'true')
  await page.getByLabel('E-mail address').fill(person.email)
  await page.getByRole('checkbox', { name: 'Votes' }).check()
  await page.getByRole('button', { name: 'Create membership' }).click()
  await expect(page.getByText('Membership created.')).toBeVisible()
  await expect(page.getByText(/Yes, affirmed on/)).toBeVisible()
  await expectAccessible(page)

  await page.getByRole('link', { name: 'Edit membership' }).click()
  await page.getByLabel('City').fill('Turku')
  await page.getByRole('checkbox', { name: /accepted the code of conduct/ }).check()
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByText('Changes saved.')).toBeVisible()
  await expect(page.getByText('Turku')).toBeVisible()
  await page.getByRole('link', { name: 'Edit membership' }).click()
  await expect(page).toHaveURL(/\/edit$/)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Edit the membership')
  await expect(page.getByRole('checkbox', { name: /accepted the code of conduct/ })).toHaveCount(0)
  await page.goBack()
  await expect(page).toHaveURL(/\/memberships\/[0-9a-f-]{36}$/)

  await page.getByRole('button', { name: 'Delete membership' }).click()
  await expectAccessible(page)
  await page.getByRole('dialog').getByRole('button', { name: 'Delete membership' }).click()
  await expect(page.getByText('Membership deleted. The user was not touched.')).toBeVisible()
  await page.goto(`/users/${person.id}/membership`)
  await expect(page.getByText('No membership')).toBeVisible()
})

test('the list is searched, narrowed, sorted and exported', async ({ as, world }) => {
  const word = unique()
  const late = await member(world, { type: 'fellow', votes: true, country: 'Finland' }, { firstName: 'Łukasz', lastName: word })
  await setAffirmed(late.user.id, '2020-02-29')
  await member(world, { type: 'basic', country: 'France', legalName: 'Ainikki' }, { firstName: 'Aino', lastName: word })
  const { page } = await as(['ADMIN'])
  await page.goto('/memberships')
  await expectAccessible(page)
  await page.getByRole('searchbox', { name: 'Search memberships' }).fill(`lukasz ${word}`)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('row')).toHaveCount(2)
  await expect(page.getByRole('row').filter({ hasText: 'Łukasz' })).toContainText('Has to affirm')
  await page.getByRole('searchbox', { name: 'Search memberships' }).fill(word)
  await page.getByRole('button', { name: 'Search', exact: true }).click()
  await expect(page.getByRole('status').filter({ hasText: '2 memberships' })).toBeVisible()
  for (const width of [1536, 1280, 1024, 768]) {
    await page.setViewportSize({ width, height: 800 })
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(wider, `The list is wider than ${width} px`).toBe(0)
  }
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.getByRole('columnheader', { name: 'Member', exact: true }).getByRole('link').click()
  await expect(page.getByRole('columnheader', { name: 'Member', exact: true })).toHaveAttribute('aria-sort', 'ascending')
  await expect(page.getByRole('rowheader').first()).toContainText('Aino')
  await page.getByRole('combobox', { name: 'Affirmation' }).selectOption('Has to affirm')
  await page.getByRole('textbox', { name: 'Country' }).fill('finland')
  await page.getByRole('button', { name: 'Search', exact: true }).click()
  await expect(page).toHaveURL(/due=yes/)
  await expect(page).toHaveURL(/sort=name/)
  await expect(page.getByRole('row')).toHaveCount(2)

  await page.getByRole('button', { name: 'Export' }).click()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /^CSV/ }).click()])
  expect(download.suggestedFilename()).toMatch(/^memberships-\d{4}-\d\d-\d\d\.csv$/)
  const { readFile } = await import('node:fs/promises')
  const lines = (await readFile(await download.path(), 'utf8')).replace('\ufeff', '').trimEnd().split('\r\n')
  expect(lines).toEqual([
    '"membership_type","creator","email_address","votes","last_vote_affirmation"',
    `"Fellow","${late.user.username}","","true","2020-02-29"`,
  ])

  await page.getByRole('combobox', { name: 'Type' }).selectOption('Sponsor')
  await page.getByRole('button', { name: 'Search', exact: true }).click()
  await expect(page.getByText('No memberships match')).toBeVisible()
  await page.getByRole('link', { name: 'Clear search and filters' }).click()
  await expect(page).toHaveURL(/\/memberships$/)
})

test('nobody gets a second membership, and two who edit at once do not overwrite each other', async ({ as, world }) => {
  const { user, membershipId } = await member(world, { city: 'Turku', type: 'managing' })
  const [{ page }, other] = [await as(['ADMIN']), await as(['ADMIN'])]
  await page.goto(`/memberships/new?user=${user.username}`)
  await expect(page.getByText('has a membership already')).toBeVisible()
  await page.getByRole('link', { name: 'View membership' }).click()
  await page.goto('/memberships/new?user=nobody.of.this.name')
  await expect(page.getByRole('combobox', { name: 'User' })).toHaveAttribute('aria-invalid', 'true')
  await expectAccessible(page)

  for (const one of [page, other.page]) await one.goto(`/memberships/${membershipId}/edit`)
  await expect(page.getByRole('combobox', { name: 'Type', exact: true })).toHaveValue('managing')
  await other.page.getByLabel('City').fill('Oulu')
  await other.page.getByRole('button', { name: 'Save changes' }).click()
  await expect(other.page.getByText('Changes saved.')).toBeVisible()
  await page.getByLabel('City').fill('Pori')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByText('Saved now: “Oulu”.')).toBeVisible()
  await expect(page.getByLabel('City')).toHaveValue('Pori')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByText('Changes saved.')).toBeVisible()
  await expect(page.getByText('Pori')).toBeVisible()
})

test('an auditor reads and changes nothing; somebody without a role gets neither list nor tab', async ({ as, world }) => {
  const { user, membershipId } = await member(world, { type: 'sponsor', city: 'Turku' })
  const auditor = await as(['Auditor'])
  await auditor.page.goto(`/users/${user.id}`)
  await auditor.page.getByRole('link', { name: 'Membership', exact: true }).and(auditor.page.locator('[href^="/users/"]')).click()
  await expect(auditor.page.getByText('Turku')).toBeVisible()
  for (const name of ['Edit membership', 'Delete membership'])
    await expect(auditor.page.getByRole('button', { name })).toHaveAttribute('aria-disabled', 'true')
  expect((await auditor.page.goto('/memberships'))?.status()).toBe(200)
  await expect(auditor.page.getByRole('button', { name: 'Create membership' })).toHaveAttribute('aria-disabled', 'true')
  await expect(auditor.page.getByRole('button', { name: 'Export' })).toHaveAttribute('aria-disabled', 'true')
  for (const path of ['/memberships/new', `/memberships/${membershipId}/edit`])
    expect((await auditor.page.goto(path))?.status(), path).toBe(403)
  const stranger = await as([])
  for (const path of ['/memberships', `/memberships/${membershipId}`, `/memberships/${membershipId}/edit`, '/memberships/new'])
    expect((await stranger.page.goto(path))?.status(), path).toBe(403)
  await expect(stranger.page.getByRole('link', { name: 'Memberships' })).toHaveCount(0)
})

test('an officer of a group sees its members, and others are not found', async ({ as, world }) => {
  const [inside, outside] = [await member(world), await member(world)]
  const { page, userId } = await as([])
  const groupId = await world.group()
  await world.join(groupId, inside.user.id)
  const { grantRole } = await import('../lib/roles/mutations.ts')
  const roleId = await world.makeRole('membership:read', 'membership:update')
  await grantRole(world.system, { userId, roleId, reachGroupId: groupId })
  await page.goto('/memberships')
  await expect(page.getByRole('row')).toHaveCount(2)
  expect((await page.goto(`/memberships/${inside.membershipId}`))?.status()).toBe(200)
  expect((await page.goto(`/memberships/${outside.membershipId}`))?.status()).toBe(404)
})

test('a member joins, edits, affirms the vote once there is one, and leaves', async ({ as, world }) => {
  const { page, userId } = await as([])
  await page.goto('/account')
  await page.getByRole('link', { name: 'Membership', exact: true }).click()
  await expectAccessible(page)
  await page.getByLabel('Legal name').fill('Ann Margaret Lee')
  await page.getByLabel('Preferred name').fill('Ann')
  await page.getByLabel('City').fill('Turku')
  await page.getByLabel('State or region').fill('Southwest Finland')
  await page.getByLabel('Postal code').fill('20100')
  await page.getByLabel('Country').fill('Finland')
  await page.getByRole('button', { name: 'Become a member' }).click()
  await expect(page.getByText('Accept the code of conduct to become a member.')).toBeVisible()
  await expect(page.getByLabel('Postal code')).toHaveValue('20100')
  await page.getByRole('checkbox', { name: 'I accept the code of conduct' }).check()
  await page.getByRole('button', { name: 'Become a member' }).click()
  await expect(page.getByText('Welcome! You are a member of the organisation now.')).toBeVisible()
  await expect(page.getByText('Basic members do not vote.')).toBeVisible()
  await expect(page.getByRole('button', { name: /Affirm/ })).toHaveCount(0)
  await expectAccessible(page)
  await page.getByLabel('City').fill('Oulu')
  await page.getByRole('checkbox', { name: 'Send me announcements' }).check()
  await page.getByRole('button', { name: 'Save membership' }).click()
  await expect(page.getByText('Membership saved.')).toBeVisible()

  const { upsertMembership } = await import('../lib/memberships/mutations.ts')
  await upsertMembership(world.system, { userId, type: 'fellow', votes: true })
  await setAffirmed(userId, '2020-02-29')
  await page.reload()
  await expect(page.getByText('You did so on 29 Feb 2020, more than a year ago.')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Affirm my vote again' }).click()
  await expect(page.getByText('Vote affirmed for another year.')).toBeVisible()
  await expect(page.getByText(/You vote. You affirmed it on/)).toBeVisible()
  await expect(page.getByRole('button', { name: /Affirm/ })).toHaveCount(0)

  await page.getByRole('button', { name: 'End membership' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'End membership' }).click()
  await expect(page.getByText('Your membership has ended. Your account stays as it was.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Become a member' })).toBeVisible()
})

test('360 px, dark: every screen of memberships fits and axe finds nothing', async ({ as, world }) => {
  const { user, membershipId } = await member(world, {
    type: 'fellow',
    votes: true,
    legalName: 'W'.repeat(120),
    city: 'Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch',
    country: 'Wales',
  })
  const bare = await world.person()
  const { page } = await as(['ADMIN'], { colorScheme: 'dark', viewport: { width: 360, height: 740 } })
  for (const path of [
    '/memberships',
    `/memberships?q=${user.username}`,
    '/memberships?q=nobody-has-this-name&due=yes',
    '/memberships/new',
    `/memberships/new?user=${bare.id}`,
    `/memberships/${membershipId}`,
    `/memberships/${membershipId}/edit`,
    `/users/${user.id}/membership`,
    `/users/${bare.id}/membership`,
    '/account/membership',
  ]) {
    expect((await page.goto(path))?.status(), path).toBe(200)
    await expectAccessible(page)
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(wider, `${path} is wider than the window`).toBe(0)
  }
})
