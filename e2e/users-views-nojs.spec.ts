import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import { expect, test } from './test.ts'

const unique = () => `u${Math.random().toString(36).slice(2, 10)}`

test('columns are a GET form, and are remembered by its second button', async ({ as, world }) => {
  const word = unique()
  await world.person({ lastName: word })
  const { page } = await as(['ADMIN'])
  await page.goto(`/users?q=${word}`)
  await page.getByRole('button', { name: 'Columns', exact: true }).click()
  await page.getByRole('checkbox', { name: 'ID', exact: true }).check()
  await page.getByRole('button', { name: 'Show these columns' }).click()
  await expect(page).toHaveURL(new RegExp(`q=${word}.*columns=id`))
  await expect(page.getByRole('columnheader', { name: 'ID', exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Columns', exact: true }).click()
  await page.getByRole('button', { name: 'Remember these columns' }).click()
  await expect(page.getByText('Remembered: these columns are shown')).toBeVisible()
  expect(page.url()).not.toContain('columns=id')
  await expect(page.getByRole('columnheader', { name: 'ID', exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Columns', exact: true }).click()
  await page.getByRole('button', { name: 'Use the usual columns again' }).click()
  await expect(page.getByRole('columnheader', { name: 'ID', exact: true })).toHaveCount(0)
})

test('a view is saved, opened and deleted', async ({ as, world }) => {
  const [word, name] = [unique(), unique()]
  await world.person({ lastName: word })
  const { page } = await as(['ADMIN'])
  await page.goto(`/users?q=${word}`)
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('button', { name: 'Save as new view' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill(name)
  await page.getByRole('dialog').getByRole('button', { name: 'Save view' }).click()
  await expect(page.getByRole('button', { name: `View: ${name}` })).toBeVisible()
  await page.goto('/users')
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('link', { name }).click()
  await expect(page.getByRole('row')).toHaveCount(2)
  await page.getByRole('button', { name: `View: ${name}` }).click()
  await page.getByRole('button', { name: 'Delete view' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete view' }).click()
  await expect(page.getByText('View deleted.')).toBeVisible()
})

test('an export is a plain form', async ({ as, world }) => {
  const word = unique()
  await world.person({ firstName: 'Zoë', lastName: word })
  const { page } = await as(['ADMIN'])
  await page.goto(`/users?q=${word}`)
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export users' }).click()])
  const rows = parse(await readFile((await file.path()) ?? ''), { bom: true, columns: true }) as { full_name: string }[]
  expect(rows.map((row) => row.full_name)).toEqual([`Zoë ${word}`])
})
