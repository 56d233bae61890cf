import { applicant, decide, pool } from './applicants.ts'
import { ask, named, unique } from './groups.ts'
import { expect, test } from './test.ts'

test('an approver filters, approves with the code, rejects with a reason and decides about several without scripts', async ({
  as,
  world,
}) => {
  const groupName = unique('No scripts')
  const groupId = await named(world, groupName, { trusted: true })
  const { url } = await pool(world, { groupId, needsApprovalCode: true })
  const coded = await applicant(world, url, { lastName: 'Coded' })
  const plain = await pool(world, { groupId })
  const [one, two] = [await applicant(world, plain.url, { lastName: 'One' }), await applicant(world, plain.url, { lastName: 'Two' })]
  await ask(world, groupId, 'To join by hand.')
  const { page } = await as(['ADMIN'])

  await page.goto('/inbox')
  await page.getByRole('combobox', { name: 'Group, with its sub-groups' }).fill(groupName)
  await page.getByRole('button', { name: 'Search', exact: true }).click()
  await expect(page.getByText('4 items')).toBeVisible()

  await page.getByRole('link', { name: 'Ada Coded' }).click()
  await page.getByRole('button', { name: 'Approve' }).first().click()
  await page.getByRole('dialog').getByLabel('Approval code').fill('AAAA AAAA')
  await page.getByRole('dialog').getByRole('button', { name: 'Approve enrollment' }).click()
  await expect(page.getByRole('dialog').getByRole('alert')).toBeVisible()
  const { readOwnEnrollment } = await import('../lib/enrollments/queries-own.ts')
  const { anonymousActor } = await import('../lib/core/actor.ts')
  const visitor = anonymousActor({ id: crypto.randomUUID(), ip: '192.0.2.11', userAgent: 'test' })
  const { approvalCode } = await readOwnEnrollment(visitor, { token: coded.token })
  await page
    .getByRole('dialog')
    .getByLabel('Approval code')
    .fill(approvalCode ?? '')
  await page.getByRole('dialog').getByRole('button', { name: 'Approve enrollment' }).click()
  await expect(page.getByText(/^Approved: .* This is the next one that waits\.$/)).toBeVisible()

  await expect(page.getByRole('heading', { level: 1, name: 'Ada One' })).toBeVisible()
  await page.getByRole('link', { name: 'Next', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Ada Two' })).toBeVisible()
  await page.getByRole('link', { name: 'Previous', exact: true }).click()
  await page.getByRole('button', { name: 'Reject' }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: 'Reject enrollment' }).click()
  await expect(page.getByText('Say why. The reason is kept; the applicant sees it only if you share it.').first()).toBeVisible()
  await page.getByRole('dialog').getByLabel('Reason', { exact: true }).fill('Not known.')
  await decide(world, one.id, 'reject', { reason: 'Quicker.' })
  await page.getByRole('dialog').getByRole('button', { name: 'Reject enrollment' }).click()
  await expect(page.getByText(/rejected this enrollment on .* UTC/).first()).toBeVisible()

  await page.goto(`/inbox?group=${groupId}`)
  await expect(page.getByText('2 items')).toBeVisible()
  for (const row of ['Ada Two', /^Select Ada Asker/]) await page.getByRole('checkbox', { name: row }).check()
  await page.getByRole('button', { name: 'Approve…' }).click()
  await expect(page.getByText('Would be approved')).toHaveCount(2)
  await page.getByRole('button', { name: 'Approve 2 items' }).click()
  await expect(page.getByText('2 items approved.')).toBeVisible()
  const { db } = await import('../lib/core/db.ts')
  expect(await db.enrollment.findUniqueOrThrow({ where: { id: two.id }, select: { state: true } })).toEqual({ state: 'APPROVED' })
  await page.getByRole('link', { name: 'Back to the inbox' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Inbox' })).toBeVisible()
})
