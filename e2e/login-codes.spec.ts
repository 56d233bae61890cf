// One-time codes as administrators make them and people use them; and the marks of tokens that other systems used.
import { expect, expectAccessible, test } from './test.ts'

const someone = async (world: typeof import('../lib/testing/world.ts')) => {
  const person = await world.person({ firstName: 'Cleo', lastName: `Code ${crypto.randomUUID().slice(0, 6)}` })
  return { ...person, name: `${person.firstName} ${person.lastName}` }
}

test('a code is made on the user’s page, shown once, and signs in on a phone by its link, once', async ({
  as,
  browser,
  baseURL,
  world,
}) => {
  const person = await someone(world)
  const { page } = await as(['ADMIN'])
  await page.goto(`/users/${person.id}`)
  await page.getByRole('button', { name: 'Actions' }).click()
  await page.getByRole('button', { name: 'Make login code' }).first().click()
  const dialog = page.getByRole('dialog', { name: `Make a login code for ${person.name}?` })
  await expect(dialog.getByText('within 10 minutes')).toBeVisible()
  await dialog.getByRole('button', { name: 'Make login code' }).click()
  const link = await dialog.getByRole('textbox', { name: 'Link with the code' }).inputValue()
  const code = String(await dialog.getByLabel('Login code', { exact: true }).textContent())
  expect(link.endsWith(`/sign-in/code?token=${code}`)).toBe(true)
  await expectAccessible(page)

  const phone = await browser.newContext({ baseURL: String(baseURL), viewport: { width: 360, height: 740 }, colorScheme: 'dark' })
  const theirs = await phone.newPage()
  await theirs.goto('/sign-in?next=%2Faccount%2Fsessions')
  await theirs.getByRole('link', { name: 'Sign in with a code' }).click()
  await expect(theirs).toHaveURL(/\/sign-in\/code\?next=/)
  await theirs.getByLabel('Login code').fill('ABCD')
  await theirs.getByRole('button', { name: 'Sign in' }).click()
  await expect(theirs.getByText('A login code has 20 characters; this has 4.')).toBeVisible()
  await theirs.getByLabel('Login code').fill(code.toLowerCase().replaceAll('-', ' '))
  await theirs.getByRole('button', { name: 'Sign in' }).click()
  await expect(theirs).toHaveURL(/\/account\/sessions$/)
  await theirs.goto(link)
  await expect(theirs.getByText(`You are signed in as ${person.username}.`)).toBeVisible()
  await theirs.getByRole('button', { name: 'Sign in' }).click()
  await expect(theirs.getByRole('alert').filter({ hasText: 'This code does not work' })).toBeVisible()
  await expectAccessible(theirs)
  expect(await theirs.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0)
  await phone.close()

  await page.goto(`/login-codes?q=${encodeURIComponent(person.name)}`)
  await expect(page.getByRole('row').nth(1)).toContainText('Used')
  await page.getByRole('row').nth(1).getByRole('link', { name: person.name }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Login code of ${person.name}`)
  await expect(page.getByRole('region', { name: 'Used' })).toContainText(/127\.0\.0\.1|::1|::ffff/)
  expect(await page.content()).not.toContain(code)
  const events = (await world.auditOf(person.id)).map(({ event }) => event)
  expect(events).toEqual(expect.arrayContaining(['login-code.created', 'login-code.used', 'login-code.refused', 'session.started']))
})

test('a code for a user found by the picker is taken back; a filter finds it, and others get the reason instead of a button', async ({
  as,
  world,
}) => {
  const person = await someone(world)
  const { page } = await as(['ADMIN'])
  await page.goto('/login-codes')
  await page.getByRole('button', { name: 'Make login code' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Make a login code' })
  await dialog.getByRole('combobox', { name: 'User' }).fill(person.email)
  await dialog.getByRole('option', { name: new RegExp(person.name) }).click()
  await dialog.getByRole('button', { name: 'Make login code' }).click()
  await expect(dialog.getByText('It is shown only now.')).toBeVisible()
  await page.goto(`/login-codes?state=open&q=${encodeURIComponent(person.username)}`)
  await page.getByRole('row').nth(1).getByRole('link', { name: person.name }).click()
  await page.getByRole('button', { name: 'Take back code' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Take back code' }).click()
  await expect(page.getByText('Login code taken back.').first()).toBeVisible()
  await page.goto(`/login-codes?state=open&q=${encodeURIComponent(person.username)}`)
  await expect(page.getByText('No login codes match')).toBeVisible()

  const auditor = await as(['Auditor'])
  const answer = await auditor.page.goto('/login-codes')
  expect([200, 403]).toContain(answer?.status())
  await expect(auditor.page.getByRole('textbox', { name: 'Link with the code' })).toHaveCount(0)
})

test('a used token is looked up without being in an address, and its mark is kept', async ({ as, world }) => {
  const { useOnce } = await import('../lib/seen-tokens/mutations.ts')
  const token = `nonce-${crypto.randomUUID()}`
  await useOnce(world.system, { token, meta: { order: 'Nr. 7' } })
  const { page } = await as(['ADMIN'])
  await page.goto('/seen-tokens')
  await page.getByRole('button', { name: 'Look up token' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Token', { exact: true }).fill(`${token}-other`)
  await dialog.getByRole('button', { name: 'Look up token' }).click()
  await expect(dialog.getByText('This token was not used.')).toBeVisible()
  await dialog.getByLabel('Token', { exact: true }).fill(token)
  await dialog.getByRole('button', { name: 'Look up token' }).click()
  await expect(dialog.getByText('This token was used.')).toBeVisible()
  expect(page.url()).not.toContain('nonce')
  await dialog.getByRole('link', { name: 'All about its use' }).click()
  await expect(page.getByText('Nr. 7')).toBeVisible()
  await page.getByRole('button', { name: 'Delete mark' }).focus()
  await expect(page.getByRole('tooltip').filter({ hasText: 'This mark is kept for ever' })).toBeVisible()
})
