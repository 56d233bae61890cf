// People who ask to join, and the links they come by, made by operations for the stories about them.
import type { Page } from '@playwright/test'

type World = typeof import('../lib/testing/world.ts')

/** A password that nobody would guess. */
export const PASSWORD = 'violet tractor humming 42 lanterns'
/** A name that no other story has. */
export const unique = () => `u${Math.random().toString(36).slice(2, 10)}`

/** A pool of a new administrator and the address of its link. */
export async function pool(world: World, settings: Record<string, unknown> = {}) {
  const { createPool } = await import('../lib/enrollment-pools/mutations.ts')
  const { showPoolLink } = await import('../lib/enrollment-pools/mutations-links.ts')
  const owner = await world.asAdministrator()
  const name = `Pool ${unique()}`
  const { poolId } = await createPool(owner, { name, ...settings })
  const { url, code } = await showPoolLink(owner, { poolId })
  return { owner, poolId, name, url, code, path: new URL(url).pathname + new URL(url).search }
}

/** Somebody who has enrolled with this link; `path` is their own page. */
export async function applicant(world: World, url: string, more: Record<string, unknown> = {}) {
  const { enroll } = await import('../lib/enrollments/mutations-applicant.ts')
  const { db } = await import('../lib/core/db.ts')
  const { anonymousActor } = await import('../lib/core/actor.ts')
  const username = unique()
  const actor = anonymousActor({ id: crypto.randomUUID(), ip: '192.0.2.7', userAgent: 'test' })
  const token = new URL(url).searchParams.get('token') ?? ''
  const email = `${username}@example.org`
  const { statusToken } = await enroll(actor, { token, username, email, firstName: 'Ada', lastName: 'Applicant', ...more })
  const { id } = await db.enrollment.findFirstOrThrow({ where: { username }, select: { id: true } })
  return { id, username, email, token: statusToken, path: `/enrollment?token=${statusToken}` }
}

/** Decides by operation, as the enrollment is at this moment. */
export async function decide(world: World, enrollmentId: string, decision: 'approve' | 'reject', more: Record<string, unknown> = {}) {
  const { decideEnrollment } = await import('../lib/enrollments/mutations-decide.ts')
  const { db } = await import('../lib/core/db.ts')
  const { version } = await db.enrollment.findUniqueOrThrow({ where: { id: enrollmentId }, select: { version: true } })
  await decideEnrollment(await world.asAdministrator(), { enrollmentId, version, decision, ...more })
}

/** Fills the form behind a link in, with everything that every link asks. */
export async function fillIn(page: Page, { username, email = `${username}@example.org` }: { username: string; email?: string }) {
  await page.getByLabel('First name').fill('Ada')
  await page.getByLabel('Last name').fill('Applicant')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Username').fill(username)
}

/** Signs in by the form. */
export async function signIn(page: Page, username: string) {
  await page.goto('/sign-in')
  await page.getByLabel('Username or e-mail').fill(username)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}
