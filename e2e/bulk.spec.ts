import { readFileSync } from 'node:fs'
import { expect, expectAccessible, test, type SignedIn } from './test.ts'

const unique = () => `b${Math.random().toString(36).slice(2, 10)}`
type World = typeof import('../lib/testing/world.ts')

/** As many users as wanted whose last name is `word`, numbered so that the list has them in this order. */
async function crowd(world: World, word: string, count: number): Promise<string[]> {
  const { createUsers } = await import('../lib/users/mutations-import.ts')
  const ids: string[] = []
  for (let start = 0; start < count; start += 1_000) {
    const numbers = Array.from({ length: Math.min(1_000, count - start) }, (_, n) => String(start + n).padStart(5, '0'))
    const { results } = await createUsers(world.system, {
      users: numbers.map((n) => ({ username: `${word}.${n}`, email: `${word}.${n}@example.org`, firstName: `N${n}`, lastName: word })),
    })
    for (const result of results) if (result.outcome === 'created') ids.push(result.userId)
  }
  expect(ids).toHaveLength(count)
  return ids
}

const listOf = (word: string) => `/users?q=${word}&sort=username&direction=asc`
const rows = (page: SignedIn['page']) => page.getByRole('checkbox', { name: /^Select N/ })
const pageBox = (page: SignedIn['page']) => page.getByRole('checkbox', { name: 'Select all rows on this page' })

async function statuses(ids: readonly string[]) {
  const { db } = await import('../lib/core/db.ts')
  const found = await db.user.findMany({ where: { id: { in: [...ids] } }, select: { status: true } })
  return [...new Set(found.map(({ status }) => status))]
}

test('choose, preview, run, read what became of each, take back', async ({ as, world }) => {
  const word = unique()
  const ids = await crowd(world, word, 3)
  const { page, userId } = await as(['ADMIN'])
  await page.goto(listOf(word))
  await rows(page).first().check()
  await expect(page.getByRole('searchbox', { name: 'Search users' })).toBeHidden()
  await expect(page.getByText('1 selected')).toBeVisible()
  await pageBox(page).check()
  await expect(page.getByText('3 selected')).toBeVisible()
  await page.getByRole('button', { name: 'Actions' }).click()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Deactivate' }).last().click()

  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Deactivate 3 users?')
  expect(await statuses(ids), 'A preview writes nothing.').toEqual(['ACTIVE'])
  await page.getByRole('button', { name: 'Deactivate 3 users' }).click()
  await expect(page.getByText('Say why, for the audit log.')).toBeVisible()
  await page.getByLabel('Reason').fill('The project is over')
  await page.getByRole('button', { name: 'Deactivate 3 users' }).click()

  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Deactivate 3 users')
  await expect(page).toHaveURL(/\/bulk-runs\/[0-9a-f-]{36}$/)
  const run = page.url()
  await expect(page.getByRole('row', { name: /Changed$/ })).toHaveCount(3)
  await expect(page.getByText('The project is over')).toBeVisible()
  expect(await statuses(ids)).toEqual(['DEACTIVATED'])
  await page.getByRole('link', { name: 'Skipped 0' }).click()
  await expect(page.getByText('Nobody was skipped')).toBeVisible()

  await page.getByRole('link', { name: 'Undo' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Undo what was done to 3 users?')
  await page.getByRole('button', { name: 'Undo for 3 users' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/ \(undo\)$/)
  expect(await statuses(ids)).toEqual(['ACTIVE'])
  await page.getByRole('link', { name: 'Open the run that it undoes' }).click()
  await expect(page).toHaveURL(run)
  await expect(page.getByRole('link', { name: 'Open the run that undid it' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Undo' })).toHaveAttribute('aria-disabled', 'true')

  const { db } = await import('../lib/core/db.ts')
  const runId = run.split('/').at(-1) ?? ''
  expect(await db.auditEvent.count({ where: { correlationId: runId, event: 'user.deactivated', actorId: userId } })).toBe(3)
  await page.goto('/bulk-runs?mine=yes')
  await expect(page.getByRole('rowheader')).toHaveCount(2)
  await page.getByLabel('Action').selectOption('Deactivate users')
  await page.getByRole('button', { name: 'Filter' }).click()
  await expect(page.getByRole('rowheader')).toHaveCount(1)
  await page.getByLabel('Status').selectOption('Cancelled')
  await page.getByRole('button', { name: 'Filter' }).click()
  await expect(page.getByText('No bulk runs match')).toBeVisible()
})

test('the chosen users and the results of a run are saved as files', async ({ as, world }) => {
  const word = unique()
  await crowd(world, word, 4)
  const { page } = await as(['ADMIN'])
  const saved = async (button: string) => {
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button }).click()])
    return readFileSync(await file.path(), 'utf8')
  }
  await page.goto(listOf(word))
  await rows(page).nth(1).check()
  await rows(page).nth(3).check()
  await page.getByRole('button', { name: 'Actions' }).click()
  const users = await saved('Export selected as CSV')
  expect(users.match(/"b[a-z0-9]+\.0000\d"/g)).toEqual([`"${word}.00001"`, `"${word}.00003"`])
  await page.getByRole('button', { name: 'Move to trash' }).first().click()
  await page.getByRole('button', { name: 'Move 2 users to the trash' }).click()
  await expect(page).toHaveURL(/\/bulk-runs\//)
  const results = await saved('Export results (CSV)')
  expect(results.trim().split('\n')).toHaveLength(3)
  expect(results).toContain(`N00003 ${word} (${word}.00003)`)
})

test('after ten minutes the password is asked for again, in the same form', async ({ as, world }) => {
  const word = unique()
  const [id] = await crowd(world, word, 1)
  const { page, userId } = await as(['ADMIN'])
  const { pool } = await import('../lib/core/db.ts')
  await pool.query(`update sessions set authenticated_at = now() - interval '11 minutes' where user_id = $1`, [userId])
  await page.goto(`/users/bulk?action=deactivate&userIds=${id}`)
  await page.getByLabel('Reason').fill('Left')
  await page.getByRole('button', { name: 'Deactivate 1 user' }).click()
  await expect(page.getByLabel('Your password', { exact: true })).toBeFocused()
  await expect(page.getByLabel('Reason')).toHaveValue('Left')
  expect(await statuses([id ?? ''])).toEqual(['ACTIVE'])
})

test('ranges with shift, a page that is chosen in part, and nothing chosen any more when the list changes', async ({ as, world }) => {
  const word = unique()
  await crowd(world, word, 30)
  const { page } = await as(['ADMIN'])
  await page.goto(listOf(word))
  const chosen = page.getByRole('checkbox', { name: /^Select N/, checked: true })
  await rows(page).nth(2).click()
  await rows(page)
    .nth(6)
    .click({ modifiers: ['Shift'] })
  await expect(chosen).toHaveCount(5)
  await expect(page.getByText('5 selected')).toBeVisible()
  expect(await pageBox(page).evaluate((box: HTMLInputElement) => box.indeterminate)).toBe(true)
  await rows(page)
    .nth(4)
    .click({ modifiers: ['Shift'] })
  await expect(chosen, 'The same from 6 back to 4, for what the last click made of its box.').toHaveCount(2)
  await page.keyboard.press('Enter')
  await expect(page, 'Enter on a check box does nothing.').toHaveURL(/\/users\?/)
  await page.getByRole('button', { name: 'Clear' }).click()
  await expect(chosen).toHaveCount(0)
  await expect(page.getByRole('searchbox', { name: 'Search users' })).toBeVisible()

  await pageBox(page).check()
  await expect(chosen).toHaveCount(25)
  await page.getByRole('columnheader', { name: 'Username' }).getByRole('link').click()
  await expect(page).toHaveURL(/direction=desc|\/users\?q=[^&]*&sort=username$/)
  await expect(chosen).toHaveCount(0)
  await pageBox(page).check()
  await page.getByRole('link', { name: 'Next page' }).click()
  await expect(rows(page)).toHaveCount(5)
  await expect(chosen, 'Rows of another page are not chosen.').toHaveCount(0)
})

test('all that match are chosen in a second step, and stay so over the pages', async ({ as, world }) => {
  const word = unique()
  const ids = await crowd(world, word, 30)
  const { page } = await as(['ADMIN'])
  await page.goto(listOf(word))
  const everything = page.getByRole('checkbox', { name: 'Select all 30 matching' })
  await rows(page).first().check()
  await expect(everything).toBeHidden()
  await pageBox(page).check()
  await everything.check()
  await expect(page.getByText('All 30 matching users selected')).toBeVisible()
  await page.getByRole('link', { name: 'Next page' }).click()
  await expect(page.getByRole('checkbox', { name: /^Select N/, checked: true })).toHaveCount(5)
  await expect(everything).toBeChecked()
  await page.getByRole('button', { name: 'Actions' }).click()
  await page.getByRole('button', { name: 'Set field' }).click()

  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Set “Organisation” of all users that match?')
  await page.getByLabel('New value of “Organisation”').fill(word)
  await page.getByRole('button', { name: 'Preview' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Set “Organisation” of 30 users?')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Set “Organisation” of 30 users' }).click()
  await expect(page).toHaveURL(/\/bulk-runs\//)
  const { db } = await import('../lib/core/db.ts')
  expect(await db.user.count({ where: { id: { in: ids }, organisation: word } })).toBe(30)

  await page.goto(`/users/bulk?action=setField&scope=matching&search=q%3D${word}&field=organisation&value=${word}`)
  await expect(page.getByText('Nothing would change')).toBeVisible()
  await expect(page.getByRole('button', { name: /^Set “/ })).toHaveCount(0)
})

test('what changes between preview and run is noticed, and what is refused says so before anything is done', async ({ as, world }) => {
  const word = unique()
  await crowd(world, word, 2)
  const { page, userId } = await as(['ADMIN'])
  const { db } = await import('../lib/core/db.ts')
  await db.user.update({ where: { id: userId }, data: { lastName: word }, select: { id: true } })
  await page.goto(`/users/bulk?action=delete&scope=matching&search=q%3D${word}`)
  await expect(page.getByText(/is the one doing this, and nobody can do it to themselves/)).toBeVisible()
  await crowd(world, `${word}x`, 1)
  await page.getByRole('button', { name: 'Move 2 users to the trash' }).click()
  await expect(page.getByText(/4 users match now, not 3 as before/)).toBeVisible()
  expect(await db.bulkRun.count({ where: { startedById: userId } })).toBe(0)
  await page.goto(`/users/bulk?action=purge&scope=matching&search=q%3D${word}%26status%3Dany`)
  await expect(page.getByText('Nothing would change')).toBeVisible()
  expect((await page.goto('/users/bulk?action=deactivate'))?.status()).toBe(422)
  await expect(page.getByText(/Nobody is chosen/)).toBeVisible()
})

test('whoever may only look sees every act with the reason why not', async ({ as, world }) => {
  const word = unique()
  const [id] = await crowd(world, word, 1)
  const { page } = await as(['Staff'])
  await page.goto(listOf(word))
  await rows(page).first().check()
  await page.getByRole('button', { name: 'Actions' }).click()
  for (const act of ['Deactivate', 'Give role', 'Set field', 'Move to trash', 'Export selected as CSV'])
    await expect(page.getByRole('button', { name: act }).last()).toHaveAttribute('aria-disabled', 'true')
  await expect(page.getByText(/^You have no role that allows this/).last()).toBeVisible()
  expect((await page.goto(`/users/bulk?action=deactivate&userIds=${id}`))?.status()).toBe(403)
})

test('a large run goes on in the background, shows how far it is, and can be cancelled on the way', async ({ as, world }) => {
  test.setTimeout(180_000)
  const word = unique()
  const ids = await crowd(world, word, 1_700)
  const { page } = await as(['ADMIN'])
  const { pool } = await import('../lib/core/db.ts')
  const start = async (value: string) => {
    await page.goto(`/users/bulk?action=setField&scope=matching&search=q%3D${word}&field=bio&value=${value}`)
    await expect(page.getByText('These are more than 1,000 users')).toBeVisible()
    await page.getByRole('button', { name: 'Set “About” of 1,700 users' }).click()
    await expect(page).toHaveURL(/\/bulk-runs\//)
  }
  await start('first')
  await expect(page.getByText('The run is over.')).toBeAttached({ timeout: 60_000 })
  await expect(page.getByRole('link', { name: 'Changed 1,700' })).toBeVisible()
  const stopper = await pool.connect()
  try {
    // Somebody else is editing one user of the second batch, so the run waits there.
    await stopper.query('begin')
    await stopper.query(
      'select from users where id = (select id from users where id = any($1) order by id offset 700 limit 1) for update',
      [ids],
    )
    await start('second')
    const progress = page.getByRole('progressbar')
    await expect(progress).toHaveAttribute('value', '500', { timeout: 30_000 })
    await expect(page.getByText('29%')).toBeVisible()
    await page.reload()
    await expect(progress).toHaveAttribute('value', '500')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Cancel run' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel run' }).click()
    await page.waitForTimeout(500)
  } finally {
    await stopper.query('rollback')
    stopper.release()
  }
  await expect(page.getByText(/^Cancelled by/)).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('progressbar')).toHaveCount(0)
  const { rows: counted } = await pool.query<{ done: number }>(
    `select count(*)::int as done from users where id = any($1) and bio = 'second'`,
    [ids],
  )
  expect(counted[0]?.done).toBeGreaterThanOrEqual(500)
  expect(counted[0]?.done).toBeLessThan(1_700)
  await expect(page.getByText(/were not reached before the run was cancelled/).first()).toBeVisible()
})

for (const colorScheme of ['light', 'dark'] as const)
  test(`with everything chosen the bar fits a phone, ${colorScheme}`, async ({ as, world }) => {
    const word = unique()
    await crowd(world, word, 26)
    const { page } = await as(['ADMIN'], { viewport: { width: 360, height: 740 }, colorScheme })
    await page.goto(listOf(word))
    await pageBox(page).check()
    await page.getByRole('checkbox', { name: 'Select all 26 matching' }).check()
    await page.getByRole('button', { name: 'Actions' }).click()
    await expectAccessible(page)
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0)
    await expect(page.getByRole('button', { name: 'Remove for good' })).toHaveAttribute('aria-disabled', 'true')
  })
