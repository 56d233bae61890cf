// The screens of enrollment pools and invitations: who may open them, and that nobody is shut out by how they are made.
import { named, unique } from './groups.ts'
import { expect, expectAccessible, test } from './test.ts'

type World = typeof import('../lib/testing/world.ts')

/** Each screen with the status it answers to an administrator. */
async function screens(world: World): Promise<Record<string, number>> {
  const { createPool } = await import('../lib/enrollment-pools/mutations.ts')
  const { deletePool } = await import('../lib/enrollment-pools/mutations-lifecycle.ts')
  const owner = await world.asAdministrator()
  const groupId = await named(world, unique('Screens of pools'))
  const questions = [{ key: 'sky', label: 'Which sky?', type: 'choice', options: ['Blue', 'Grey'] }]
  const shared = await createPool(owner, { name: unique('Sky'), groupId, quota: 3, questions, terms: 'Be kind.' })
  const single = await createPool(owner, { name: 'W'.repeat(100), kind: 'single_use', links: 2, needsApproval: false })
  const gone = await createPool(owner, { name: unique('Gone') })
  await deletePool(owner, { poolId: gone.poolId })
  return {
    '/users/invite': 200,
    '/invitations': 200,
    [`/invitations?q=nobody-has-this-name&resend=${owner.id}`]: 200,
    '/enrollments/new': 200,
    '/enrollment-pools': 200,
    '/enrollment-pools?q=nobody-has-this-name&owner=gone': 200,
    '/enrollment-pools/new': 200,
    [`/enrollment-pools/${shared.poolId}`]: 200,
    [`/enrollment-pools/${shared.poolId}/links`]: 200,
    [`/enrollment-pools/${shared.poolId}/edit`]: 200,
    [`/enrollment-pools/${shared.poolId}/print`]: 200,
    [`/enrollment-pools/${single.poolId}`]: 200,
    [`/enrollment-pools/${single.poolId}/links`]: 200,
    [`/enrollment-pools/${gone.poolId}`]: 200,
    [`/enrollment-pools/${gone.poolId}/edit`]: 409,
    [`/enrollment-pools/${owner.id}`]: 404,
  }
}

for (const [name, options] of [
  ['wide and light', { viewport: { width: 1280, height: 800 } }],
  ['at 360 px in the dark', { viewport: { width: 360, height: 740 }, colorScheme: 'dark' }],
] as const)
  test(`axe finds nothing on the screens of pools ${name}, and nothing but tables scrolls sideways`, async ({ as, world }) => {
    test.setTimeout(240_000)
    const { page } = await as(['ADMIN'], options)
    for (const [path, status] of Object.entries(await screens(world))) {
      expect((await page.goto(path))?.status(), path).toBe(status)
      await expect(page.getByRole('heading', { level: 1 }), path).toHaveCount(1)
      await test.step(`axe on ${path}`, () => expectAccessible(page))
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
      expect(wider, `${path} is wider than the window`).toBe(0)
    }
  })

test('without a session they lead to sign-in and back; signed in without a role they answer 403', async ({ as, request, world }) => {
  test.setTimeout(120_000)
  const member = await as([])
  for (const path of Object.keys(await screens(world))) {
    const answer = await request.get(path, { maxRedirects: 0 })
    const target = new URL(answer.headers().location ?? '', 'http://localhost')
    expect([target.pathname, target.searchParams.get('next')], path).toEqual(['/sign-in', path])
    expect((await member.context.request.get(path)).status(), path).toBe(403)
  }
})
