// Coming in by a link, as those see it who have no account: the form, their own page, and what an approver does beside them.
import { PASSWORD, applicant, decide, fillIn, pool, signIn, unique } from './applicants.ts'
import { expect, test } from './test.ts'

const heading = (name: string | RegExp) => ({ level: 1, name }) as const
const sideways = () => document.documentElement.scrollWidth > window.innerWidth

test('from a link to signed in, with an approver on a phone beside the applicant', async ({ page, as, browser, baseURL, world }) => {
  const { url, name } = await pool(world, {
    welcome: 'Welcome to the kitchen.',
    terms: 'Wash your hands.',
    needsApprovalCode: true,
    questions: [
      { key: 'area_code', label: 'Area code', type: 'line', required: true },
      { key: 'night', label: 'I can work at night', type: 'checkbox' },
    ],
  })
  const taken = await world.person()
  const username = unique()
  const phone = await as(['ADMIN'], { viewport: { width: 360, height: 740 } })

  await test.step('the form keeps what was typed until it is right', async () => {
    await page.goto(url)
    await expect(page.getByRole('heading', heading(name))).toBeVisible()
    await expect(page.getByText('Welcome to the kitchen.')).toBeVisible()
    await fillIn(page, { username: taken.username.toUpperCase(), email: `${username}@example.org` })
    await page.getByLabel('Area code').fill('030')
    await page.getByLabel('I can work at night').check()
    await page.getByLabel(/I have read the terms/).check()
    await page.getByRole('button', { name: 'Ask to join' }).click()
    await expect(page.getByText('This username is not available. Choose another one.', { exact: true })).toBeVisible()
    await expect(page.getByLabel('Area code')).toHaveValue('030')
    await page.getByLabel('Username').fill(username)
    await page.getByRole('button', { name: 'Ask to join' }).click()
    await expect(page.getByRole('heading', heading('Your request is waiting'))).toBeVisible()
    await expect(page.getByText('Keep the link of this page')).toBeVisible()
    await expect(page).not.toHaveURL(/notice=/)
  })

  await test.step('its address is all that is needed to come back', async () => {
    const kept = await page.getByRole('textbox', { name: 'Link to this page' }).inputValue()
    const other = await (await browser.newContext({ baseURL: String(baseURL) })).newPage()
    await other.goto(kept)
    await expect(other.getByText('I can work at night')).toBeVisible()
    await other.context().close()
  })

  await test.step('the approver opens the link of the QR code, signs in and asks', async () => {
    const { db } = await import('../lib/core/db.ts')
    const { id } = await db.enrollment.findFirstOrThrow({ where: { username }, select: { id: true } })
    const cookies = await phone.context.cookies()
    await phone.context.clearCookies()
    await phone.page.goto(`/inbox/enrollments/${id}`)
    await expect(phone.page).toHaveURL(new RegExp(`/sign-in\\?next=%2Finbox%2Fenrollments%2F${id}`))
    await phone.context.addCookies(cookies)
    await phone.page.goto(`/inbox/enrollments/${id}`)
    await phone.page.getByRole('button', { name: 'Ask a question' }).click()
    await phone.page.getByLabel('Question').fill('Who knows you here?')
    await phone.page.getByRole('button', { name: 'Send question' }).click()
  })

  await test.step('the question appears by itself and is answered', async () => {
    await expect(page.getByRole('heading', heading('There is a question for you'))).toBeVisible()
    await expect(page.getByText('Who knows you here?')).toBeVisible()
    await page.getByLabel('Your answer').fill('Ann from the desk.')
    await page.getByRole('button', { name: 'Send answer' }).click()
    await expect(page.getByRole('heading', heading('Your request is waiting'))).toBeVisible()
    await phone.page.reload()
    await expect(phone.page.getByText('Ann from the desk.')).toBeVisible()
  })

  await test.step('a code made anew is the one that counts', async () => {
    const code = () => page.getByText(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/).innerText()
    const first = await code()
    await page.getByRole('button', { name: 'Make a new code' }).click()
    await expect(page.getByText(first, { exact: true })).toBeHidden()
    await phone.page.reload()
    expect(await phone.page.evaluate(sideways)).toBe(false)
    const approve = async (typed: string) => {
      await phone.page.getByRole('dialog').getByLabel('Approval code').fill(typed)
      await phone.page.getByRole('dialog').getByRole('button', { name: 'Approve enrollment' }).click()
    }
    await phone.page.getByRole('button', { name: 'Approve' }).first().click()
    await approve(first)
    await expect(phone.page.getByRole('dialog').getByRole('alert')).toBeVisible()
    await approve((await code()).toLowerCase().replace('-', ' '))
    await expect(page.getByRole('heading', heading('You are in: choose a password'))).toBeVisible()
  })

  await test.step('a password is chosen, and the account is theirs', async () => {
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Set password' }).click()
    await expect(page.getByText('Your password is set.')).toBeVisible()
    await expect(page.getByRole('heading', heading('You are in'))).toBeVisible()
    await signIn(page, username)
    await expect(page).toHaveURL(/\/account$/)
  })
})

test('a rejection arrives by itself with the reason that was shared; another is withdrawn and can be asked for again', async ({
  page,
  world,
}) => {
  const { url } = await pool(world, { needsSecondApprover: true })
  const [one, other] = [await applicant(world, url), await applicant(world, url)]
  await page.goto(one.path)
  await expect(page.getByRole('heading', heading('Your request is waiting'))).toBeVisible()
  await decide(world, one.id, 'approve')
  await expect(page.getByText('The first of two approved it')).toBeVisible()
  await decide(world, one.id, 'reject', { reason: 'We know nobody of this name.', reasonShared: true, note: 'Kept to ourselves.' })
  await expect(page.getByRole('heading', heading('Your request was not accepted'))).toBeVisible()
  await expect(page.getByText('We know nobody of this name.')).toBeVisible()
  await expect(page.getByText('Kept to ourselves.')).toBeHidden()
  await expect(page.getByText(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/)).toBeHidden()

  await page.goto(other.path)
  await page.getByRole('link', { name: 'Correct details' }).click()
  await page.getByLabel('Organisation').fill('Somewhere else')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByText('Your changes are saved.')).toBeVisible()
  await expect(page.getByText('Somewhere else')).toBeVisible()
  await page.getByRole('button', { name: 'Withdraw request' }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: 'Withdraw request' }).click()
  await expect(page.getByRole('heading', heading('You withdrew your request'))).toBeVisible()
  await page.goto(`/enrollment/edit?token=${other.token}`)
  await expect(page.getByRole('heading', heading('Nothing can be changed any more'))).toBeVisible()
  await page.goto(url)
  await expect(page.getByRole('button', { name: 'Ask to join' })).toBeVisible()
})

test('an open link makes the account at once, once the terms are agreed to and the password is good', async ({ page, world }) => {
  const { url, name } = await pool(world, { needsApproval: false, terms: 'Be kind.', listed: true })
  const username = unique()
  await page.goto('/sign-in')
  await expect(page.getByRole('link', { name: 'Ask for access' })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'No account yet?' })).toBeVisible()
  await page.goto(url)
  await expect(page.getByRole('heading', heading(name))).toBeVisible()
  await fillIn(page, { username })
  await page.getByLabel('Password', { exact: true }).fill(`${username} ada applicant`)
  await expect(page.getByText(/made of your own names/)).toBeVisible()
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await expect(page.getByText(/^(Good|Strong)/)).toBeVisible()
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByText('Agree to the terms to go on.')).toBeVisible()
  await expect(page.getByLabel('Username')).toHaveValue(username)
  await page.getByLabel(/I have read the terms/).check()
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByRole('heading', heading('You are in'))).toBeVisible()
  await signIn(page, username)
  await expect(page).toHaveURL(/\/account$/)
  await page.goto(url)
  await expect(page.getByText('You are signed in as Ada Applicant')).toBeVisible()
})

test('a link that takes nobody says why, and a code on paper is as good as a link', async ({ page, world }) => {
  const { db } = await import('../lib/core/db.ts')
  const { pausePool } = await import('../lib/enrollment-pools/mutations-lifecycle.ts')
  const { code, name } = await pool(world)
  const paused = await pool(world)
  await pausePool(paused.owner, { poolId: paused.poolId })
  const expired = await pool(world)
  await db.enrollmentPool.update({
    where: { id: expired.poolId },
    data: { expiresAt: new Date(Date.now() - 60_000) },
    select: { id: true },
  })
  const full = await pool(world, { quota: 1 })
  await applicant(world, full.url)
  for (const [path, status, title] of [
    [paused.path, 409, 'Not open at this moment'],
    [expired.path, 409, 'This link has expired'],
    [full.path, 409, 'All places are taken'],
    ['/enroll?token=nonsense', 404, 'This link does not work'],
    ['/enrollment?token=nonsense', 404, 'This link does not work'],
    ['/enrollment/confirm?token=nonsense', 404, 'This link does not work any more'],
  ] as const) {
    expect((await page.goto(path))?.status(), path).toBe(status)
    await expect(page.getByRole('heading', heading(title)), path).toBeVisible()
  }
  await page.goto('/sign-in')
  await page.getByRole('link', { name: 'Join with a code' }).click()
  await page.getByLabel('Code').fill(code.toLowerCase())
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByRole('heading', heading(name))).toBeVisible()
})

test('somebody without a link asks for access, and hears the same when they ask again', async ({ page, world }) => {
  const { db } = await import('../lib/core/db.ts')
  const known = await world.person()
  const address = `${unique()}@example.org`
  await page.goto('/sign-in')
  await page.getByRole('link', { name: 'Ask for access' }).click()
  await page.getByRole('button', { name: 'Ask for access' }).click()
  await expect(page.getByLabel('Name')).toBeFocused()
  for (const email of [address, address, known.email]) {
    await page.goto('/request-access')
    await page.getByLabel('Name').fill('Ada Asker')
    await page.getByLabel('E-mail').fill(email)
    await page.getByLabel('Why you need access').fill('To help in the kitchen.')
    await page.getByRole('button', { name: 'Ask for access' }).click()
    await expect(page.getByRole('heading', heading('Your request is with those who decide'))).toBeVisible()
  }
  expect(await db.accessRequest.count({ where: { email: address } })).toBe(1)
})
