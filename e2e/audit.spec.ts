// The audit log as auditors meet it: a change is found, opened, sent on and taken along; reading leaves its own trace.
import { readFile } from 'node:fs/promises'
import { expect, expectAccessible, test } from './test.ts'

const unique = () => `u${Math.random().toString(36).slice(2, 10)}`

/** So many entries that belong together and nothing else: `n` of them, the first the oldest. */
async function entries(world: typeof import('../lib/testing/world.ts'), n: number): Promise<string> {
  const { recordAudit } = await import('../lib/audit/record.ts')
  const { db } = await import('../lib/core/db.ts')
  const correlation = crypto.randomUUID()
  for (let i = 1; i <= n; i++)
    await recordAudit(
      db,
      world.system,
      'job.retried',
      [{ target: { type: 'job', id: null, label: `Job ${i}` }, detail: { job: 'x' } }],
      correlation,
    )
  return correlation
}

test('a change is found by whom it was about and what it was, shows before and after, and can be sent on and taken along', async ({
  as,
  world,
}) => {
  const lastName = unique()
  const person = await world.person({ firstName: 'Bo', lastName, organisation: 'Northern Clinic' })
  const { page, userId } = await as(['ADMIN'])
  await page.goto(`/users/${person.id}/edit`)
  await page.getByLabel('Organisation').fill('Open Maps Society')
  await page.getByLabel('Bio').fill('First line\nSecond line')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Bo ${lastName}`)

  await page.goto('/audit')
  await page.getByRole('combobox', { name: 'About' }).fill(lastName)
  await page.getByRole('option', { name: new RegExp(lastName) }).click()
  await page.getByRole('combobox', { name: 'Event' }).selectOption('User updated')
  await page.getByRole('search').getByRole('button', { name: 'Search' }).click()
  await expect(page.getByRole('link', { name: `Remove filter About: Bo ${lastName}` })).toBeVisible()
  await expect(page.getByRole('status').filter({ hasText: '1 event' })).toBeVisible()
  expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ target: `user:${person.id}`, event: 'user.updated' })
  const row = page.getByRole('listitem').filter({ hasText: `edited the profile of Bo ${lastName}` })
  await expect(row).toContainText('Organisation, bio')
  await expect(page.getByRole('heading', { level: 2, name: 'Today' })).toBeVisible()

  await page.getByRole('link', { name: /^Details:/ }).click()
  const changes = page.getByRole('table', { name: 'What changed' })
  await expect(changes.getByRole('row', { name: /^Organisation/ })).toHaveText(/Northern Clinic.*Open Maps Society/)
  await expect(changes.getByRole('row', { name: /^Bio/ }).getByText('empty')).toBeVisible()
  await expect(page.getByRole('region').getByText('user.updated')).toBeVisible()
  await expectAccessible(page)
  await page.reload()
  await expect(changes).toBeVisible()

  await page.getByRole('link', { name: 'Permalink' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'User updated' })).toBeVisible()
  await expect(changes.getByRole('row', { name: /^Organisation/ })).toBeVisible()
  const eventId = page.url().split('/').at(-1)
  await expectAccessible(page)

  await page.goBack()
  await page.getByRole('button', { name: 'Export' }).click()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /^NDJSON/ }).click()])
  expect(download.suggestedFilename()).toMatch(/\.ndjson$/)
  const lines = (await readFile(await download.path(), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatchObject({ id: eventId, event: 'user.updated', targetId: person.id, actorId: userId })
  expect(lines[0]?.changes).toMatchObject({ organisation: { before: 'Northern Clinic', after: 'Open Maps Society' } })

  const { db } = await import('../lib/core/db.ts')
  const left = await db.auditEvent.findMany({
    where: { actorId: userId, event: { in: ['audit.read', 'audit.exported'] } },
    select: { event: true, detail: true },
  })
  const query = new URLSearchParams({ target: `user:${person.id}`, event: 'user.updated' }).toString()
  expect(left).toContainEqual({ event: 'audit.read', detail: { query } })
  expect(left).toContainEqual({ event: 'audit.exported', detail: expect.objectContaining({ format: 'ndjson', scope: 'filtered', query }) })
})

test('a wildcard takes everything of a kind; what is no event shows nothing and says why', async ({ as, world }) => {
  const { page, userId } = await as(['ADMIN'])
  const { updateUser } = await import('../lib/users/mutations.ts')
  const person = await world.person()
  await updateUser(await world.actorFor(userId), { userId: person.id, version: 1, firstName: 'Mei' })
  await page.goto(`/audit?actor=${userId}`)
  await expect(page.getByRole('listitem').filter({ hasText: 'signed in' })).toHaveCount(1)

  await page.getByRole('button', { name: 'Filters' }).click()
  await expectAccessible(page)
  await page.getByLabel('Event by its name').fill('user.*')
  await page.getByRole('button', { name: 'Apply filters' }).click()
  await expect(page.getByRole('link', { name: 'Remove filter Event: Everything about users' })).toBeVisible()
  await expect(page.getByRole('combobox', { name: 'Event' })).toHaveValue('user.*')
  await expect(page.getByRole('listitem').filter({ hasText: 'edited the profile of' })).toHaveCount(1)
  await expect(page.getByRole('listitem').filter({ hasText: 'signed in' })).toHaveCount(0)

  await page.getByRole('button', { name: 'Filters' }).click()
  await page.getByLabel('Event by its name').fill('user.flown')
  await page.getByRole('button', { name: 'Apply filters' }).click()
  await expect(page.getByText('Nothing is shown, because a filter cannot be read')).toBeVisible()
  await expect(page.getByText('Event “user.flown”: There is no such event.')).toBeVisible()
  await page.getByRole('link', { name: 'Clear all filters' }).click()
  await expect(page).toHaveURL(/\/audit$/)
})

test('pages go forth and back without losing or repeating a row', async ({ as, world }) => {
  const correlation = await entries(world, 60)
  const { page } = await as(['ADMIN'])
  await page.goto(`/audit?correlation=${correlation}`)
  const shown = async () =>
    (await page.getByRole('listitem').filter({ hasText: 'ran the job' }).allInnerTexts()).map((text) => Number(/Job (\d+)/.exec(text)?.[1]))
  const seen: number[] = []
  await expect(page.getByText('60 events')).toBeVisible()
  for (let more = true; more;) {
    seen.push(...(await shown()))
    const next = page.getByRole('link', { name: 'Next page' })
    more = await next.isVisible()
    if (!more) break
    const before = page.url()
    await next.click()
    await expect(page).not.toHaveURL(before)
    await expect(page.getByText(/(25|10) on this page/)).toBeVisible()
    await expect(page.getByText(`Job ${60 - seen.length}`, { exact: true })).toBeVisible()
  }
  expect(seen).toEqual(Array.from({ length: 60 }, (_, i) => 60 - i))
  await page.getByRole('link', { name: 'First page' }).click()
  await expect(page.getByText('Job 60', { exact: true })).toBeVisible()
  await page.getByRole('link', { name: 'Last page' }).click()
  await expect(page.getByText('Job 1', { exact: true })).toBeVisible()
})

test('a user’s activity is what was done to them and what they did, together or one of both', async ({ as, world }) => {
  const { page, userId } = await as(['ADMIN'])
  const { updateUser } = await import('../lib/users/mutations.ts')
  const other = await world.person({ lastName: unique() })
  await updateUser(await world.actorFor(userId), { userId: other.id, version: 1, firstName: 'Mei' })
  await page.goto(`/users/${userId}/activity`)
  const done = page.getByRole('listitem').filter({ hasText: 'edited the profile of' })
  const suffered = page.getByRole('listitem').filter({ hasText: /created Pat Person/ })
  await expect(done).toHaveCount(1)
  await expect(suffered).toHaveCount(1)
  await page.getByRole('navigation', { name: 'Which activity' }).getByRole('link', { name: 'Done by them' }).click()
  await expect(suffered).toHaveCount(0)
  await expect(done).toHaveCount(1)
  await page.getByRole('navigation', { name: 'Which activity' }).getByRole('link', { name: 'Done to them' }).click()
  await expect(done).toHaveCount(0)
  await expect(suffered).toHaveCount(1)
  await expectAccessible(page)
})

test('somebody who is not in the directory is not taken for nobody: similar names are offered', async ({ as, world }) => {
  const lastName = unique()
  await world.person({ firstName: 'Bo', lastName })
  const { page } = await as(['ADMIN'])
  await page.goto(`/audit?actor=${lastName}`)
  await expect(page.getByText(`By “${lastName}”: No user has this username or e-mail address.`)).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('link', { name: `Bo ${lastName}` }).click()
  await expect(page.getByRole('link', { name: `Remove filter By: Bo ${lastName}` })).toBeVisible()
  await expect(page.getByText('No events match')).toBeVisible()
})

test('whoever may not read the log gets neither pages nor a file', async ({ as, world }) => {
  const correlation = await entries(world, 1)
  const { db } = await import('../lib/core/db.ts')
  const { id } = await db.auditEvent.findFirstOrThrow({ where: { correlationId: correlation }, select: { id: true } })
  const member = await as([])
  for (const path of ['/audit', `/audit/${id}`]) expect((await member.page.goto(path))?.status(), path).toBe(403)
  const status = await member.page.evaluate(async () => {
    const answer = await fetch('/audit/export', { method: 'POST', body: new URLSearchParams({ format: 'csv' }) })
    return answer.status
  })
  expect(status).toBe(403)
  const auditor = await as(['Auditor'])
  expect((await auditor.page.goto('/audit'))?.status()).toBe(200)
  await expect(auditor.page.getByRole('button', { name: 'Export' })).not.toHaveAttribute('aria-disabled')
  const reader = await as([])
  const { grantRole } = await import('../lib/roles/mutations.ts')
  await grantRole(world.system, { userId: reader.userId, roleId: await world.makeRole('audit:read') })
  expect((await reader.page.goto('/audit'))?.status()).toBe(200)
  await expect(reader.page.getByRole('button', { name: 'Export' })).toHaveAttribute('aria-disabled', 'true')
  const admin = await as(['ADMIN'])
  expect((await admin.page.goto(`/audit/${crypto.randomUUID()}`))?.status()).toBe(404)
  expect((await admin.page.goto('/audit/nothing'))?.status()).toBe(404)
})
