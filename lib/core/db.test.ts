import { sql as raw } from 'kysely'
import { afterAll, expect, test, vi } from 'vitest'
import { closeDatabase, db, pool, runIn, sql } from './db.ts'
import { env } from './env.ts'
import { forget } from './lazily.ts'
import { log } from './log.ts'

afterAll(closeDatabase)

const setting = async (name: string) => (await pool.query<{ value: string }>('select current_setting($1) as value', [name])).rows[0]?.value

test('every connection has UTC, our name and its limits', async () => {
  expect(await setting('timezone')).toBe('UTC')
  expect(await setting('application_name')).toBe('gatehouse')
  expect(await setting('statement_timeout')).toBe('5s')
  expect(await setting('lock_timeout')).toBe('2s')
  expect(await setting('idle_in_transaction_session_timeout')).toBe('15s')
})

test('a second copy of the module finds the same pool', async () => {
  await pool.query('select 1')
  vi.resetModules()
  const copy = await import('./db.ts')
  expect(copy.pool).not.toBe(pool)
  const mark = vi.fn()
  pool.once('acquire', mark)
  await copy.sql.executeQuery(raw`select 1`.compile(copy.sql))
  expect(mark).toHaveBeenCalledOnce()
  await Promise.all(Array.from({ length: 30 }, () => Promise.all([copy.pool.query('select 1'), db.$queryRaw`select 1`])))
  expect(pool.totalCount).toBeLessThanOrEqual(env.database.poolMax)
  const { rows } = await pool.query<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity where application_name = 'gatehouse' and datname = current_database()`,
  )
  expect(rows[0]?.n).toBe(pool.totalCount)
})

test('a Kysely query inside a transaction is rolled back with it', async () => {
  await pool.query('create table if not exists db_test (n int)')
  const insert = raw`insert into db_test values (1)`.compile(sql)
  await expect(
    db.$transaction(async (tx) => {
      await runIn(tx, insert)
      throw new Error('back')
    }),
  ).rejects.toThrow('back')
  expect((await pool.query('select 1 from db_test')).rowCount).toBe(0)
})

test('after closing, the next use opens a new pool', async () => {
  await closeDatabase()
  expect((await pool.query('select 1')).rowCount).toBe(1)
})

test('idle connections that the database ends are replaced', async () => {
  await Promise.all([pool.query('select 1'), pool.query('select 1')])
  const warn = vi.spyOn(log, 'warn').mockImplementation(() => {})
  const client = await pool.connect()
  await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name = 'gatehouse' and datname = current_database() and pid <> pg_backend_pid()`,
  )
  client.release()
  await vi.waitFor(() => expect(warn).toHaveBeenCalled())
  await Promise.all([pool.query('select 1'), pool.query('select 1')])
  warn.mockRestore()
})

test('a connection that ends between two statements of a transaction fails that transaction and nothing else', async () => {
  const pid = `select pg_backend_pid() as pid`
  const ended = db.$transaction(async (tx) => {
    const [own] = await tx.$queryRawUnsafe<{ pid: number }[]>(pid)
    await pool.query('select pg_terminate_backend($1)', [own?.pid])
    await vi.waitFor(async () => expect((await pool.query('select 1 from pg_stat_activity where pid = $1', [own?.pid])).rowCount).toBe(0))
    await tx.$queryRawUnsafe('select 1')
  })
  await expect(ended).rejects.toThrow()
  const client = await pool.connect()
  const { rows } = await client.query<{ pid: number }>(pid)
  const gone = new Promise((done) => client.once('end', done))
  await pool.query('select pg_terminate_backend($1)', [rows[0]?.pid])
  await gone
  client.release()
  expect((await pool.query('select 1')).rowCount).toBe(1)
})

test('DATABASE_ECHO logs the text of queries and never their parameters', async () => {
  await closeDatabase()
  forget('env')
  process.env.DATABASE_ECHO = 'on'
  const info = vi.spyOn(log, 'info').mockImplementation(() => {})
  await pool.query('select $1::text as plain', ['hunter2'])
  await db.$queryRaw`select ${'hunter2'}::text as prisma`
  await sql.executeQuery(raw`select ${'hunter2'}::text as kysely`.compile(sql))
  const logged = JSON.stringify(info.mock.calls)
  for (const text of ['as plain', 'as prisma', 'as kysely']) expect(logged).toContain(text)
  expect(logged).not.toContain('hunter2')
  info.mockRestore()
  delete process.env.DATABASE_ECHO
  forget('env')
  await closeDatabase()
})
