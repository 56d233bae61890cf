// Extra fields of users: what administrators define, and where everybody meets it. No story here makes a field required: all stories share
// one installation, and the others create users too.
import { expect, expectAccessible, test } from './test.ts'
import type { Page } from '@playwright/test'

const unique = () => `f${Math.random().toString(36).slice(2, 9)}`

/** Defines a field through its form; gives key and label. */
async function define(page: Page, type: string, more: { choices?: string; visible?: string; editable?: string } = {}) {
  const key = unique()
  const label = `Field ${key}`
  await page.goto('/custom-fields/new')
  await page.getByLabel('Label').fill(label)
  await page.getByLabel('Key').fill(key)
  await page.getByLabel('Type', { exact: true }).selectOption(type)
  if (more.choices) await page.getByLabel('Choices').fill(more.choices)
  if (more.visible) await page.getByLabel('Who sees it').selectOption(more.visible)
  if (more.editable) await page.getByLabel('Who may change it').selectOption(more.editable)
  await page.getByRole('button', { name: 'Define field' }).click()
  await expect(page.getByText('Field defined.')).toBeVisible()
  return { key, label }
}
const openField = async (page: Page, label: string) => {
  await page.goto('/custom-fields')
  await page.getByRole('link', { name: label }).click()
  await expect(page.getByRole('heading', { level: 1, name: label })).toBeVisible()
}

test('a field is defined, filled in, found by, shown as a column, and deleted with what users had in it', async ({ as, world }) => {
  const { page } = await as(['ADMIN'], { viewport: { width: 1280, height: 900 } })
  const number = await define(page, 'Number')
  const site = await define(page, 'Choice', { choices: 'Oslo\nTurku' })
  const [one, two] = [await world.person({ firstName: 'Onni' }), await world.person({ firstName: 'Tove' })]
  await page.goto(`/users/${one.id}/edit`)
  await page.getByLabel(number.label).fill('many')
  await page.getByLabel(site.label).selectOption('Turku')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByText('Enter a number such as 12 or -3.5')).toBeVisible()
  await page.getByLabel(number.label).fill('12.50')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByText('Changes saved.')).toBeVisible()
  await expect(page.getByText('12.5', { exact: true })).toBeVisible()

  await page.goto(`/users?q=${one.lastName.split(' ')[0]}`)
  await page.getByRole('button', { name: 'Filters' }).click()
  await page.getByText('Extra fields', { exact: true }).last().click()
  const group = page.getByRole('group', { name: number.label })
  await group.getByLabel(`${number.label} from`).fill('12')
  await group.getByLabel(`${number.label} until`).fill('13')
  await page.getByRole('button', { name: 'Apply filters' }).click()
  await expect(page.getByRole('link', { name: `Remove filter ${number.label}: 12 – 13` })).toBeVisible()
  await expect(page.getByRole('row')).toHaveCount(2)
  await expect(page.getByRole('row').filter({ hasText: 'Onni' })).toBeVisible()

  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('checkbox', { name: number.label }).check()
  await page.getByRole('checkbox', { name: site.label }).check()
  await page.getByRole('button', { name: 'Show these columns' }).click()
  await expect(page.getByRole('columnheader', { name: number.label })).toBeVisible()
  await expect(page.getByRole('cell', { name: '12.5', exact: true })).toBeVisible()
  await expect(page.getByRole('cell', { name: 'Turku', exact: true })).toBeVisible()

  // What has no value.
  await page.goto(`/users?q=${two.username}&field.${site.key}.by=empty`)
  await expect(page.getByRole('row')).toHaveCount(2)
  await page.goto(`/users?q=${one.username}&field.${site.key}.by=empty`)
  await expect(page.getByText('No users match')).toBeVisible()

  await openField(page, number.label)
  await expect(page.getByRole('link', { name: '1 user' })).toBeVisible()
  await page.getByRole('button', { name: 'Delete field' }).first().click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('What 1 user has in it.')).toBeVisible()
  await dialog.getByRole('textbox').fill('something')
  await dialog.getByRole('button', { name: 'Delete field' }).click()
  await expect(dialog.getByText('What you typed is not the key of this field.')).toBeVisible()
  await dialog.getByRole('textbox').fill(number.key)
  await dialog.getByRole('button', { name: 'Delete field' }).click()
  await expect(page.getByText('Field deleted, with what users had in it.')).toBeVisible()
  // An old address goes on working, without what is gone.
  await page.goto(`/users?q=${one.username}&field.${number.key}.from=12&columns=name&columns=field.${number.key}`)
  await expect(page.getByRole('row')).toHaveCount(2)
  await expect(page.getByText(number.label)).toHaveCount(0)
})

test('a choice that users have goes only with another in its place', async ({ as, world }) => {
  const { page } = await as(['ADMIN'])
  const { key, label } = await define(page, 'Choice', { choices: 'Oslo\nTurku' })
  const person = await world.person()
  const { updateUser } = await import('../lib/users/mutations.ts')
  await updateUser(world.system, { userId: person.id, version: 1, fields: { [key]: 'Oslo' } })
  await openField(page, label)
  await page.getByLabel('Choices').fill('Turku\nBergen')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByText('“Oslo” is the value of 1 user.')).toBeVisible()
  await page.getByLabel('Users of removed choices get').selectOption('Bergen')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByText('Field saved. 1 user got the other choice.')).toBeVisible()
  await page.getByLabel('Type', { exact: true }).selectOption('Text')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByText('1 user has a value in this field, so its type stays.')).toBeVisible()
  await page.goto(`/users/${person.id}/profile`)
  await expect(page.getByText('Bergen')).toBeVisible()
})

test('users see and change of their own what each field says', async ({ as, world }) => {
  const { page } = await as(['ADMIN'])
  const hidden = await define(page, 'Text')
  const shown = await define(page, 'Yes or no', { visible: 'The user as well' })
  const own = await define(page, 'Date', { visible: 'Everyone signed in', editable: 'The user as well' })
  const member = await as([])
  const { updateUser } = await import('../lib/users/mutations.ts')
  await updateUser(world.system, { userId: member.userId, version: 1, fields: { [hidden.key]: 'Nobody’s business', [shown.key]: true } })
  await member.page.goto('/account')
  await expect(member.page.getByRole('region', { name: 'Kept about you' }).getByText(shown.label)).toBeVisible()
  await expect(member.page.getByText(hidden.label)).toHaveCount(0)
  await expect(member.page.getByText('Nobody’s business')).toHaveCount(0)
  await member.page.getByLabel(own.label).fill('2020-02-29')
  await member.page.getByRole('button', { name: 'Save profile' }).click()
  await expect(member.page.getByText('Profile saved.')).toBeVisible()
  await member.page.reload()
  await expect(member.page.getByLabel(own.label)).toHaveValue('2020-02-29')
  // The administrator's page has all of them.
  await page.goto(`/users/${member.userId}/profile`)
  for (const text of ['Nobody’s business', 'Yes', '29 Feb 2020'])
    await expect(page.getByRole('region', { name: 'Extra fields' }).getByText(text, { exact: true }).first()).toBeVisible()
})

test('two who edit the same field: the second is told, and keeps the typing', async ({ as, world }) => {
  const { page } = await as(['ADMIN'])
  const { label } = await define(page, 'Text')
  const person = await world.person()
  const other = await as(['ADMIN'])
  for (const one of [page, other.page]) await one.goto(`/users/${person.id}/edit`)
  await other.page.getByLabel(label).fill('Theirs')
  await other.page.getByRole('button', { name: 'Save changes' }).click()
  await expect(other.page.getByText('Changes saved.')).toBeVisible()
  await page.getByLabel(label).fill('Mine')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByText(/changed this meanwhile to “Theirs”/)).toBeVisible()
  await expect(page.getByLabel(label)).toHaveValue('Mine')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByText('Mine', { exact: true })).toBeVisible()
})

test('definitions are for administrators: others are refused, and a reader only reads', async ({ as, world, browser, baseURL }) => {
  const admin = await as(['ADMIN'])
  const { label } = await define(admin.page, 'Text')
  await openField(admin.page, label)
  const address = new URL(admin.page.url()).pathname
  const member = await as([])
  for (const path of ['/custom-fields', '/custom-fields/new', address]) expect((await member.page.goto(path))?.status(), path).toBe(403)
  const reader = await as([])
  const { grantRole } = await import('../lib/roles/mutations.ts')
  await grantRole(world.system, { userId: reader.userId, roleId: await world.makeRole('custom-field:read') })
  expect((await reader.page.goto(address))?.status()).toBe(200)
  await expect(reader.page.getByRole('button', { name: /Save|Delete/ })).toHaveCount(0)
  await expect(reader.page.getByText('Administrators only').first()).toBeVisible()
  expect((await reader.page.goto('/custom-fields/new'))?.status()).toBe(403)
  const stranger = await browser.newContext({ baseURL: String(baseURL) })
  const page = await stranger.newPage()
  await page.goto('/custom-fields')
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fcustom-fields/)
  await stranger.close()
})

test('at 360 px in the dark nothing is lost, and axe finds nothing', async ({ as, world }) => {
  test.setTimeout(180_000)
  const { page } = await as(['ADMIN'], { colorScheme: 'dark', viewport: { width: 360, height: 740 } })
  const { key, label } = await define(page, 'Choice', { choices: 'A very long choice that needs more room than a narrow window has\nB' })
  const person = await world.person()
  await openField(page, label)
  const address = new URL(page.url()).pathname
  for (const path of [
    '/custom-fields',
    '/custom-fields/new',
    address,
    `/users/${person.id}/edit`,
    `/users/${person.id}/profile`,
    '/account',
    `/users?field.${key}=B`,
  ]) {
    await page.goto(path)
    await expectAccessible(page)
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(wider, `${path} is wider than the window`).toBe(0)
  }
  await page.getByRole('button', { name: 'Filters' }).click()
  await expect(page.getByRole('group', { name: label })).toBeVisible()
  await expectAccessible(page)
})
