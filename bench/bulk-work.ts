// Bulk work in a process of its own, so that its time and its memory are its own. Started as `bulk-work.ts MODE FILE`; prints one line of JSON.
import { createReadStream, createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { connectionSettings } from '../lib/core/connection.ts'
import { closeDatabase } from '../lib/core/db.ts'
import { newId } from '../lib/core/id.ts'
import { stopQueue } from '../lib/jobs/queue.ts'
import { importUsers } from '../scripts/admin/import-users.ts'

/** What a mode prints when it is done. `peakMb` is the most memory that the process ever had. */
export type BulkWork = { rows: number; seconds: number; appMs: number; peakMb: number }

const connected = async () => {
  const client = new pg.Client(connectionSettings('limit'))
  await client.connect()
  return client
}

async function* linesOf(file: string) {
  let header = true
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (!header) yield line.split(',')
    header = false
  }
}

const USERS = `insert into users (id, username, email, first_name, last_name, organisation, bio, search_visibility, email_privacy, public_profile)
  select id, username, email, first_name, last_name, organisation, bio, search_visibility::"SearchVisibility", email_privacy::"EmailPrivacy", public_profile
  from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::boolean[])
    as given (id, username, email, first_name, last_name, organisation, bio, search_visibility, email_privacy, public_profile)`
const EVENTS = `insert into audit_events (id, event, actor_kind, actor_label, target_type, target_id, target_label, detail)
  select id, 'user.created', 'system', 'limit', 'user', target, label, '{"source": "import"}'
  from unnest($1::uuid[], $2::text[], $3::text[]) as given (id, target, label)`

/** The limit of an import: the same rows into the same tables by `unnest` in batches of 1,000, with nothing checked. */
async function bareImport(file: string) {
  const client = await connected()
  let rows = 0
  const flush = async (batch: string[][]) => {
    const ids = batch.map(() => newId())
    const column = (index: number) => batch.map((fields) => fields[index] ?? '')
    await client.query('begin')
    await client.query(USERS, [ids, ...Array.from({ length: 9 }, (_, index) => column(index))])
    await client.query(EVENTS, [batch.map(() => newId()), ids, column(0)])
    await client.query('commit')
    rows += batch.length
  }
  let batch: string[][] = []
  for await (const fields of linesOf(file)) {
    batch.push(fields)
    if (batch.length === 1_000) await flush(batch.splice(0))
  }
  if (batch.length) await flush(batch)
  await client.end()
  return rows
}

async function ownImport(file: string) {
  const { created, refused } = await importUsers(file, () => {})
  await stopQueue()
  await closeDatabase()
  if (refused) throw new Error(`${refused} rows were refused.`)
  return created
}

// The columns that the list shows, then the place of the row.
const KEYSET = `select full_name, username, email, status::text as status, organisation, created_at, last_sign_in_at, created_at::text as at, id from users
  where status in ('ACTIVE', 'DEACTIVATED') and (created_at, id) < ($1, $2) order by created_at desc, id desc limit 2000`
const SHOWN = 7

function cell(value: unknown) {
  const text = value instanceof Date ? value.toISOString() : String(value ?? '')
  return text.includes('"') ? `"${text.replaceAll('"', '""')}"` : `"${text}"`
}

/** The limit of an export: pages of 2,000 rows by keyset, made into CSV with every cell quoted. */
async function bareExport(file: string) {
  const client = await connected()
  let rows = 0
  async function* csv() {
    let place = ['infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff']
    for (;;) {
      const page = await client.query<unknown[]>({ name: 'page', text: KEYSET, values: place, rowMode: 'array' })
      const last = page.rows.at(-1)
      if (!last) return
      rows += page.rows.length
      place = last.slice(SHOWN) as string[]
      yield `${page.rows.map((row) => row.slice(0, SHOWN).map(cell).join(',')).join('\r\n')}\r\n`
    }
  }
  await pipeline(Readable.from(csv()), createWriteStream(file))
  await client.end()
  return rows
}

const MODES: Record<string, (file: string) => Promise<number>> = { import: ownImport, 'bare-import': bareImport, 'bare-export': bareExport }

const [mode = '', file = ''] = process.argv.slice(2)
const work = MODES[mode]
if (!work) throw new Error(`Usage: bulk-work.ts ${Object.keys(MODES).join(' | ')} FILE`)
const [began, used] = [performance.now(), process.cpuUsage()]
const rows = await work(file)
const { user, system } = process.cpuUsage(used)
const result: BulkWork = {
  rows,
  seconds: (performance.now() - began) / 1000,
  appMs: (user + system) / 1000,
  peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
}
console.log(JSON.stringify(result))
