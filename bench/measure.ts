import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { availableParallelism, totalmem } from 'node:os'
import pg from 'pg'
import { hashPassword } from '../lib/auth/password.ts'
import { sessionCookie } from '../lib/auth/cookie.ts'
import { startSession } from '../lib/auth/start-session.ts'
import { startCountingProxy } from './counting-proxy.ts'
import { ENROLL_FORM, enrollingRow, enrollmentRows } from './enrollment-rows.ts'
import { roleId } from './fill-access.ts'
import type { Figures } from './load.ts'
import { weigh } from './measure-browser.ts'
import { measureBulk } from './measure-bulk.ts'
import { measureExport } from './measure-export.ts'
import { measureImport } from './measure-import.ts'
import { BARE_PAGE, SHELL, countRoundTrips, measurePages, writePlan, type Counted, type PageFigures } from './measure-pages.ts'
import { measureRights } from './measure-rights.ts'
import { measureSignIn } from './measure-sign-in.ts'
import { BENCH_ADMINISTRATOR, BENCH_PASSWORD, type BenchParameters } from './parameters.ts'
import { freePort, memoryOf, startProcess, type Running } from './processes.ts'
import { atMost, type Report, type Row } from './report.ts'
import { FIRST_PAGE, LAST_PAGE, MIDDLE_PAGE, pageTargets, type PageTarget } from './targets.ts'

/** Where a run finds things: the database, the folder for its files, a browser, the environment of the programs it starts. */
export type Surroundings = { databaseUrl: string; folder: string; chromium: string | undefined; env: Record<string, string> }

/** What the measurements of a run share. */
export type Run = {
  parameters: BenchParameters
  surroundings: Surroundings
  client: pg.Client
  databasePid: number
  /** Of the administrator, an approver within groups, and somebody who approves nowhere: the tokens of their sessions by the names of their rows. */
  tokens: Record<string, string>
  cookie: string
  approverCookie: string
  say: (text: string) => void
}

const cookieOf = (token: string) => `${sessionCookie().name}=${token}`

/** Signs in whom the runs look through: by the names of the rows of the shell query. */
async function signedIn(client: pg.Client) {
  const token = async (condition: string, ...values: unknown[]) => {
    const { rows } = await client.query<{ id: string; label: string }>(`select id, username as label from users where ${condition}`, values)
    if (!rows[0]) throw new Error('Nobody was filled in whom the runs could sign in.')
    const request = { id: randomUUID(), ip: '127.0.0.1', userAgent: 'bench' }
    return startSession({ ...rows[0], request, method: 'password' })
  }
  const ofMostGroups = `id = (select grants.user_id from grants join users on users.id = grants.user_id and users.status = 'ACTIVE'
    join group_tree on group_tree.ancestor_id = grants.reach_group_id where grants.role_id = $1 group by grants.user_id order by count(*) desc, grants.user_id limit 1)`
  const administrator = await token('username = $1', BENCH_ADMINISTRATOR)
  const approver = await token(ofMostGroups, roleId('Group manager'))
  const other = await token(
    `id = (select id from users where status = 'ACTIVE' and id not in (select user_id from effective_grants) order by id limit 1)`,
  )
  return {
    tokens: { [SHELL]: administrator, [`${SHELL}, approver of groups`]: approver, [`${SHELL}, no approver`]: other },
    administrator,
    approver,
  }
}

async function startOurs({ surroundings: { env, folder } }: Run, databaseUrl: string) {
  const port = await freePort()
  const own = { ...env, DATABASE_URL: databaseUrl, PORT: String(port), APP_URL: `http://127.0.0.1:${port}`, TRUSTED_PROXIES: '127.0.0.1' }
  return startProcess('scripts/start.mjs', { env: own, port, path: '/sign-in', logFile: `${folder}/server.log` })
}

async function startLimit({ surroundings: { env, folder } }: Run, port: number) {
  const options = { args: [`${folder}/plan.json`], env, port, path: `/${encodeURIComponent(SHELL)}`, logFile: `${folder}/limit.log` }
  return startProcess('bench/limit-server.ts', options)
}

/** The pass that is not timed: what each page says to the database. Leaves the plan of the bare server behind. */
async function count(run: Run, pages: readonly PageTarget[]) {
  const { databaseUrl, folder } = run.surroundings
  const proxy = await startCountingProxy(databaseUrl)
  const server = await startOurs(run, proxy.url)
  const counted = await countRoundTrips(proxy, server, run.cookie, pages)
  await server.stop()
  await proxy.stop()
  const port = await freePort()
  const hash = await hashPassword(BENCH_PASSWORD)
  writePlan(`${folder}/plan.json`, counted, run.tokens, { databaseUrl, port, hash, password: BENCH_PASSWORD })
  return { counted, port, startMs: server.startMs }
}

function pageRow(
  { name, mostRoundTrips }: PageTarget,
  counted: ReadonlyMap<string, Counted>,
  figures: ReadonlyMap<string, PageFigures>,
): Row {
  const { ours, limit, bareNext } = figures.get(name) ?? { ours: null, limit: null, bareNext: null }
  const bars = []
  if (name === FIRST_PAGE && ours && limit && bareNext)
    bars.push(
      atMost('app CPU of bare Next', ours.appMs / bareNext.appMs, 2),
      atMost('DB CPU of limit', ours.databaseMs / limit.databaseMs, 3),
    )
  const first = figures.get(FIRST_PAGE)?.ours
  if ((name === MIDDLE_PAGE || name === LAST_PAGE) && first && ours)
    bars.push(atMost('CPU of first page', (ours.appMs + ours.databaseMs) / (first.appMs + first.databaseMs), 1.15))
  const roundTrips = counted.get(name)?.roundTrips ?? null
  return {
    name,
    per: 'request',
    ours,
    limit: { name: 'same statements, bare', figures: limit },
    bareNext,
    roundTrips,
    mostRoundTrips,
    bars,
  }
}

async function pageRows(
  run: Run,
  servers: { ours: Running; limit: Running },
  pages: readonly PageTarget[],
  counted: ReadonlyMap<string, Counted>,
) {
  const { parameters, databasePid, cookie, say } = run
  const shells = Object.keys(run.tokens).filter((name) => name === SHELL || (parameters.only?.test(name) ?? true))
  const all = [...pages, ...shells.map((name) => ({ name, path: '' }))]
  const figures = await measurePages(all, { ...servers, databasePid, cookie, connections: parameters.connections }, parameters, say)
  const rows = pages.map((page) => pageRow(page, counted, figures))
  const bareNext = figures.get(FIRST_PAGE)?.bareNext ?? null
  const plain = { limit: null, roundTrips: null, mostRoundTrips: null }
  if (bareNext) rows.push({ ...plain, name: 'bare Next page, 25 rows', per: 'request', ours: bareNext, bareNext, bars: [] })
  for (const name of shells) {
    const { ours = null, limit = null } = figures.get(name) ?? {}
    rows.push({
      ...plain,
      name,
      per: 'request',
      ours,
      limit: { name: 'session row', figures: limit },
      roundTrips: 1,
      mostRoundTrips: 1,
      bars: [],
    })
  }
  return rows
}

async function signInRow(run: Run, servers: { ours: Running; limit: Running }): Promise<Row> {
  const { ours, limit, flood } = await measureSignIn(
    { ...servers, databasePid: run.databasePid, appUrl: servers.ours.url },
    run.client,
    run.parameters,
  )
  const bars = [
    atMost('hashes of CPU', ours.appMs / limit.appMs, 1.3),
    atMost('answers in a flood that were neither in nor 503', flood.other, 0),
    { text: 'some of the flood refused', value: flood.refused, limit: flood.sent, met: flood.refused > 0 },
  ]
  const notes = `flood of ${flood.sent}: ${flood.signedIn} signed in, ${flood.refused} told 503`
  return {
    name: 'sign-in',
    per: 'request',
    ours,
    limit: { name: 'one hash', figures: limit },
    roundTrips: null,
    mostRoundTrips: null,
    bars,
    notes,
  }
}

const perRow = { per: 'row', roundTrips: null, mostRoundTrips: null } as const

async function importRow(run: Run): Promise<Row> {
  const { ours, limit, peakMb } = await measureImport(run.client, run.databasePid, run.surroundings.folder, run.parameters.rounds)
  const bars = [atMost('bare insert is faster by', limit.rate / ours.rate, 4), atMost('MB of memory', peakMb, 300)]
  return { ...perRow, name: 'import of 20,000', ours, limit: { name: 'unnest, bare', figures: limit }, bars }
}

async function exportRow(run: Run, ours: Running): Promise<Row> {
  const servers = { ours, databasePid: run.databasePid, appUrl: ours.url, cookie: run.cookie }
  const { ours: figures, limit, mostMb } = await measureExport(servers, run.surroundings.folder, Math.min(run.parameters.rounds, 3))
  const bars = [atMost('bare keyset is faster by', limit.rate / figures.rate, 2)]
  return {
    ...perRow,
    name: 'export of all users',
    ours: figures,
    limit: { name: 'keyset, bare', figures: limit },
    bars,
    notes: `server at most ${mostMb} MB`,
  }
}

async function bulkRow(run: Run, ours: Running): Promise<Row> {
  const [, token = ''] = run.cookie.split('=')
  const { users, ...figures } = await measureBulk(
    { ours, databasePid: run.databasePid, token },
    run.client,
    Math.min(run.parameters.rounds, 3),
  )
  const limit = { name: 'update and log, bare', figures: figures.limit }
  const took = `${(users / figures.ours.rate).toFixed(1)} s for ${users.toLocaleString('en')}`
  return { ...perRow, per: 'user', name: 'bulk deactivate', ours: figures.ours, limit, bars: [], notes: took }
}

async function rightsRow(run: Run): Promise<Row> {
  const { ours, limit } = await measureRights(run.client, run.databasePid, run.parameters.rounds)
  const bars = [atMost('DB CPU of one row', ours.databaseMs / limit.databaseMs, 10)]
  return { ...perRow, per: 'user', name: 'effective permissions', ours, limit: { name: 'row by its key', figures: limit }, bars }
}

const startFigures = (ms: number): Figures => ({ rate: 1000 / ms, p50: ms, p99: ms, appMs: 0, databaseMs: 0 })

async function browserRow({ surroundings: { chromium }, cookie }: Run, ours: Running): Promise<Row> {
  const [name = '', value = ''] = cookie.split('=')
  const row = { name: 'users list in Chromium', ours: null, limit: null, ...perRow, per: 'page' as const }
  if (!chromium) return { ...row, bars: [], notes: 'not measured: there is no Chromium' }
  const page = await weigh(chromium, `${ours.url}/users`, { name, value })
  const bare = await weigh(chromium, ours.url + BARE_PAGE, { name, value })
  const notes = `${page.requests} requests, ${page.totalKb} KB; bare Next page ${bare.scriptKb} KB of JavaScript`
  return { ...row, bars: [atMost('KB of JavaScript', page.scriptKb, 250)], notes }
}

/** Everything that is measured with the servers running. `only` leaves out what was not asked for. */
async function measureAll(run: Run): Promise<Row[]> {
  const { parameters, surroundings, client, say } = run
  const wanted = (name: string) => parameters.only?.test(name) ?? true
  const pages = (await pageTargets(client, run.approverCookie)).filter(({ name }) => name === FIRST_PAGE || wanted(name))
  say('Counting round trips…')
  const { counted, port, startMs } = await count(run, pages)
  // No server is running now, so that no job is done beside what is measured in this process.
  const acts = await enrollmentRows(run, wanted)
  const ours = await startOurs(run, surroundings.databaseUrl)
  const limit = await startLimit(run, port)
  try {
    say('Measuring pages…')
    const rows = await pageRows(run, { ours, limit }, pages, counted)
    const step = async (name: string, work: () => Promise<Row>) => {
      if (!wanted(name)) return
      say(`Measuring ${name}…`)
      rows.push(await work())
    }
    await step('sign-in', () => signInRow(run, { ours, limit }))
    await step('import', () => importRow(run))
    await step('export', () => exportRow(run, ours))
    await step('bulk deactivate', () => bulkRow(run, ours))
    await step('effective permissions', () => rightsRow(run))
    rows.push(...acts)
    await step(ENROLL_FORM, () => enrollingRow(run, ours))
    await step('users list in Chromium', () => browserRow(run, ours))
    const started = {
      ours: startFigures(Math.min(startMs, ours.startMs)),
      limit: { name: 'bare server', figures: startFigures(limit.startMs) },
    }
    rows.push({
      ...perRow,
      name: 'start to first answer',
      per: 'start',
      ...started,
      bars: [],
      notes: `server ${memoryOf(ours.pid).peak} MB at most`,
    })
    return rows
  } finally {
    await Promise.all([ours.stop(), limit.stop()])
  }
}

/** Measures a filled database and gives the report. The clients of `lib` must be configured for it already. */
export async function measure(parameters: BenchParameters, surroundings: Surroundings, say: (text: string) => void): Promise<Report> {
  const client = new pg.Client({ connectionString: surroundings.databaseUrl, options: '-c timezone=UTC' })
  await client.connect()
  try {
    const { rows } = await client.query<{ pid: number; version: string }>(
      `select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int as pid, current_setting('server_version') as version`,
    )
    const [{ pid, version } = { pid: 0, version: '' }] = rows
    const { tokens, administrator, approver } = await signedIn(client)
    const cookies = { cookie: cookieOf(administrator), approverCookie: cookieOf(approver) }
    const measured = await measureAll({ parameters, surroundings, client, databasePid: pid, tokens, ...cookies, say })
    return {
      at: new Date().toISOString(),
      commit: spawnSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).stdout.trim() || 'unknown',
      users: parameters.users,
      rounds: parameters.rounds,
      machine: { cores: availableParallelism(), memoryGb: Math.round(totalmem() / 1e9), node: process.version, postgres: version },
      rows: measured,
    }
  } finally {
    await client.end()
  }
}
