// `npm run bench`: fills a database, measures against bare limits, prints one table. See README.md beside this.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { platform } from 'node:os'
import { fileURLToPath } from 'node:url'
import { install, underNewEnoughNode } from '../scripts/bootstrap.mjs'

const FOLDER = '.data/bench'
const RESULTS = 'bench/results'
const SMALLER = 100_000

const whole = (name, fallback) => {
  const text = process.env[name] || String(fallback)
  if (!/^[1-9]\d{0,7}$/.test(text)) throw new Error(`${name} must be a whole number, and is ${text}.`)
  return Number(text)
}

const readParameters = () => ({
  users: whole('BENCH_USERS', SMALLER),
  rounds: whole('BENCH_ROUNDS', 5),
  seconds: whole('BENCH_SECONDS', 2),
  connections: whole('BENCH_CONNECTIONS', 4),
  only: process.env.BENCH_ONLY ? new RegExp(process.env.BENCH_ONLY) : null,
})

async function dropDatabase(url, name) {
  const { default: pg } = await import('pg')
  const admin = new pg.Client({ connectionString: Object.assign(new URL(url), { pathname: '/postgres' }).href })
  await admin.connect()
  await admin.query(`drop database if exists ${name} with (force)`)
  await admin.query(`create database ${name}`)
  await admin.end()
}

/** Migrates and fills unless what is there is what would be filled in. */
async function prepare(url, name, users) {
  const { fill, isFilled } = await import('./fill.ts')
  if (!(await isFilled(url, users))) await dropDatabase(url, name)
  process.env.DATABASE_URL = url
  const { openDatabase } = await import('../scripts/database.mjs')
  await openDatabase({ folder: FOLDER })
  if (await isFilled(url, users)) return
  console.log(`Filling ${name}…`)
  await fill(url, users, console.log)
}

async function loadConfiguration() {
  const { loadSecrets } = await import('../scripts/secrets.mjs')
  // The configuration is this program's own: nothing of the surroundings but what a process needs.
  for (const name of Object.keys(process.env))
    if (/^(?:DATABASE_|APP_URL|PORT|HOST$|SMTP_|MAIL_|TRUSTED_)/.test(name)) delete process.env[name]
  Object.assign(process.env, { GATEHOUSE_DATA: FOLDER, BENCH: '1', LOG_LEVEL: 'warn' })
  mkdirSync(FOLDER, { recursive: true })
  mkdirSync(RESULTS, { recursive: true })
  loadSecrets(FOLDER)
  const { build, generate } = await import('../scripts/build.mjs')
  await generate()
  await build()
}

/** Servers log as they do in production. */
const serverEnvironment = () => {
  const { PATH, HOME, GATEHOUSE_DATA, BENCH, AUTH_SECRET, APP_ENCRYPTION_KEY, NEXT_SERVER_ACTIONS_ENCRYPTION_KEY } = process.env
  return { PATH, HOME, GATEHOUSE_DATA, BENCH, AUTH_SECRET, APP_ENCRYPTION_KEY, NEXT_SERVER_ACTIONS_ENCRYPTION_KEY }
}

async function measureAndReport(parameters, databaseUrl) {
  const { measure } = await import('./measure.ts')
  const { brokenPromises, compareWithSmaller, tableOf } = await import('./report.ts')
  const { findChromium } = await import('../scripts/chromium.mjs')
  const surroundings = { databaseUrl, folder: FOLDER, chromium: await findChromium(), env: serverEnvironment() }
  const report = await measure(parameters, surroundings, console.log)
  const smaller = `${RESULTS}/${SMALLER}.json`
  if (parameters.users > SMALLER && existsSync(smaller)) compareWithSmaller(report.rows, JSON.parse(readFileSync(smaller, 'utf8')))
  const name = parameters.only ? `${parameters.users}-part` : String(parameters.users)
  const table = tableOf(report)
  writeFileSync(`${RESULTS}/${name}.json`, `${JSON.stringify(report, null, 2)}\n`)
  writeFileSync(`${RESULTS}/${name}.md`, `${table}\n`)
  console.log(
    `\n${parameters.users.toLocaleString('en')} users, commit ${report.commit}, medians of ${parameters.rounds} rounds\n\n${table}\n`,
  )
  const broken = brokenPromises(report)
  for (const sentence of broken) console.error(`✗ ${sentence}`)
  return broken.length ? 1 : 0
}

async function run() {
  if (platform() !== 'linux') throw new Error('The measurements read processor time from /proc, so they run on Linux alone.')
  const parameters = readParameters()
  await loadConfiguration()
  const { SERVER_SETTINGS } = await import('./parameters.ts')
  const { startEmbeddedPostgres } = await import('../lib/core/embedded-postgres.ts')
  const name = `bench_${parameters.users}`
  const flags = Object.entries(SERVER_SETTINGS).flatMap(([setting, value]) => ['-c', `${setting}=${value}`])
  const postgres = await startEmbeddedPostgres({ folder: FOLDER, database: name, flags })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void postgres.stop().finally(() => process.exit(1)))
  try {
    await prepare(postgres.url, name, parameters.users)
    return await measureAndReport(parameters, postgres.url)
  } finally {
    const { stopQueue } = await import('../lib/jobs/queue.ts')
    const { closeDatabase } = await import('../lib/core/db.ts')
    await stopQueue()
    await closeDatabase()
    await postgres.stop()
  }
}

install()
if (underNewEnoughNode(fileURLToPath(import.meta.url))) {
  const code = await run().catch((error) => (console.error(error), 1))
  process.exit(code) // servers that an error left behind end with it
}
