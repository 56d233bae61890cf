// Every screen of those who have no account yet. The others are in screens.spec.ts.
import { applicant, decide, pool } from './applicants.ts'
import { expect, expectAccessible, test } from './test.ts'

test('axe finds nothing on what applicants see, and nothing scrolls sideways on a dark phone', async ({ browser, baseURL, world }) => {
  const everything = {
    welcome: 'Welcome.',
    terms: 'Be kind.\n'.repeat(100),
    needsApproval: false,
    domains: ['example.org', '*.example.org'],
    certificate: 'on_request',
    questions: [
      { key: 'size', label: 'Size', type: 'choice', required: true, options: ['S', 'M'] },
      { key: 'about', label: 'About you', type: 'text' },
      { key: 'night', label: 'At night', type: 'checkbox' },
    ],
  }
  const [open, plain, paused] = [await pool(world, everything), await pool(world), await pool(world)]
  const { pausePool } = await import('../lib/enrollment-pools/mutations-lifecycle.ts')
  await pausePool(paused.owner, { poolId: paused.poolId })
  const [waiting, asked, approved, rejected] = [
    await applicant(world, plain.url),
    await applicant(world, plain.url),
    await applicant(world, plain.url),
    await applicant(world, plain.url),
  ]
  const { askApplicant } = await import('../lib/enrollments/mutations-decide.ts')
  await askApplicant(plain.owner, { enrollmentId: asked.id, text: 'Who knows you?' })
  await decide(world, approved.id, 'approve', { note: 'Welcome.', noteShared: true })
  await decide(world, rejected.id, 'reject', { reason: 'Nobody knows you.', reasonShared: true })
  const page = await (
    await browser.newContext({ baseURL: String(baseURL), colorScheme: 'dark', viewport: { width: 360, height: 740 } })
  ).newPage()
  for (const [path, status] of [
    ['/enroll', 200],
    [open.path, 200],
    [paused.path, 409],
    ['/enroll?token=dead', 404],
    [waiting.path, 200],
    [`/enrollment/edit?token=${waiting.token}`, 200],
    [asked.path, 200],
    [approved.path, 200],
    [rejected.path, 200],
    ['/enrollment?token=dead', 404],
    ['/enrollment/confirm?token=dead', 404],
    ['/request-access', 200],
    ['/request-access?sent=yes', 200],
  ] as const) {
    expect((await page.goto(path))?.status(), path).toBe(status)
    await expect(page.getByRole('heading', { level: 1 }), path).toHaveCount(1)
    await expectAccessible(page)
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), path).toBe(0)
  }
  await page.context().close()
})
