import '#server-only'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'

const FOLDER = 'prisma/migrations'

/** The migrations of this version in their order, each with its SQL. `root` is the folder that holds `prisma`. */
export const migrationsOnDisk = (root = process.cwd()) =>
  readdirSync(join(root, FOLDER))
    .filter((name) => /^\d{14}_/.test(name))
    .sort()
    .map((name) => ({ name, content: readFileSync(join(root, FOLDER, name, 'migration.sql'), 'utf8') }))

type Row = { migration_name: string; checksum: string; finished_at: Date | null; rolled_back_at: Date | null }

async function migrationRows(client: Pick<pg.Client, 'query'>): Promise<Row[]> {
  const { rows } = await client.query<{ found: boolean }>(`select to_regclass('_prisma_migrations') is not null as found`)
  if (!rows[0]?.found) return []
  const recorded = await client.query<Row>('select migration_name, checksum, finished_at, rolled_back_at from _prisma_migrations')
  return recorded.rows.filter((row) => row.rolled_back_at === null)
}

/**
 * Compares the migrations of this version with what the database itself says was applied: `pending` ones are missing there, `failed`
 * ones began and did not finish, `edited` ones were changed after they were applied. A database that knows more than this version is
 * fine: the older version may go on while a newer one is being started. Asks the database, never an exit code.
 */
export async function migrationState(client: Pick<pg.Client, 'query'>, onDisk = migrationsOnDisk()) {
  const rows = new Map((await migrationRows(client)).map((row) => [row.migration_name, row]))
  const state = { pending: [] as string[], failed: [] as string[], edited: [] as string[] }
  for (const [name, row] of rows) if (!row.finished_at) state.failed.push(name)
  for (const { name, content } of onDisk) {
    const row = rows.get(name)
    if (!row) state.pending.push(name)
    else if (row.finished_at && row.checksum !== createHash('sha256').update(content).digest('hex')) state.edited.push(name)
  }
  return state
}

/** Says in one sentence per kind what keeps the schema from being current, or null when it is. */
export function whyNotCurrent({ pending, failed, edited }: Awaited<ReturnType<typeof migrationState>>): string | null {
  const list = (names: string[], what: string) => (names.length ? [`${what}: ${names.join(', ')}.`] : [])
  const sentences = [
    ...list(failed, 'Migrations that failed and were not repaired'),
    ...list(edited, 'Migrations that were edited after they had been applied'),
    ...list(pending, 'Migrations that are pending'),
  ]
  return sentences.length ? sentences.join(' ') : null
}
