import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import type { Page } from '@playwright/test'
import { expect, expectAccessible, test } from './test.ts'

const unique = () => `u${Math.random().toString(36).slice(2, 10)}`
const headers = (page: Page) => page.getByRole('columnheader').filter({ hasText: /./ }).allInnerTexts()

async function download(page: Page, act: () => Promise<unknown>) {
  const [file] = await Promise.all([page.waitForEvent('download'), act()])
  return { name: file.suggestedFilename(), text: await readFile((await file.path()) ?? '', 'utf8') }
}

test('columns are chosen, ordered, remembered and given up', async ({ as, world }) => {
  const word = unique()
  await world.person({ lastName: word })
  const { page } = await as(['ADMIN'], { viewport: { width: 1280, height: 800 } })
  await page.goto(`/users?q=${word}`)
  const usual = await headers(page)
  expect(usual).toContain('Username')
  await page.getByRole('button', { name: 'Columns', exact: true }).click()
  const chooser = page.getByRole('group', { name: 'Columns', exact: true })
  await expect(chooser.getByRole('checkbox', { name: 'Name', exact: true })).toBeDisabled()
  await expectAccessible(page)
  await chooser.getByRole('checkbox', { name: 'Username' }).uncheck()
  await chooser.getByRole('checkbox', { name: 'Organisation' }).uncheck()
  await chooser.getByRole('checkbox', { name: 'ID', exact: true }).check()
  await chooser.getByRole('checkbox', { name: 'E-mail verified' }).check()
  await chooser.getByRole('button', { name: 'Show these columns' }).click()
  await expect(page).toHaveURL(/columns=name&columns=email&columns=status/)
  await expect(page.getByRole('columnheader', { name: 'ID', exact: true })).toBeVisible()
  const chosen = ['Name', 'E-mail', 'Status', 'Created', 'Last sign-in', 'E-mail verified', 'ID']
  expect(await headers(page)).toEqual(chosen)
  // Chosen columns stay on a narrow screen, and a search keeps them.
  await page.setViewportSize({ width: 360, height: 740 })
  expect(await headers(page)).toEqual(chosen)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.getByRole('searchbox', { name: 'Search users' }).fill(`${word} pat`)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/q=u\w+\+pat.*columns=id/)

  await page.getByRole('button', { name: 'Columns', exact: true }).click()
  await chooser.getByRole('link', { name: 'Move E-mail to the right' }).click()
  await expect(page).toHaveURL(/columns=name&columns=status&columns=email/)
  if (!(await chooser.isVisible())) await page.getByRole('button', { name: 'Columns', exact: true }).click()
  await chooser.getByRole('button', { name: 'Remember these columns' }).click()
  await expect(page.getByText('Remembered: these columns are shown')).toBeVisible()
  await page.goto('/users')
  expect((await headers(page)).slice(0, 3)).toEqual(['Name', 'Status', 'E-mail'])
  await page.getByRole('button', { name: 'Columns', exact: true }).click()
  await chooser.getByRole('button', { name: 'Use the usual columns again' }).click()
  await expect(page.getByRole('columnheader', { name: 'ID', exact: true })).toBeHidden()
  expect(await headers(page)).toEqual(usual)
})

test('a view is saved, changed, overwritten, renamed, shared, used by somebody else and deleted', async ({ as, world }) => {
  const [word, name] = [unique(), `Trash ${unique()}`]
  await world.person({ lastName: word })
  const owner = await as(['ADMIN'])
  const { page } = owner
  await page.goto(`/users?q=${word}&sort=name&direction=asc`)
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('button', { name: 'Save as new view' }).click()
  const dialog = page.getByRole('dialog')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Save view' }).click()
  await expect(dialog.getByText('Enter a name.').first()).toBeVisible()
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByRole('button', { name: 'Save view' }).click()
  await expect(page.getByRole('button', { name: `View: ${name}`, exact: true })).toBeVisible()

  // Another state says so, and is kept in the view when asked for.
  await page.getByRole('columnheader', { name: 'Name', exact: true }).getByRole('link').click()
  await page.getByRole('button', { name: `View: ${name}, changed` }).click()
  await page.getByRole('button', { name: 'Overwrite the view' }).click()
  await dialog.getByRole('button', { name: 'Overwrite view' }).click()
  await expect(page.getByRole('button', { name: `View: ${name}`, exact: true })).toBeVisible()
  await page.goto('/users')
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('link', { name }).click()
  await expect(page).toHaveURL(new RegExp(`q=${word}&sort=name&view=`))

  await page.getByRole('button', { name: `View: ${name}` }).click()
  await page.getByRole('button', { name: 'Rename or share' }).click()
  await dialog.getByLabel('Name').fill(`${name} 2`)
  await dialog.getByLabel('Who else sees it').selectOption('Holders of the role ADMIN')
  await dialog.getByRole('button', { name: 'Save view' }).click()
  await expect(page.getByRole('button', { name: `View: ${name} 2` })).toBeVisible()

  const other = await as(['ADMIN'])
  await other.page.goto('/users')
  await other.page.getByRole('button', { name: 'Views' }).click()
  await expect(other.page.getByRole('group', { name: 'Shared with you' })).toContainText(`${name} 2`)
  await other.page.getByRole('link', { name: `${name} 2` }).click()
  await expect(other.page.getByRole('row')).toHaveCount(2)
  await other.page.getByRole('button', { name: `View: ${name} 2` }).click()
  await expect(other.page.getByRole('button', { name: 'Delete view' })).toHaveCount(0)
  const stranger = await as(['Staff'])
  await stranger.page.goto('/users')
  await stranger.page.getByRole('button', { name: 'Views' }).click()
  await expect(stranger.page.getByText(name)).toHaveCount(0)

  await page.getByRole('button', { name: `View: ${name} 2` }).click()
  await page.getByRole('button', { name: 'Delete view' }).click()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Delete view' }).click()
  await expect(page.getByText('View deleted.')).toBeVisible()
  await other.page.goto('/users')
  await other.page.getByRole('button', { name: 'Views' }).click()
  await expect(other.page.getByText(`${name} 2`)).toHaveCount(0)
})

test('two views of one person cannot have one name', async ({ as }) => {
  const { page } = await as(['ADMIN'])
  for (const name of ['Twice', 'TWICE']) {
    await page.goto('/users')
    await page.getByRole('button', { name: 'Views' }).click()
    await page.getByRole('button', { name: 'Save as new view' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill(name)
    await page.getByRole('dialog').getByRole('button', { name: 'Save view' }).click()
    if (name === 'Twice') await expect(page.getByRole('button', { name: 'View: Twice' })).toBeVisible()
  }
  await expect(page.getByRole('dialog').getByText('You have a view with that name already.').first()).toBeVisible()
})

test('the list is exported as it is shown, and read back', async ({ as, world }) => {
  const word = unique()
  for (const firstName of ['=1+1', 'Zoë', 'Aino']) await world.person({ firstName, lastName: word })
  const { page } = await as(['ADMIN'])
  await page.goto(`/users?q=${word}&sort=name&direction=asc&columns=name&columns=emailVerified&columns=username`)
  const shown = await page.getByRole('rowheader').allInnerTexts()
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  await expect(page.getByText('Those of this list: 3 users')).toBeVisible()
  await expect(page.getByText('The 3 columns of this list')).toBeVisible()
  await expectAccessible(page)
  const csv = await download(page, () => page.getByRole('button', { name: 'Export users' }).click())
  expect(csv.name).toMatch(/^users-\d{4}-\d\d-\d\d\.csv$/)
  const [header, ...rows] = parse(csv.text, { bom: true }) as string[][]
  expect(header).toEqual(['full_name', 'email_verified', 'username'])
  expect(rows.map(([name]) => name)).toEqual([`'=1+1 ${word}`, `Aino ${word}`, `Zoë ${word}`])
  expect(shown.map((text) => text.includes(word))).toEqual([true, true, true])
  expect(rows.every((row) => row[1] === 'false')).toBe(true)

  await page.getByRole('button', { name: 'Export', exact: true }).click()
  await page.getByLabel('Format').selectOption('JSON, one array')
  const json = await download(page, () => page.getByRole('button', { name: 'Export users' }).click())
  expect((JSON.parse(json.text) as { full_name: string; email_verified: boolean }[])[0]).toMatchObject({
    full_name: `=1+1 ${word}`,
    email_verified: false,
  })
})

test('the chosen rows alone are exported', async ({ as, world }) => {
  const word = unique()
  for (const firstName of ['Aino', 'Zoë']) await world.person({ firstName, lastName: word })
  const { page } = await as(['ADMIN'])
  await page.goto(`/users?q=${word}&sort=name&direction=asc`)
  await page.getByRole('checkbox', { name: `Select Zoë ${word}` }).check()
  await page.getByRole('form', { name: 'Selected users' }).getByRole('button', { name: 'Actions' }).click()
  const { text } = await download(page, () => page.getByRole('button', { name: 'Export selected as CSV' }).click())
  expect((parse(text, { bom: true, columns: true }) as { full_name: string }[]).map((row) => row.full_name)).toEqual([`Zoë ${word}`])
})

test('whoever may not export is told so', async ({ as }) => {
  const { page } = await as(['Staff'])
  await page.goto('/users')
  await page.getByRole('button', { name: 'Export', exact: true }).focus()
  await expect(page.getByText('You have no role that allows this: export lists of users to a file.').first()).toBeVisible()
  const status = await page.evaluate(async () => (await fetch('/users/export', { method: 'POST', body: new URLSearchParams() })).status)
  expect(status).toBe(403)
})
