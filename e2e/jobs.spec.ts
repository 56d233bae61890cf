// Background jobs as administrators meet them: a failed one is seen with its reason and run again; the regular ones with their times.
import { expect, expectAccessible, test } from './test.ts'

test('a failed job is listed with its reason and runs again on request', async ({ as, world }) => {
  const reason = `The mail server hung up ${crypto.randomUUID().slice(0, 8)}.`
  const id = await world.failedJob(undefined, reason)
  const { page } = await as(['ADMIN'])
  await page.goto('/jobs')
  await expect(page.getByRole('navigation', { name: 'Status' }).getByRole('link').first()).toContainText('Failed')
  const row = page.getByRole('row').filter({ hasText: reason })
  await expect(row).toContainText('Send a message')
  await row.getByRole('link', { name: 'Send a message' }).click()
  await expect(page).toHaveURL(new RegExp(`/jobs/${id}$`))
  await expect(page.getByText(reason)).toBeVisible()
  await expect(page.getByText('1 of 1')).toBeVisible()
  await expectAccessible(page)

  await page.getByRole('button', { name: 'Run again' }).click()
  await expect(page.getByText('The job runs again within 10 seconds.')).toBeVisible()
  // Its message is not there any more, so the worker has nothing to send and is done with it.
  await expect(async () => {
    await page.reload()
    await expect(page.getByText('Done', { exact: true })).toBeVisible({ timeout: 1_000 })
  }).toPass({ timeout: 30_000 })
  await expect(page.getByText(reason)).toHaveCount(0)
  expect((await world.auditOf(id)).map(({ event }) => event)).toEqual(['job.retried'])
  await page.goto('/jobs')
  await expect(page.getByRole('row').filter({ hasText: reason })).toHaveCount(0)
})

test('without scripts a failed job runs again too', async ({ as, world }) => {
  const id = await world.failedJob()
  const { page } = await as(['ADMIN'], { javaScriptEnabled: false })
  await page.goto(`/jobs/${id}`)
  await page.getByRole('button', { name: 'Run again' }).click()
  await expect(page.getByText('The job runs again within 10 seconds.')).toBeVisible()
})

test('statuses and kinds narrow the list, and the regular jobs say when they run', async ({ as }) => {
  const { page } = await as(['ADMIN'])
  await page.goto('/jobs')
  const regular = page.getByRole('table', { name: 'Regular jobs' })
  await expect(regular.getByRole('row').filter({ hasText: 'Empty the trash' })).toContainText(/daily at 03:17 UTC/i)
  await page.getByRole('navigation', { name: 'Status' }).getByRole('link', { name: /All/ }).click()
  await expect(page).toHaveURL(/status=any$/)
  await page.getByLabel('Kind').selectOption('Empty the trash')
  await page.getByRole('search', { name: 'Jobs' }).getByRole('button', { name: 'Filter' }).click()
  await expect(page).toHaveURL(/status=any&kind=users\.purge-trash$/)
  await expect(page.getByText('No jobs match').or(page.getByRole('link', { name: 'Empty the trash' }).first())).toBeVisible()
  await expectAccessible(page)
})

test('an auditor sees jobs and cannot run them again', async ({ as, world }) => {
  const id = await world.failedJob()
  const { page } = await as(['Auditor'])
  await page.goto(`/jobs/${id}`)
  await expect(page.getByText('Failed', { exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Run again' })).toHaveCount(0)
})
