// Enrollment pools and invitations as those see them who make, share and stop them. Applicants have stories of their own.
import type { Page } from '@playwright/test'
import { giveRole, named, unique } from './groups.ts'
import { expect, test } from './test.ts'

type World = typeof import('../lib/testing/world.ts')

async function makePool(world: World, settings: Record<string, unknown> = {}) {
  const { createPool } = await import('../lib/enrollment-pools/mutations.ts')
  const owner = await world.asAdministrator()
  const name = unique('Pool')
  const { poolId } = await createPool(owner, { name, ...settings })
  return { poolId, name, owner }
}
const tokenOf = (url: string) => new URL(url).searchParams.get('token') ?? ''

/** The answer of the form behind a link to somebody who is not signed in. */
async function answersAt(page: Page, url: string) {
  const context = await page.context().browser()!.newContext()
  const answer = await context.request.get(url)
  await context.close()
  return answer
}

test('an administrator makes a pool, shares its link, pauses, rotates, raises and deletes it', async ({ as, world }) => {
  const { db } = await import('../lib/core/db.ts')
  const [groupName, name] = [unique('Berlin'), unique('Newcomers')]
  const groupId = await named(world, groupName)
  const { page } = await as(['ADMIN'])
  await page.goto('/enrollment-pools')
  await page.getByRole('link', { name: 'Create pool' }).first().click()
  await page.getByRole('button', { name: 'Create pool' }).click()
  await expect(page.getByText('Enter a name.')).toBeVisible()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Quota').fill('2')
  await page.getByLabel('E-mail addresses at').fill('example.org')
  await page.getByRole('combobox', { name: 'Group (optional)', exact: true }).fill(groupName)
  await page.getByRole('option', { name: groupName }).click()
  await page.getByText('Add a question').filter({ visible: true }).click()
  await expect(page.getByLabel('Question', { exact: true }).first()).toBeFocused()
  await page.getByLabel('Question', { exact: true }).first().fill('Which team?')
  await page.getByLabel('Answer', { exact: true }).first().selectOption('A choice of options')
  await page.getByRole('button', { name: 'Create pool' }).click()
  await expect(page.getByText('Give at least two options to choose from.')).toBeVisible()
  await page.getByLabel('Options').first().fill('North\nSouth')
  await page.getByRole('button', { name: 'Create pool' }).click()
  await expect(page.getByText('Pool created.')).toBeVisible()
  const poolId = new URL(page.url()).pathname.split('/').at(-1) as string
  await expect(page.getByText('North · South')).toBeVisible()
  await expect(page.getByRole('link', { name: groupName })).toHaveAttribute('href', `/groups/${groupId}`)

  const link = page.getByLabel('Link of this pool')
  await expect(link).toHaveCount(0)
  await page.getByRole('button', { name: 'Show link' }).click()
  await expect(page.getByRole('img', { name: 'QR code that opens the form' })).toBeVisible()
  const url = await link.inputValue()
  expect(tokenOf(url)).toMatch(/^[0-9A-Z]{26}$/)
  expect(await db.auditEvent.count({ where: { targetId: poolId, event: 'enrollment-pool.code-shown' } })).toBe(1)
  expect((await answersAt(page, url)).status()).toBe(200)

  await page.getByRole('button', { name: 'Pause pool' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Pause pool' }).click()
  await expect(page.getByText('Paused: nobody can enroll')).toBeVisible()
  expect((await answersAt(page, url)).status()).toBe(409)
  await page.getByRole('button', { name: 'Resume pool' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Resume pool' }).click()
  await expect(page.getByText('Paused: nobody can enroll')).toHaveCount(0)

  const menu = page.getByRole('button', { name: 'More actions' })
  await menu.click()
  await page.getByRole('button', { name: 'Rotate code' }).first().click()
  await expect(page.getByRole('dialog')).toContainText('wherever they were handed out or printed')
  await page.getByRole('dialog').getByRole('button', { name: 'Rotate code' }).click()
  await expect(page.getByText('A new link was made; the old one works no more.')).toBeVisible()
  expect((await answersAt(page, url)).status()).toBe(404)

  await menu.click()
  await page.getByRole('button', { name: 'Raise quota' }).first().click()
  await page.getByLabel('New quota').fill('1')
  await page.getByRole('dialog').getByRole('button', { name: 'Raise quota' }).click()
  await expect(page.getByRole('dialog')).toContainText('The quota is 2 already.')
  await page.getByLabel('New quota').fill('5')
  await page.getByRole('dialog').getByRole('button', { name: 'Raise quota' }).click()
  await expect(page.getByText('0 of 5')).toBeVisible()

  await menu.click()
  await page.getByRole('button', { name: 'Delete pool' }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete pool' }).click()
  await expect(page.getByText('The pool was deleted: its links work no more.')).toBeVisible()
  await page.goto(`/enrollment-pools?q=${encodeURIComponent(name)}`)
  await expect(page.getByText('No pools match')).toBeVisible()
  await page.getByRole('combobox', { name: 'State' }).selectOption('Deleted')
  await page.getByRole('button', { name: 'Search' }).click()
  await page.getByRole('link', { name, exact: true }).click()
  await expect(page.getByText('This pool is deleted')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Edit pool' })).toHaveCount(0)
})

test('editing says what changed meanwhile, loses no typing and takes questions out; the print page is a sheet that fits 360 px', async ({
  as,
  world,
}) => {
  const { updatePool } = await import('../lib/enrollment-pools/mutations.ts')
  const { poolId, name, owner } = await makePool(world, {
    quota: 3,
    questions: [
      { key: 'team', label: 'Which team?', type: 'line' },
      { key: 'why', label: 'Why here?', type: 'text' },
    ],
  })
  const { page } = await as(['ADMIN'], { viewport: { width: 360, height: 740 }, colorScheme: 'dark' })
  await page.goto(`/enrollment-pools/${poolId}/edit`)
  await page.getByLabel('Welcome').fill('Mine')
  await updatePool(owner, { poolId, version: 1, welcome: 'Theirs' })
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByText('Somebody changed this pool while you were editing.')).toBeVisible()
  await expect(page.getByLabel('Welcome')).toHaveValue('Mine')
  await page.getByLabel('Question', { exact: true }).first().fill('')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByText('Changes saved.')).toBeVisible()
  await expect(page.getByText('Why here?')).toBeVisible()
  await expect(page.getByText('Which team?')).toHaveCount(0)

  await page.goto(`/enrollment-pools/${poolId}/print`)
  await page.getByRole('button', { name: 'Show link and QR code' }).click()
  await expect(page.getByRole('heading', { level: 2, name })).toBeVisible()
  await expect(page.getByText(/^[0-9A-Z]{4}(-[0-9A-Z]{1,4}){6}$/)).toBeVisible()
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(wider).toBe(0)
  await page.emulateMedia({ media: 'print' })
  await expect(page.getByRole('heading', { level: 2, name })).toBeVisible()
  await expect(page.getByRole('heading', { level: 1 })).toBeHidden()
  await expect(page.getByRole('button', { name: 'Print' })).toBeHidden()
})

test('single-use links: who used which, one revoked, more added, all as a file', async ({ as, world }) => {
  const { createPool } = await import('../lib/enrollment-pools/mutations.ts')
  const { codesOf, applicant } = await import('../lib/testing/enrollments.ts')
  const name = unique('Passes')
  const { poolId } = await createPool(await world.asAdministrator(), { name, kind: 'single_use', links: 3 })
  const used = await applicant((await codesOf(poolId))[0] as string)
  const { page } = await as(['ADMIN'])
  await page.goto(`/enrollment-pools?q=${encodeURIComponent(name)}`)
  await expect(page.getByRole('row').filter({ hasText: name })).toContainText('1 of 3')
  await page.goto(`/enrollment-pools/${poolId}/links`)
  await expect(page.getByRole('row').filter({ hasText: used.username })).toContainText('Used')
  await page.getByRole('link', { name: 'Show link 3' }).click()
  await page.getByRole('button', { name: 'Show link and QR code' }).click()
  await expect(page.getByText('Link 3, for one person.')).toBeVisible()
  await page.getByRole('button', { name: 'Revoke link' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke link' }).click()
  await expect(page.getByText('Link revoked')).toBeVisible()

  await page.goto(`/enrollment-pools/${poolId}/links`)
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('button', { name: 'Add links' }).first().click()
  await page.getByLabel('How many more').fill('2')
  await page.getByRole('dialog').getByRole('button', { name: 'Add links' }).click()
  await expect(page.getByText('5 links', { exact: true })).toBeVisible()
  await page.getByRole('combobox', { name: 'State' }).selectOption('Unused')
  await page.getByRole('button', { name: 'Filter' }).click()
  await expect(page).toHaveURL(/state=unused/)
  await expect(page.getByText('3 links', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Export' }).click()
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /^CSV/ }).click()])
  const text = await (await file.createReadStream()).toArray().then((parts) => Buffer.concat(parts).toString())
  expect(text.match(/enroll\?token=/g)).toHaveLength(3)
})

test('who may see pools within a group sees those and no links; a pool of somebody who left says so and can be taken over', async ({
  as,
  world,
}) => {
  const { db } = await import('../lib/core/db.ts')
  const { deactivateUser } = await import('../lib/users/mutations-lifecycle.ts')
  const groupId = await named(world, unique('Inside'))
  const inside = await makePool(world, { groupId })
  const outside = await makePool(world)
  const reader = await as([])
  await giveRole(world, reader.userId, await world.makeRole('enrollment-pool:read', 'user:read'), groupId)
  await reader.page.goto('/enrollment-pools')
  await expect(reader.page.getByRole('link', { name: inside.name })).toBeVisible()
  await expect(reader.page.getByText(outside.name)).toHaveCount(0)
  await reader.page.getByRole('link', { name: inside.name }).click()
  await expect(reader.page.getByText('Your roles do not allow you to see the links of this pool.')).toBeVisible()
  await expect(reader.page.getByRole('button', { name: 'Show link' })).toHaveCount(0)
  for (const [path, status] of [
    [`/enrollment-pools/${inside.poolId}/print`, 403],
    [`/enrollment-pools/${inside.poolId}/edit`, 403],
    [`/enrollment-pools/${outside.poolId}`, 404],
    ['/enrollment-pools/new', 403],
    ['/users/invite', 403],
    ['/invitations', 403],
    ['/enrollments/new', 403],
  ] as const)
    expect((await reader.context.request.get(path)).status(), path).toBe(status)

  await deactivateUser(world.system, { userId: inside.owner.id, reason: 'Left' })
  const { page, userId } = await as(['ADMIN'])
  await page.goto(`/enrollment-pools?owner=gone&q=${encodeURIComponent(inside.name)}`)
  await expect(page.getByRole('row').filter({ hasText: inside.name })).toContainText('Has left')
  await page.getByRole('link', { name: inside.name, exact: true }).click()
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('button', { name: 'Take over' }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: 'Take over' }).click()
  await expect(page.getByText('The owner of this pool has left')).toHaveCount(0)
  expect(await db.enrollmentPool.findUniqueOrThrow({ where: { id: inside.poolId }, select: { ownerId: true } })).toEqual({
    ownerId: userId,
  })
})

test('people are invited by a list, invited again with a link shown once, and revoked', async ({ as }) => {
  const [one, two] = [`${unique('inv').replace(' ', '.')}@example.org`, `${unique('inv').replace(' ', '.')}@example.org`]
  const { page } = await as(['ADMIN'])
  await page.goto('/users')
  await page.getByRole('link', { name: 'Invite people' }).click()
  await page.getByLabel('E-mail addresses').fill(`${one}\nBo Lee <${two}>\nnot an address`)
  await page.getByRole('button', { name: 'Make invitations' }).click()
  await expect(page.getByText('2 people invited, 1 line refused.')).toBeVisible()
  const first = await page.getByLabel(`Invitation link of ${one}`).filter({ visible: true }).inputValue()
  expect((await answersAt(page, first)).status()).toBe(200)

  await page.goto(`/invitations?q=${encodeURIComponent(one)}`)
  await page.getByRole('link', { name: 'Send again' }).click()
  await page.getByRole('button', { name: 'Send again' }).click()
  await expect(page.getByText('hand this link over yourself')).toBeVisible()
  const second = await page.getByLabel(`Invitation link of ${one}`).inputValue()
  expect((await answersAt(page, first)).status()).toBe(404)
  expect((await answersAt(page, second)).status()).toBe(200)
  await page.getByRole('link', { name: 'Done' }).click()
  await expect(page.getByText('hand this link over yourself')).toHaveCount(0)
  await page.getByRole('button', { name: 'Revoke', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke invitation' }).click()
  await expect(page.getByRole('row').filter({ hasText: one })).toContainText('Revoked')
  expect((await answersAt(page, second)).status()).toBe(404)
})

test('an enrollment is started for a username: link and code once, and the administrator stays who they are', async ({ as, world }) => {
  const { name, poolId } = await makePool(world)
  const username = unique('start').replace(' ', '.')
  const { page, userId } = await as(['ADMIN'])
  await page.goto(`/enrollments/new?pool=${poolId}`)
  await expect(page.getByLabel('As if they came by the pool').locator('option:checked')).toHaveText(name)
  await page.getByLabel('Username').fill('admin')
  await page.getByRole('button', { name: 'Start enrollment' }).click()
  await expect(page.getByText('This username is not available.')).toBeVisible()
  await page.getByLabel('Username').fill(username)
  await page.getByRole('button', { name: 'Start enrollment' }).click()
  await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible()
  await expect(page.getByText(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/)).toBeVisible()
  const link = await page.getByLabel('Link to the applicant’s own page').inputValue()
  expect((await answersAt(page, link)).status()).toBe(200)
  await page.goto('/account')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  const { db } = await import('../lib/core/db.ts')
  expect(await db.session.count({ where: { userId } })).toBe(1)
})
