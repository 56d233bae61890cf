import { afterAll, expect, test } from 'vitest'
import { closeDatabase, pool } from './db.ts'
import { migrationsOnDisk, migrationState, whyNotCurrent } from './migrations.ts'

afterAll(closeDatabase)
const [first] = migrationsOnDisk()

/** The state after `change` of the record, which is undone. */
async function stateAfter(change: string) {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query(change, change.includes('$1') ? [first?.name] : [])
    return await migrationState(client)
  } finally {
    await client.query('rollback')
    client.release()
  }
}

test('the migrated database is current', async () => {
  const state = await migrationState(pool)
  expect(state).toEqual({ pending: [], failed: [], edited: [] })
  expect(whyNotCurrent(state)).toBeNull()
})

test('a database without our tables has everything pending', async () => {
  const state = await stateAfter('drop table _prisma_migrations')
  expect(state.pending).toEqual(migrationsOnDisk().map(({ name }) => name))
  expect(whyNotCurrent(state)).toContain(`pending: ${first?.name}`)
})

test.each([
  ['pending', 'delete from _prisma_migrations where migration_name = $1'],
  ['pending', 'update _prisma_migrations set rolled_back_at = now() where migration_name = $1'],
  ['failed', 'update _prisma_migrations set finished_at = null where migration_name = $1'],
  ['edited', `update _prisma_migrations set checksum = 'other' where migration_name = $1`],
] as const)('%s: %s', async (kind, change) => {
  const state = await stateAfter(change)
  expect(state[kind]).toEqual([first?.name])
  expect(whyNotCurrent(state)).toContain(first?.name)
})

test('a database that is ahead serves the older version', async () => {
  const ahead = `insert into _prisma_migrations (id, checksum, migration_name, finished_at) values ('x', 'x', '99990101000000_later', now())`
  expect(whyNotCurrent(await stateAfter(ahead))).toBeNull()
})

test('no migration leaves its implicit transaction, so that one which failed can run again', () => {
  for (const { name, content } of migrationsOnDisk())
    expect([name, /\b(?:commit|rollback|concurrently)\b/i.exec(content.replace(/--.*$/gm, ''))?.[0]]).toEqual([name, undefined])
})
