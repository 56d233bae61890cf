// Site banners as administrators make them and as readers meet them. Others see banners for everyone too, so these are for the readers of one story, or on a path of their own.
import type { Page } from '@playwright/test'
import { expect, expectAccessible, test } from './test.ts'

type World = typeof import('../lib/testing/world.ts')
const unique = (text: string) => `${text} ${crypto.randomUUID().slice(0, 8)}`

/** A group with these users, so that a story's banners show to nobody else. */
async function groupOf(world: World, ...userIds: string[]) {
  const id = await world.group()
  for (const userId of userIds) await world.join(id, userId)
  return id
}
async function showBanner(world: World, fields: Record<string, unknown>) {
  const { createBanner, enableBanner } = await import('../lib/banners/mutations.ts')
  const { bannerId, title } = await createBanner(world.system, { title: unique('Notice'), message: 'Read this.', ...fields })
  await enableBanner(world.system, { bannerId })
  return { bannerId, title }
}
const announcements = (page: Page) => page.getByRole('region', { name: 'Announcements' })

test('an administrator makes a banner for a group, sees what it will look like, enables it; its members see it and nobody else', async ({
  as,
  world,
}) => {
  const { db } = await import('../lib/core/db.ts')
  const [admin, member, other] = [await as(['ADMIN']), await as([]), await as([])]
  const groupId = await groupOf(world, member.userId)
  const { name } = await db.group.findUniqueOrThrow({ where: { id: groupId }, select: { name: true } })
  const title = unique('Offices close early')
  const { page } = admin
  await page.goto('/banners')
  await page.getByRole('link', { name: 'Create banner' }).click()
  const preview = page.getByRole('region', { name: 'Preview' })
  await page.getByLabel('Kind').selectOption('Warning')
  await page.getByLabel('Title').fill(title)
  await page.getByLabel('Message').fill('On Friday at 14:00.\nTake your badge.')
  await page.getByLabel('Link', { exact: false }).first().fill('javascript:alert(1)')
  await expect(preview).toContainText(title)
  await expect(preview).toContainText('Take your badge.')
  await expect(preview.getByRole('link')).toHaveCount(0)
  await page.getByRole('button', { name: 'Create banner' }).click()
  await expect(page.getByText('Enter a whole address that begins with https:// or http://.')).toBeVisible()
  await page.getByLabel('Link', { exact: false }).first().fill('https://example.org/hours')
  await expect(preview.getByRole('link', { name: 'example.org' })).toHaveAttribute('rel', /noopener/)
  await page.getByLabel('For').selectOption('Members of a group and its sub-groups')
  await page.getByRole('combobox', { name: 'Group' }).fill(name)
  await page.getByRole('option', { name }).click()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Create banner' }).click()
  await expect(page.getByText('Nobody sees it until you enable it.')).toBeVisible()
  await expect(page.getByRole('definition').filter({ hasText: `Members of ${name}` })).toBeVisible()
  await member.page.goto('/account')
  await expect(member.page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(announcements(member.page).getByText(title)).toHaveCount(0)

  await page.getByRole('button', { name: 'Enable banner' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Enable banner' }).click()
  await expect(page.getByRole('button', { name: 'Disable banner' }).first()).toBeVisible()
  // Going from page to page is enough: the frame stays, the banner comes with the page.
  await member.page.getByRole('link', { name: 'My roles' }).click()
  await expect(announcements(member.page).getByText(title)).toBeVisible()
  await expect(announcements(member.page).getByText('Warning:')).toHaveCount(1)
  await expectAccessible(member.page)
  for (const { page: elsewhere } of [admin, other]) {
    await elsewhere.goto('/account')
    await expect(elsewhere.getByRole('heading', { level: 1 })).toBeVisible()
    expect(await elsewhere.content()).not.toContain(title)
  }
})

test('a dismissed banner stays away, also in another browser, until its text changes; what is typed elsewhere stays', async ({
  as,
  world,
}) => {
  const { updateBanner } = await import('../lib/banners/mutations.ts')
  const reader = await as([])
  const audienceGroup = await groupOf(world, reader.userId)
  const { bannerId, title } = await showBanner(world, { audience: 'group', audienceGroup })
  const fixed = await showBanner(world, { audience: 'group', audienceGroup, dismissible: false, kind: 'success' })
  const { page } = reader
  await page.goto('/account')
  await page.getByLabel('Bio').fill('Half a sentence')
  await expect(announcements(page).getByRole('button')).toHaveCount(1)
  await announcements(page)
    .getByRole('button', { name: `Dismiss “${title}”` })
    .click()
  await expect(announcements(page).getByText(title)).toHaveCount(0)
  await expect(page.locator('#content')).toBeFocused()
  await expect(page.getByLabel('Bio')).toHaveValue('Half a sentence')
  await expect(announcements(page).getByText(fixed.title)).toBeVisible()
  await page.reload()
  await expect(announcements(page).getByText(fixed.title)).toBeVisible()
  await expect(announcements(page).getByText(title)).toHaveCount(0)

  await updateBanner(world.system, { bannerId, version: 2, message: 'It is another day.' })
  await page.goto('/account/roles')
  await expect(announcements(page).getByText('It is another day.')).toBeVisible()
})

test('a banner of one role is on its pages only, and the gravest of many come first, the others behind a line', async ({ as, world }) => {
  const reader = await as([])
  const { grantRole } = await import('../lib/roles/mutations.ts')
  const roleId = await world.makeRole('statistics:read')
  await grantRole(world.system, { userId: reader.userId, roleId })
  const forRole = { audience: 'role', audienceRoleId: roleId }
  const mine = await showBanner(world, { ...forRole, paths: '/account/roles' })
  const { page } = reader
  await page.goto('/account')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  expect(await page.content()).not.toContain(mine.title)
  await page.getByRole('link', { name: 'My roles' }).click()
  await expect(announcements(page).getByText(mine.title)).toBeVisible()

  const many: { title: string }[] = []
  for (const kind of ['success', 'info', 'error', 'warning'])
    many.push(await showBanner(world, { ...forRole, kind, paths: '/account/password' }))
  await page.getByRole('link', { name: 'Password', exact: true }).click()
  const titles = [2, 3, 1, 0].map((n) => many[n]?.title as string)
  for (const title of titles.slice(0, 3)) await expect(announcements(page).getByText(title)).toBeVisible()
  await expect(announcements(page).getByText(titles[3] as string)).toBeHidden()
  await announcements(page).getByText('1 more announcement').click()
  await expect(announcements(page).getByText(titles[3] as string)).toBeVisible()
  const text = await announcements(page).innerText()
  expect([...titles].sort((a, b) => text.indexOf(a) - text.indexOf(b))).toEqual(titles)
})

test('people who are not signed in see what is for everyone, and their browser remembers what they dismissed', async ({ page, world }) => {
  // On the page for forgotten passwords only, so that no other story meets it.
  const { title, bannerId } = await showBanner(world, { audience: 'everyone', paths: '/forgot-password', kind: 'error' })
  const hidden = await showBanner(world, { audience: 'signed_in', paths: '/forgot-password' })
  await expect(async () => {
    await page.goto('/forgot-password')
    await expect(announcements(page).getByText(title)).toBeVisible({ timeout: 1_000 })
  }).toPass()
  expect(await page.content()).not.toContain(hidden.title)
  await expectAccessible(page)
  await announcements(page)
    .getByRole('button', { name: `Dismiss “${title}”` })
    .click()
  await expect(announcements(page)).toHaveCount(0)
  await page.reload()
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(announcements(page)).toHaveCount(0)
  const { deleteBanner } = await import('../lib/banners/mutations.ts')
  await deleteBanner(world.system, { bannerId })
})

test('editing says what changed meanwhile and loses no typing; texts without end or in another direction fit 360 px in the dark', async ({
  as,
  world,
}) => {
  const { updateBanner } = await import('../lib/banners/mutations.ts')
  const { page, userId } = await as(['ADMIN'], { viewport: { width: 360, height: 740 }, colorScheme: 'dark' })
  const audienceGroup = await groupOf(world, userId)
  const { bannerId } = await showBanner(world, {
    audience: 'group',
    audienceGroup,
    title: unique('W'.repeat(120)),
    message: `שלום ${'a'.repeat(300)}\n<b>not bold</b>`,
    link: `https://example.org/${'long'.repeat(60)}`,
    linkText: 'x'.repeat(200),
    startsAt: '2026-01-05T10:00:00Z',
  })
  for (const path of ['/account', `/banners/${bannerId}`, `/banners/${bannerId}/edit`, '/banners', '/banners/new']) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expect(announcements(page).getByText('<b>not bold</b>')).toBeVisible()
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(wider, `${path} is wider than the window`).toBe(0)
    await expectAccessible(page)
  }
  await page.goto(`/banners/${bannerId}/edit`)
  await expect(page.getByLabel('From')).toHaveValue('2026-01-05T10:00')
  await page.getByLabel('Message').fill('Mine')
  await updateBanner(world.system, { bannerId, version: 2, message: 'Theirs' })
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByText('It says now: “Theirs”')).toBeVisible()
  await expect(page.getByLabel('Message')).toHaveValue('Mine')
  await page.getByLabel('Until').fill('2026-01-05T09:59:59')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByText('The end must come after the start.')).toBeVisible()
  await page.getByLabel('Until').fill('')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByText('Changes saved.')).toBeVisible()
  await expect(announcements(page).getByText('Mine')).toBeVisible()
})

test('an auditor reads banners and changes none; others are not let in; deleting says what stays', async ({ as, world }) => {
  const { title, bannerId } = await showBanner(world, { audience: 'group', audienceGroup: await groupOf(world) })
  const auditor = await as(['Auditor'])
  await auditor.page.goto(`/banners?q=${encodeURIComponent(title)}`)
  await expect(auditor.page.getByRole('row')).toHaveCount(2)
  await expect(auditor.page.getByRole('link', { name: 'Create banner' })).toHaveCount(0)
  await auditor.page.getByRole('link', { name: title }).click()
  await expect(auditor.page.getByText('What readers see')).toBeVisible()
  await expect(auditor.page.getByRole('button', { name: /banner/i })).toHaveCount(0)
  expect((await auditor.page.goto(`/banners/${bannerId}/edit`))?.status()).toBe(403)
  expect((await auditor.page.goto('/banners/new'))?.status()).toBe(403)
  const stranger = await as([])
  expect((await stranger.page.goto(`/banners/${bannerId}`))?.status()).toBe(403)

  const { page } = await as(['ADMIN'])
  await page.goto(`/banners/${bannerId}`)
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('button', { name: 'Delete banner' }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete banner' }).click()
  await expect(page.getByText('The banner was deleted.')).toBeVisible()
  expect((await page.goto(`/banners/${bannerId}`))?.status()).toBe(404)
})
