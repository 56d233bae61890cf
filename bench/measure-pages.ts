import { writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { sha256 } from '../lib/core/crypto.ts'
import type { startCountingProxy, Statement } from './counting-proxy.ts'
import type { LimitPlan } from './limit-server.ts'
import { medianOf, measureLoad, requestsFor, type Figures, type Target } from './load.ts'
import type { Running } from './processes.ts'
import { FIRST_PAGE, type PageTarget } from './targets.ts'

/** The page of the same build that shows 25 rows and nothing else: what Next itself costs. */
export const BARE_PAGE = '/bench/users'
/** What the bare server answers with the shell query alone. */
export const SHELL = 'shell query'
/** Finding a session by its hash and no more: the limit of the shell query. */
const SESSION = 'session row of '

const APPLICATION = 'gatehouse'

/** What the requests for one page said to the database: how many round trips, and the statements of one of them. */
export type Counted = { roundTrips: number; statements: Statement[] }

async function get(url: string, cookie: string) {
  const response = await fetch(url, { headers: { cookie }, redirect: 'manual' })
  const text = await response.text()
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 300)}`)
}

/**
 * Asks for every page one by one through the counting proxy. The first visit warms up (it may note what is noted once in ten minutes); of
 * the five after it the middle one counts, as a job that runs meanwhile is counted too.
 */
export async function countRoundTrips(
  proxy: Awaited<ReturnType<typeof startCountingProxy>>,
  server: Running,
  cookie: string,
  pages: readonly PageTarget[],
): Promise<Map<string, Counted>> {
  const counted = new Map<string, Counted>()
  for (const { name, path, cookie: own = cookie } of pages) {
    await get(server.url + path, own)
    await sleep(200)
    proxy.take(APPLICATION)
    const visits: Statement[][] = []
    for (let visit = 0; visit < 5; visit++) {
      await get(server.url + path, own)
      await sleep(50)
      visits.push(proxy.take(APPLICATION))
    }
    const [statements = []] = visits.sort((one, other) => one.length - other.length).slice(2)
    counted.set(name, { roundTrips: statements.length, statements })
  }
  return counted
}

/**
 * Writes what the bare server replays: the statements of our own pages, and for each of the named sessions the shell query alone and the
 * session row alone.
 */
export function writePlan(
  file: string,
  counted: ReadonlyMap<string, Counted>,
  tokens: Readonly<Record<string, string>>,
  plan: Omit<LimitPlan, 'pages'>,
): void {
  const pages: LimitPlan['pages'] = Object.fromEntries([...counted].map(([name, { statements }]) => [name, statements]))
  const shell = counted.get(FIRST_PAGE)?.statements.find(({ name }) => name === 'shell')
  if (!shell) throw new Error('The users list did not ask who is signed in.')
  const text = 'select id, user_id, created_at, last_seen_at from sessions where token_hash = $1'
  for (const [name, token] of Object.entries(tokens)) {
    const hash = sha256(token)
    pages[name] = [{ ...shell, values: [hash, ...shell.values.slice(1)] }]
    pages[SESSION + name] = [{ name: 'session', text, values: [hash] }]
  }
  writeFileSync(file, JSON.stringify({ ...plan, pages }))
}

/** What one page cost, its limits in the same rounds beside it. */
export type PageFigures = { ours: Figures; limit: Figures; bareNext: Figures | null }

type Servers = { ours: Running; limit: Running; databasePid: number; cookie: string; connections: number }

type Page = Pick<PageTarget, 'name' | 'path' | 'cookie'>

function targetsOf({ name, path, cookie: own }: Page, { ours, limit, databasePid, cookie, connections }: Servers) {
  const common = { databasePid, connections }
  const page = (at: string): Target => ({ ...common, url: ours.url + at, headers: { cookie: own ?? cookie }, serverPid: ours.pid })
  const bare = (key: string): Target => ({ ...common, url: `${limit.url}/${encodeURIComponent(key)}`, serverPid: limit.pid })
  if (name.startsWith(SHELL)) return [bare(name), bare(SESSION + name)] as const
  return name === FIRST_PAGE ? ([page(path), bare(name), page(BARE_PAGE)] as const) : ([page(path), bare(name)] as const)
}

/** Loads every page and its limits in rounds, one after the other within a round, so that a noisy minute meets them all. */
export async function measurePages(
  pages: readonly Page[],
  servers: Servers,
  { rounds, seconds }: { rounds: number; seconds: number },
  say: (text: string) => void,
): Promise<Map<string, PageFigures>> {
  const prepared = []
  for (const page of pages) {
    const targets = []
    for (const target of targetsOf(page, servers))
      targets.push({ target, amount: await requestsFor(target, seconds), rounds: [] as Figures[] })
    prepared.push({ name: page.name, targets })
  }
  for (let round = 1; round <= rounds; round++) {
    say(`  round ${round} of ${rounds}`)
    for (const { targets } of prepared)
      for (const { target, amount, rounds: figures } of targets) figures.push(await measureLoad(target, amount))
  }
  return new Map(
    prepared.map(({ name, targets: [ours, limit, bareNext] }) => [
      name,
      { ours: medianOf(ours?.rounds ?? []), limit: medianOf(limit?.rounds ?? []), bareNext: bareNext ? medianOf(bareNext.rounds) : null },
    ]),
  )
}
