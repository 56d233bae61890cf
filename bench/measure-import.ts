import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import type { Client } from 'pg'
import type { BulkWork } from './bulk-work.ts'
import { medianOf, type Figures } from './load.ts'
import { cpuOf } from './processes.ts'

const ROWS = 20_000
const PREFIX = 'imported.'

function writeCsv(file: string) {
  const lines = ['username,email,first_name,last_name,organisation,bio,search_visibility,email_privacy,public_profile,date_joined']
  for (let row = 0; row < ROWS; row++) {
    const username = `${PREFIX}person${row}`
    lines.push(`${username},${username}@example.org,Ada${row % 97},Holmberg${row % 389},Harbour Library ${row % 40},,public,private,true,`)
  }
  writeFileSync(file, `${lines.join('\n')}\n`)
}

/** Runs one mode of bulk-work.ts, with the memory that `npm run admin` gives, and says what it printed. */
export async function bulkWork(mode: string, file: string): Promise<BulkWork> {
  const child = spawn(process.execPath, ['--max-semi-space-size=8', 'bench/bulk-work.ts', mode, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  child.stdout.on('data', (chunk: Buffer) => (printed += String(chunk)))
  const code = await new Promise<number | null>((done) => child.once('close', done))
  if (code !== 0) throw new Error(`bulk-work.ts ${mode} failed.`)
  return JSON.parse(printed.trim().split('\n').at(-1) ?? '') as BulkWork
}

/** Takes the imported users out again, as if they had never been: rules and triggers are set aside for it, in this database of made-up people. */
async function forgetImported(client: Client, since: Date) {
  await client.query('begin')
  await client.query(`set local session_replication_role = replica`)
  await client.query(`delete from audit_events where at >= $1 and event = 'user.created'`, [since])
  await client.query(`delete from usernames where key like $1`, [`${PREFIX}%`])
  await client.query(`delete from users where username like $1`, [`${PREFIX}%`])
  await client.query('commit')
  await client.query('vacuum analyze users, usernames')
}

/** The figures of an import per row, those of the bare insert, and the most memory that the import had. */
export type ImportFigures = { ours: Figures; limit: Figures; peakMb: number }

/** Imports 20,000 people by the command's own function, and inserts the same rows bare, in turns; each time they are taken out again. */
export async function measureImport(client: Client, databasePid: number, folder: string, rounds: number): Promise<ImportFigures> {
  const file = `${folder}/import.csv`
  writeCsv(file)
  let peakMb = 0
  const once = async (mode: string): Promise<Figures> => {
    const { rows: clock } = await client.query<{ now: Date }>('select clock_timestamp() as now')
    const database = cpuOf(databasePid)
    const { rows, seconds, appMs, peakMb: peak } = await bulkWork(mode, file)
    const databaseMs = (cpuOf(databasePid) - database) / rows
    if (rows !== ROWS) throw new Error(`${mode} wrote ${rows} rows of ${ROWS}.`)
    if (mode === 'import') peakMb = Math.max(peakMb, peak)
    await forgetImported(client, clock[0]?.now ?? new Date())
    return { rate: rows / seconds, p50: null, p99: null, appMs: appMs / rows, databaseMs }
  }
  const all: [Figures[], Figures[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    all[0].push(await once('import'))
    all[1].push(await once('bare-import'))
  }
  return { ours: medianOf(all[0]), limit: medianOf(all[1]), peakMb }
}
