import { expect, test } from './test.ts'

const unique = () => `u${Math.random().toString(36).slice(2, 10)}`

test('the log is filtered by names that are typed, opened, closed and followed by plain links', async ({ as, world }) => {
  const person = await world.person({ firstName: 'Bo', lastName: unique(), organisation: 'Northern Clinic' })
  const { page, userId } = await as(['ADMIN'])
  const { updateUser } = await import('../lib/users/mutations.ts')
  await updateUser(await world.actorFor(userId), { userId: person.id, version: 1, organisation: 'Open Maps Society' })
  await page.goto('/audit')
  await page.getByRole('combobox', { name: 'About' }).fill(person.username.toUpperCase())
  await page.getByRole('combobox', { name: 'Event' }).selectOption('Everything about users')
  await page.getByRole('button', { name: 'Search' }).click()
  await expect(page.getByText('2 events')).toBeVisible()
  await expect(page.getByRole('combobox', { name: 'About' })).toHaveValue(person.username)

  const details = page.getByRole('link', { name: /^Details:.*edited the profile/ })
  await details.click()
  await expect(page.getByRole('table', { name: 'What changed' }).getByRole('row', { name: /^Organisation/ })).toHaveText(
    /Northern Clinic.*Open Maps Society/,
  )
  await details.click()
  await expect(page.getByRole('table')).toHaveCount(0)

  await page.getByRole('combobox', { name: 'About' }).fill('Settings')
  await page.getByRole('combobox', { name: 'By' }).fill('nobody.has.this.name')
  await page.getByRole('button', { name: 'Search' }).click()
  await expect(page.getByText('By “nobody.has.this.name”: No user has this username or e-mail address.')).toBeVisible()

  await page.getByRole('button', { name: 'Filters' }).click()
  await page.getByLabel('IP address').fill('not an address')
  await page.getByRole('button', { name: 'Apply filters' }).click()
  await expect(page.getByText('IP address “not an address”: Enter an IP address.')).toBeVisible()
})

test('the log is taken along as a file', async ({ as }) => {
  const { page, userId } = await as(['ADMIN'])
  await page.goto(`/audit?actor=${userId}`)
  await page.getByRole('button', { name: 'Export' }).click()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /^CSV/ }).click()])
  const text = await (await import('node:fs/promises')).readFile(await download.path(), 'utf8')
  expect(text.split('\n')[0]).toContain('sentence')
  expect(text).toContain('session.started')
})
