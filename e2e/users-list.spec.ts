import { expect, expectAccessible, test } from './test.ts'

const unique = () => `u${Math.random().toString(36).slice(2, 10)}`

test('the list finds, filters, sorts and comes back as it was left', async ({ as, world }) => {
  const word = unique()
  for (const firstName of ['Łukasz', 'Aino', 'Zoë']) await world.person({ firstName, lastName: word })
  const { page } = await as(['ADMIN'])
  await page.goto('/users')
  await expectAccessible(page)

  await page.getByRole('searchbox', { name: 'Search users' }).fill(`lukasz ${word}`)
  await expect(page.getByRole('row')).toHaveCount(2)
  await expect(page.getByRole('link', { name: `Łukasz ${word}` })).toBeVisible()

  await page.getByRole('searchbox', { name: 'Search users' }).fill(word)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('status').filter({ hasText: '3 users' })).toBeVisible()
  await page.getByRole('columnheader', { name: 'Name', exact: true }).getByRole('link').click()
  await expect(page.getByRole('columnheader', { name: 'Name', exact: true })).toHaveAttribute('aria-sort', 'ascending')
  await expect(page.getByRole('rowheader').first()).toContainText('Aino')

  await page.getByRole('button', { name: 'Filters' }).click()
  await expectAccessible(page)
  await page.getByRole('combobox', { name: 'Status', exact: true }).selectOption('No password yet')
  await page.getByRole('button', { name: 'Apply filters' }).click()
  await expect(page.getByRole('link', { name: 'Remove filter Status: No password yet' })).toBeVisible()
  const left = page.url()
  await page.getByRole('link', { name: `Aino ${word}` }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Aino ${word}`)
  await page.goBack()
  await expect(page).toHaveURL(left)
  await expect(page.getByRole('searchbox', { name: 'Search users' })).toHaveValue(word)
  await page.getByRole('link', { name: `Aino ${word}` }).click()
  await page.getByRole('main').getByRole('link', { name: 'Users', exact: true }).click()
  await expect(page).toHaveURL(left)

  await page.getByRole('link', { name: 'Remove filter Status: No password yet' }).click()
  await page.getByRole('link', { name: 'Clear all' }).click()
  await expect(page).toHaveURL(/\/users\?sort=name&direction=asc$/)
})

test('pages go forth, back, to the end and to the start, and the page size is remembered', async ({ as, world }) => {
  const word = unique()
  for (let n = 10; n < 37; n++) await world.person({ firstName: `N${n}`, lastName: word })
  const { page } = await as(['ADMIN'])
  await page.goto(`/users?q=${word}&sort=username&direction=asc`)
  await expect(page.getByText('25 on this page')).toBeVisible()
  await page.getByRole('link', { name: 'Next page' }).click()
  await expect(page.getByText('2 on this page')).toBeVisible()
  await page.getByRole('link', { name: 'Previous page' }).click()
  await expect(page.getByText('25 on this page')).toBeVisible()
  await page.getByRole('link', { name: 'Last page' }).click()
  await expect(page.getByText('25 on this page')).toBeVisible()
  await page.getByRole('link', { name: 'First page' }).click()
  await page.getByRole('button', { name: '50 rows' }).click()
  await expect(page.getByText('27 on this page')).toBeVisible()
  await page.goto('/users')
  await expect(page.getByRole('button', { name: '50 rows' })).toHaveAttribute('aria-pressed', 'true')
})

test('the palette’s search answers our own pages and nobody else', async ({ as, world, request }) => {
  const word = unique()
  const person = await world.person({ lastName: word })
  const { page } = await as(['ADMIN'])
  await page.goto('/users')
  const found = await page.evaluate(async (q) => {
    const response = await fetch(`/users/search?q=${q}`)
    return { cache: response.headers.get('cache-control'), body: await response.json() }
  }, word)
  expect(found).toEqual({
    cache: 'private, no-store',
    body: { users: [{ id: person.id, name: `Pat ${word}`, username: person.username, email: person.email }] },
  })
  expect((await request.get(`/users/search?q=${word}`)).status()).toBe(403)
  expect((await request.get(`/users/search?q=${word}`, { headers: { 'sec-fetch-site': 'same-origin' } })).status()).toBe(401)
})
