import { expect, test } from './test.ts'

const unique = () => `n${Math.random().toString(36).slice(2, 10)}`

test('users are chosen by check boxes, previewed, deactivated and taken back', async ({ as, world }) => {
  const word = unique()
  const people = await Promise.all(['Aino', 'Björn', 'Chidi'].map((firstName) => world.person({ firstName, lastName: word })))
  const { db } = await import('../lib/core/db.ts')
  const active = () => db.user.count({ where: { id: { in: people.map(({ id }) => id) }, status: 'ACTIVE' } })
  const { page } = await as(['ADMIN'])
  await page.goto(`/users?q=${word}`)
  await page.getByRole('checkbox', { name: `Select Aino ${word}` }).check()
  await page.getByRole('checkbox', { name: `Select Chidi ${word}` }).check()
  await expect(page.getByText('Selected users')).toBeVisible()
  await expect(page.getByRole('searchbox', { name: 'Search users' })).toBeHidden()
  await page.getByRole('button', { name: 'Actions' }).click()
  await page.getByRole('button', { name: 'Deactivate' }).last().click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Deactivate 2 users?')
  await page.getByRole('button', { name: 'Deactivate 2 users' }).click()
  await expect(page.getByText('Say why, for the audit log.').first()).toBeVisible()
  expect(await active()).toBe(3)
  await page.getByLabel('Reason').fill('The project is over')
  await page.getByRole('button', { name: 'Deactivate 2 users' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Deactivate 2 users')
  await expect(page.getByRole('row', { name: /Changed$/ })).toHaveCount(2)
  expect(await active()).toBe(1)
  await page.getByRole('link', { name: 'Undo' }).click()
  await page.getByRole('button', { name: 'Undo for 2 users' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/ \(undo\)$/)
  expect(await active()).toBe(3)
})

test('all that match are chosen by one more check box, beyond the page', async ({ as, world }) => {
  const word = unique()
  for (let n = 10; n < 37; n++) await world.person({ firstName: `N${n}`, lastName: word })
  const { page } = await as(['ADMIN'])
  await page.goto(`/users?q=${word}`)
  await page.getByRole('checkbox', { name: `Select N36 ${word}` }).check()
  await page.getByRole('checkbox', { name: 'Select all 27 matching' }).check()
  await page.getByRole('button', { name: 'Give role' }).first().click()
  await page.getByLabel('Role', { exact: true }).selectOption('Staff')
  await page.getByRole('button', { name: 'Preview' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Give 27 users the role Staff?')
  await page.getByRole('button', { name: 'Give 27 users the role Staff' }).click()
  await expect(page.getByRole('link', { name: 'Changed 27' })).toBeVisible()
})

test('a run that goes on shows by itself when it is over', async ({ as, world }) => {
  test.setTimeout(120_000)
  const word = unique()
  const { createUsers } = await import('../lib/users/mutations-import.ts')
  for (const half of ['a', 'b'])
    await createUsers(world.system, {
      users: Array.from({ length: 700 }, (_, n) => ({
        username: `${word}.${half}${n}`,
        email: `${word}.${half}${n}@example.org`,
        lastName: word,
      })),
    })
  const { page } = await as(['ADMIN'])
  await page.goto(`/users/bulk?action=setField&scope=matching&search=q%3D${word}&field=searchVisibility&value=private`)
  await page.getByRole('button', { name: 'Set “Visible in search” of 1,400 users' }).click()
  await expect(page.getByRole('link', { name: 'Changed 1,400' })).toBeVisible({ timeout: 60_000 })
})
