// What every browser test stands on: the shared server's database through operations, people who are signed in, and two standing checks.
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, test as base, type Browser, type BrowserContext, type Page } from '@playwright/test'
import { findEmbeddedPostgres } from '../lib/core/embedded-postgres.ts'

const folder = join(process.cwd(), '.data/e2e')

/** Points this process at the shared server's database and secrets, so that operations and sessions made here are the server's. */
async function joinServer(address: string) {
  const { loadSecrets } = await import('../scripts/secrets.mjs')
  loadSecrets(folder)
  process.env.APP_URL = address
  process.env.LOG_LEVEL = 'silent'
  process.env.DATABASE_POOL_MAX = '4'
  if (process.env.DATABASE_URL) return
  const url = await findEmbeddedPostgres({ folder, database: 'gatehouse', fallback: process.env.GATEHOUSE_STATE } as never)
  if (!url) throw new Error('The server for browser tests does not run.')
  process.env.DATABASE_URL = url
}

export type SignedIn = { page: Page; context: BrowserContext; userId: string }
type World = typeof import('../lib/testing/world.ts')

async function signIn(browser: Browser, world: World, address: string, roles: string[], options: object): Promise<SignedIn> {
  const { startSession } = await import('../lib/auth/start-session.ts')
  const { sessionCookie } = await import('../lib/auth/cookie.ts')
  const actor = await world.asUserWith(...roles)
  const token = await startSession({ id: actor.id, label: actor.label, request: actor.request, method: 'password' })
  const context = await browser.newContext({ baseURL: address, ...options })
  await context.addCookies([{ name: sessionCookie().name, value: token, url: address, httpOnly: true, sameSite: 'Lax' }])
  const page = await context.newPage()
  watch(page)
  return { page, context, userId: actor.id }
}

const complaints = new WeakMap<Page, string[]>()
/** Answers that a test provokes on purpose are written to the console by the browser itself. */
const EXPECTED =
  /Failed to load resource: the server responded with a status of (401|403|404|409|422|429)|Blocked script execution in 'about:srcdoc'/

function watch(page: Page) {
  const found: string[] = []
  complaints.set(page, found)
  page.on('console', (message) => {
    if (message.type() === 'error' && !EXPECTED.test(message.text())) found.push(message.text())
  })
  page.on('pageerror', (error) => found.push(String(error)))
}

type Fixtures = {
  /** Opens a browser with somebody new who is signed in and has these built-in roles; fails the test when the console complains. */
  as: (roles: string[], options?: Parameters<Browser['newContext']>[0]) => Promise<SignedIn>
}

export const test = base.extend<Fixtures, { world: World }>({
  world: [
    async ({}, use, info) => {
      await joinServer(String(info.project.use.baseURL))
      await use(await import('../lib/testing/world.ts'))
      const { closeDatabase } = await import('../lib/core/db.ts')
      const { stopQueue } = await import('../lib/jobs/queue.ts')
      await stopQueue()
      await closeDatabase()
    },
    { scope: 'worker' },
  ],
  page: async ({ page, world: _ }, use) => {
    watch(page)
    await use(page)
    expect(complaints.get(page) ?? [], 'The console complained.').toEqual([])
  },
  as: async ({ browser, world, baseURL, javaScriptEnabled }, use) => {
    const opened: SignedIn[] = []
    await use(async (roles, options = {}) => {
      const one = await signIn(browser, world, String(baseURL), roles, { javaScriptEnabled, ...options })
      opened.push(one)
      return one
    })
    for (const { page, context } of opened) {
      expect(complaints.get(page) ?? [], 'The console complained.').toEqual([])
      await context.close()
    }
  },
})

/** Fails when axe finds anything on the page as it is now (WCAG 2.2 A and AA). Frames that run no scripts cannot be looked into. */
export async function expectAccessible(page: Page) {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .options({ resultTypes: ['violations'] })
    .exclude('iframe')
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(' | ')}`)).toEqual([])
}

export { expect }
