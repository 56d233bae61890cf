// The inbox, as approvers work through it: one after the other by keyboard, several at once, and within a group.
import { applicant, decide, pool } from './applicants.ts'
import { addMember, ask, giveRole, named, unique } from './groups.ts'
import { expect, test } from './test.ts'

const first = (page: import('@playwright/test').Page) => page.getByRole('region', { name: 'Inbox' }).getByRole('row').nth(1)

test('an approver goes through what waits by keyboard, and hears who was quicker', async ({ as, world }) => {
  const { url, poolId, name } = await pool(world, { questions: [{ key: 'why', label: 'Why here?', type: 'text' }] })
  const people: { id: string }[] = []
  for (const lastName of ['Aalto', 'Berg', 'Cole'])
    people.push(await applicant(world, url, { lastName, answers: { why: `I am ${lastName}.` } }))
  const { page } = await as(['ADMIN'])
  await page.goto(`/inbox?pool=${poolId}`)
  await expect(page.getByText('3 items')).toBeVisible()
  await expect(page.getByRole('link', { name: /^Inbox \d+\+? waiting/ })).toBeVisible()
  await expect(page.getByRole('link', { name: `Remove filter Pool: ${name}` })).toBeVisible()

  await test.step('keys go from row to row and open, and do nothing while typing', async () => {
    await expect(page.getByRole('button', { name: 'Turn keys off' })).toBeVisible()
    await page.getByRole('searchbox', { name: 'Search the inbox' }).fill('jar')
    await expect(page).toHaveURL(/\/inbox\?pool=/)
    await page.getByRole('searchbox', { name: 'Search the inbox' }).blur()
    await page.keyboard.press('j')
    await expect(page.getByRole('link', { name: 'Ada Aalto' })).toBeFocused()
    await page.keyboard.press('j')
    await page.keyboard.press('k')
    await page.keyboard.press('o')
    await expect(page.getByRole('heading', { level: 1, name: 'Ada Aalto' })).toBeVisible()
    await expect(page.getByText('I am Aalto.')).toBeVisible()
    await page.keyboard.press('q')
    await page.getByLabel('Question').pressSequentially('Are you a juror?')
    await expect(page.getByRole('dialog').getByLabel('Question')).toHaveValue('Are you a juror?')
    await page.getByRole('button', { name: 'Send question' }).click()
    await expect(page.getByRole('list', { name: 'Questions and answers' }).getByText('Are you a juror?')).toBeVisible()
    await page.keyboard.press('u')
    await expect(page).toHaveURL(new RegExp(`/inbox\\?pool=${poolId}$`))
  })

  await test.step('a and r open the forms, and each decision leads to the next who waits', async () => {
    await first(page).getByRole('link').focus()
    await page.keyboard.press('j')
    await page.keyboard.press('a')
    const dialog = page.getByRole('dialog', { name: 'Approve Ada Berg?' })
    await dialog.getByLabel(/^Note/).fill('Known from the desk.')
    await dialog.getByRole('button', { name: 'Approve enrollment' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Ada Cole' })).toBeVisible()
    await expect(page.getByText(/^Approved: .* This is the next one that waits\.$/)).toBeVisible()
    await page.keyboard.press('r')
    await page.getByRole('dialog').getByRole('button', { name: 'Reject enrollment' }).click()
    await expect(page.getByRole('dialog').getByLabel('Reason', { exact: true })).toHaveAttribute('aria-invalid', 'true')
    await page.getByRole('dialog').getByLabel('Reason', { exact: true }).fill('Nobody knows them.')
    await page.getByLabel('Share the reason with the applicant').check()
    await page.getByRole('dialog').getByRole('button', { name: 'Reject enrollment' }).click()
    await expect(page.getByText('Rejected. This is the next one that waits.')).toBeVisible()
    await expect(page.getByRole('heading', { level: 1, name: 'Ada Aalto' })).toBeVisible()
  })

  await test.step('whoever was quicker is named', async () => {
    await page.getByRole('button', { name: 'Approve' }).first().click()
    await decide(world, people[0]!.id, 'reject', { reason: 'Quicker.' })
    await page.getByRole('dialog').getByRole('button', { name: 'Approve enrollment' }).click()
    await expect(page.getByRole('dialog').getByRole('alert')).toContainText(/Pat Person.* rejected this enrollment on .* UTC/)
    await page.getByRole('dialog').getByRole('link', { name: 'Show it as it is now' }).click()
    await expect(page.getByText(/^Rejected by Pat Person/)).toBeVisible()
    await expect(page.getByText('Reason (internal): Quicker.')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Approve' })).toHaveCount(0)
  })

  await test.step('what oneself decided is found again', async () => {
    await page.getByRole('link', { name: 'Inbox', exact: true }).last().click()
    await expect(page.getByText('No items match')).toBeVisible()
    await page.getByRole('link', { name: 'Decided by me' }).click()
    await expect(page.getByText('2 items')).toBeVisible()
    await page.getByRole('link', { name: 'Ada Berg' }).click()
    await expect(page.getByText('Note (internal): Known from the desk.')).toBeVisible()
    await page.getByRole('link', { name: 'Open user' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Ada Berg' })).toBeVisible()
  })
})

test('several of all kinds are decided at once, after a preview, with a result for each', async ({ as, world }) => {
  const groupId = await named(world, unique('Inbox'), { trusted: true })
  const { url } = await pool(world, { groupId })
  const quick = await applicant(world, url, { lastName: 'Quick' })
  await applicant(world, url, { lastName: 'Slow' })
  await ask(world, groupId, 'To help on Thursdays.')
  const { requestAccess } = await import('../lib/access-requests/mutations.ts')
  const { anonymousActor } = await import('../lib/core/actor.ts')
  const email = `${unique('asker').replaceAll(' ', '.')}@example.org`
  const stranger = anonymousActor({ id: crypto.randomUUID(), ip: '192.0.2.9', userAgent: 'test' })
  await requestAccess(stranger, { email, fullName: 'Ebba Outside', reason: 'To see the list.', groupId })

  const { page } = await as(['ADMIN'])
  await page.goto(`/inbox?group=${groupId}`)
  await expect(page.getByText('4 items')).toBeVisible()
  await page.getByRole('checkbox', { name: 'Select all rows on this page' }).check()
  await expect(page.getByText('4 selected')).toBeVisible()
  await page.getByRole('button', { name: 'Reject…' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Reject 4 items?' })).toBeVisible()
  await expect(page.getByText('Would be dismissed')).toBeVisible()
  await expect(page.getByText('Would be rejected')).toHaveCount(3)
  await page.getByRole('button', { name: 'Reject 4 items' }).click()
  await expect(page.getByLabel('Reason', { exact: true })).toHaveAttribute('aria-invalid', 'true')
  await page.getByLabel('Reason', { exact: true }).fill('The group is full.')
  await decide(world, quick.id, 'reject', { reason: 'Quicker.' })
  await page.getByRole('button', { name: 'Reject 4 items' }).click()
  await expect(page.getByText('3 items rejected, 1 not, for the reasons below.')).toBeVisible()
  await expect(page.getByRole('row', { name: /Ada Quick .*Not rejected .*rejected this enrollment/ })).toBeVisible()
  await expect(page.getByRole('row', { name: /Ebba Outside .*Dismissed/ })).toBeVisible()
  await page.getByRole('link', { name: 'Back to the inbox' }).click()
  await expect(page.getByText('No items match')).toBeVisible()
})

test('an access request is answered with an invitation, whose link is handed over where no mail goes out', async ({ as, world }) => {
  const groupId = await named(world, unique('Access'), { approved: true })
  const { requestAccess } = await import('../lib/access-requests/mutations.ts')
  const { db } = await import('../lib/core/db.ts')
  const { anonymousActor } = await import('../lib/core/actor.ts')
  const email = `${unique('asker').replaceAll(' ', '.')}@example.org`
  const stranger = anonymousActor({ id: crypto.randomUUID(), ip: '192.0.2.10', userAgent: 'test' })
  await requestAccess(stranger, { email, fullName: 'Ebba Inside', reason: 'To lend tools.', groupId })
  const { id } = await db.accessRequest.findFirstOrThrow({ where: { email }, select: { id: true } })

  const reader = await as([])
  await giveRole(world, reader.userId, await world.makeRole('enrollment:read'))
  await reader.page.goto(`/inbox/access-requests/${id}`)
  await expect(reader.page.getByText('You cannot approve this')).toBeVisible()
  await expect(reader.page.getByRole('button', { name: 'Invite' })).toHaveAttribute('aria-disabled', 'true')

  const { page } = await as(['ADMIN'])
  await page.goto(`/inbox/access-requests/${id}`)
  await expect(page.getByText('To lend tools.')).toBeVisible()
  await page.getByRole('button', { name: 'Invite' }).click()
  const dialog = page.getByRole('dialog', { name: 'Invite Ebba Inside?' })
  await dialog.getByLabel(/^Note/).fill('From the library.')
  await dialog.getByRole('button', { name: 'Send invitation' }).click()
  await expect(dialog.getByRole('textbox', { name: 'Link of the invitation' })).toHaveValue(/\/enroll\?token=/)
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await expect(page.getByText(/^Invited by Pat Person/)).toBeVisible()
})

test('who manages a group decides there and nowhere else, and chooses the mail about it', async ({ as, world }) => {
  const [inside, outside] = [
    await named(world, unique('Inside'), { trusted: true }),
    await named(world, unique('Outside'), { trusted: true }),
  ]
  const [own, other] = [await ask(world, inside, 'To be inside.'), await ask(world, outside, 'To be outside.')]
  const { db } = await import('../lib/core/db.ts')
  const request = (userId: string) => db.groupRequest.findFirstOrThrow({ where: { userId }, select: { id: true } })
  const manager = await as([])
  await addMember(world, inside, manager.userId, 'manager')
  const { page } = manager
  await page.goto('/inbox')
  await expect(page.getByText('1 item', { exact: true })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Inbox 1 waiting' })).toBeVisible()
  expect((await page.goto(`/inbox/group-requests/${(await request(other.id)).id}`))?.status()).toBe(404)
  await page.goto(`/inbox/group-requests/${(await request(own.id)).id}#approve`)
  await page.getByRole('dialog').getByLabel('Note').fill('Welcome')
  await page.getByRole('dialog').getByRole('button', { name: 'Approve request' }).click()
  await expect(page.getByText(/^Approved: they are in the group now.* Nothing else waits\.$/)).toBeVisible()
  await expect(page.getByText('Nobody is waiting')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Inbox', exact: true })).toBeVisible()

  await page.goto('/account')
  await page.getByLabel('Mail about people who ask to join').selectOption('One a day')
  await page.getByRole('button', { name: 'Save preferences' }).click()
  await expect(page.getByText('Preferences saved.')).toBeVisible()
  await page.reload()
  await expect(page.getByLabel('Mail about people who ask to join')).toHaveValue('daily')

  const stranger = await as([])
  expect((await stranger.page.goto('/inbox'))?.status()).toBe(403)
  await stranger.page.goto('/account')
  await expect(stranger.page.getByLabel('Theme')).toBeVisible()
  await expect(stranger.page.getByLabel('Mail about people who ask to join')).toHaveCount(0)
})
