import { spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { connectionSettings } from '../lib/core/connection.ts'
import { findEmbeddedPostgres, startEmbeddedPostgres } from '../lib/core/embedded-postgres.ts'
import { parseDatabaseEnv } from '../lib/core/env.ts'
import { migrationState, whyNotCurrent } from '../lib/core/migrations.ts'

const NAME = 'gatehouse'
/** What passes by itself: not there yet, not reachable yet, starting up, too many connections. */
const PASSING = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  '57P03',
  '53300',
])

/** Connects, and tries again as often as DATABASE_CONNECT_RETRIES says while the reason may pass. Never names the password. */
async function connect(database) {
  for (let tried = 0; ; tried++) {
    const client = new pg.Client({ ...connectionSettings('gatehouse start', database), connectionTimeoutMillis: 5_000 })
    client.on('error', () => {})
    try {
      await client.connect()
      return client
    } catch (error) {
      const reason = error.code ?? error.errors?.[0]?.code ?? error.message
      const mayPass = PASSING.has(reason) || /timeout expired|terminated unexpectedly/.test(error.message)
      if (!mayPass || tried >= database.connectRetries)
        throw new Error(`The database cannot be reached (${error.message || reason}). Check DATABASE_URL and that PostgreSQL runs.`)
      console.error(
        `The database does not answer (${reason}); trying again in ${database.connectRetrySeconds} s (${tried + 1} of ${database.connectRetries}).`,
      )
      await sleep(database.connectRetrySeconds * 1000)
    }
  }
}

async function refuseUnfit(client) {
  const { rows } = await client.query(
    `select current_setting('server_version_num')::int / 10000 as major, current_setting('server_encoding') as encoding, current_database() as name`,
  )
  const [{ major, encoding, name }] = rows
  if (major < 15) throw new Error(`This is PostgreSQL ${major}; Gatehouse needs 15 or later.`)
  if (encoding !== 'UTF8')
    throw new Error(
      `The database "${name}" has the encoding ${encoding}, which cannot hold all names. ` +
        `Make one with: create database ${name} encoding 'UTF8' lc_ctype 'C.UTF-8' template template0`,
    )
}

async function warnWhenSearchIsBlind(client) {
  const { rows } = await client.query(`select to_regproc('show_trgm') is not null as found`)
  if (!rows[0].found) return
  const trigrams = await client.query(`select cardinality(show_trgm('Ж')) as n`)
  if (trigrams.rows[0].n === 0)
    console.error(
      `Search does not find names in other than Latin letters in this database: its lc_ctype knows ASCII alone. Make the database with lc_ctype 'C.UTF-8'.`,
    )
}

function migrate() {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/migrate.mjs', 'deploy'], { encoding: 'utf8' })
  if (status === 0) console.log(stdout.trim())
  else throw new Error(`The database could not be migrated, so Gatehouse does not start. ${`${stderr}${stdout}`.trim()}`)
}

/**
 * Brings the schema up to date, or with `mayMigrate` false only looks. Throws when it is not that of this version afterwards, and
 * names the migrations. What counts is what the database says, not how the migration ended.
 */
async function prepare(mayMigrate) {
  const client = await connect(parseDatabaseEnv(process.env))
  try {
    await refuseUnfit(client)
    const before = await migrationState(client)
    if (mayMigrate && (before.pending.length || before.failed.length)) migrate()
    const reason = whyNotCurrent(await migrationState(client))
    if (reason) throw new Error(`The database is not that of this version, so Gatehouse does not start. ${reason}`)
    await warnWhenSearchIsBlind(client)
  } finally {
    await client.end()
  }
}

/** Brings permissions and built-in roles in the database up to this version, also when it came without a migration. */
async function mirrorCatalogue() {
  const { synchronizeCatalogue } = await import('../lib/roles/mutations.ts')
  const { systemActor } = await import('../lib/core/actor.ts')
  await synchronizeCatalogue(systemActor('start'), {})
}

/**
 * Opens the configured database, or starts the embedded one in `folder`, and migrates it. `join` uses the embedded one that a running
 * Gatehouse keeps, untouched. Afterwards DATABASE_URL is set in every case; `stop()` stops what was started here, `gone` resolves when
 * the embedded one ends by itself.
 */
export async function openDatabase({ folder, fallback, mayMigrate = true, join = false }) {
  let embedded
  let joined = false
  if (!parseDatabaseEnv(process.env).connection) {
    const place = { folder, fallback, database: NAME }
    const found = join ? await findEmbeddedPostgres(place) : undefined
    joined = found !== undefined
    if (!joined) embedded = await startEmbeddedPostgres(place)
    process.env.DATABASE_URL = found ?? embedded.url
  }
  const stop = async () => embedded?.stop()
  try {
    await prepare(mayMigrate && !joined)
    if (mayMigrate && !joined) await mirrorCatalogue()
  } catch (error) {
    await stop()
    throw error
  }
  return { stop, gone: embedded?.gone }
}
