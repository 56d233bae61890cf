import { spawn } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '../../lib/core/embedded-postgres.ts'
import { migrationsOnDisk } from '../../lib/core/migrations.ts'
import { expect, test } from './gatehouse.ts'

const names = migrationsOnDisk().map(({ name }) => name)

test('a wrong configuration stops the start, naming everything that is wrong and no secret', async ({ start }) => {
  const gatehouse = await start({ env: { PORT: '80800', DATABASE_URL: 'mysql://root:hunter2@db/app', LOG_LEVEL: 'loud' } })
  expect(await gatehouse.ended).toBe(1)
  expect(gatehouse.output()).toContain('PORT is "80800"; allowed: a whole number from 1 to 65535.')
  expect(gatehouse.output()).toContain('DATABASE_URL is (hidden); allowed: a URL that begins with postgresql://.')
  expect(gatehouse.output()).toContain('LOG_LEVEL is "loud"; allowed: fatal,')
  expect(gatehouse.output()).not.toMatch(/hunter2|\n\s+at /)
})

test('two starts at once migrate once, and both serve', async ({ start, database, query, folder, request }) => {
  const both = await Promise.all(['a', 'b'].map((name) => start({ env: { DATABASE_URL: database }, folder: join(folder, name) })))
  for (const one of both) await one.says('Gatehouse is ready')
  for (const { url } of both) expect((await request.get(`${url}/api/ready`)).status()).toBe(200)
  const rows = await query<{ migration_name: string }>('select migration_name from _prisma_migrations order by 1')
  expect(rows.map((row) => row.migration_name)).toEqual(names)
  const applied = both.filter((one) => one.output().includes(`Applied ${names[0]}`))
  expect(applied).toHaveLength(1)
})

test('it refuses to serve while migrations are pending, failed or edited, and names them', async ({ start, database, query }) => {
  const env = { DATABASE_URL: database, MIGRATE: 'off' }
  const refusal = async (settings: Record<string, string>, args: string[] = []) => {
    const one = await start({ env: settings, arguments: args })
    expect(await one.ended).toBe(1)
    expect(one.output()).not.toContain('is ready')
    return one.output()
  }
  expect(await refusal(env)).toContain(`pending: ${names[0]}`)
  expect(await refusal({ DATABASE_URL: database }, ['--no-migrate'])).toContain(`pending: ${names[0]}`)
  expect(await query('select 1 from pg_tables where schemaname = $1', ['public'])).toEqual([])

  const migrated = await start({ env: { DATABASE_URL: database } })
  await migrated.says('is ready')
  await query('update _prisma_migrations set checksum = $1', ['other'])
  expect(await refusal({ DATABASE_URL: database })).toContain(`edited after they had been applied: ${names[0]}`)
  await query('update _prisma_migrations set finished_at = null')
  expect(await refusal(env)).toContain(`failed and were not repaired: ${names[0]}`)
  expect(await refusal({ DATABASE_URL: database })).toMatch(new RegExp(`could not be migrated[^]*${names[0]}`))
})

test('a migration that was cut off in the middle is finished by the next start', async ({ start, database, query }) => {
  const blocker = new pg.Client(database)
  await blocker.connect()
  await blocker.query('begin; create table users (blocked int)') // the migration's own table of this name waits for the end of this
  const cutOff = await start({ env: { DATABASE_URL: database } })
  const cut = `select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'gatehouse migrate' and wait_event_type = 'Lock' and datname = current_database()`
  await expect.poll(async () => (await query(cut)).length, { intervals: [20], timeout: 30_000 }).toBe(1)
  expect(await cutOff.ended).toBe(1)
  expect(await query('select 1 from _prisma_migrations where finished_at is null')).toHaveLength(1)
  await blocker.query('rollback')
  await blocker.end()
  const next = await start({ env: { DATABASE_URL: database } })
  await next.says('is ready')
  expect(await query('select 1 from _prisma_migrations where finished_at is null and rolled_back_at is null')).toHaveLength(0)
})

test('it waits for the database as often as configured, and says so without the password', async ({ start }) => {
  const env = { DATABASE_URL: 'postgresql://me:hunter2@127.0.0.1:1/x', DATABASE_CONNECT_RETRIES: '2', DATABASE_CONNECT_RETRY_SECONDS: '0' }
  const gatehouse = await start({ env })
  expect(await gatehouse.ended).toBe(1)
  expect(gatehouse.output()).toContain('(2 of 2)')
  expect(gatehouse.output()).toContain('The database cannot be reached')
  expect(gatehouse.output()).not.toContain('hunter2')
})

test('a database that cannot hold all names is refused', async ({ start, postgres, query }) => {
  await query(`create database latin encoding 'LATIN1' locale_provider libc locale 'C' template template0`)
  const gatehouse = await start({ env: { DATABASE_URL: Object.assign(new URL(postgres), { pathname: '/latin' }).href } })
  expect(await gatehouse.ended).toBe(1)
  expect(gatehouse.output()).toContain('has the encoding LATIN1')
  await query('drop database latin')
})

test('a database whose letters are ASCII alone is used with a warning about search', async ({ start, postgres, query }) => {
  await query(`create database ascii encoding 'UTF8' locale_provider libc locale 'C' template template0`)
  const gatehouse = await start({ env: { DATABASE_URL: Object.assign(new URL(postgres), { pathname: '/ascii' }).href } })
  expect(await gatehouse.says('is ready')).toContain('Search does not find names in other than Latin letters')
  gatehouse.process.kill('SIGTERM')
  expect(await gatehouse.ended).toBe(0)
  await query('drop database ascii with (force)')
})

test('without the database it is alive and not ready', async ({ start, folder, request }) => {
  const place = { folder: join(folder, 'away'), database: 'people', quiet: true }
  const server = await startEmbeddedPostgres(place)
  const gatehouse = await start({ env: { DATABASE_URL: server.url } })
  await gatehouse.says('is ready')
  expect((await request.get(`${gatehouse.url}/api/ready`)).status()).toBe(200)
  await server.stop()
  const answer = await request.get(`${gatehouse.url}/api/ready`)
  expect(answer.status()).toBe(503)
  expect(await answer.json()).toEqual({ type: 'about:blank', title: 'Service Unavailable', status: 503 })
  expect((await request.get(`${gatehouse.url}/api/health`)).status()).toBe(200)
  gatehouse.process.kill('SIGTERM')
  expect(await gatehouse.ended).toBe(0)
  await removeEmbeddedPostgres(place)
})

test('secrets are made once and readable by their owner alone', async ({ start, folder }) => {
  const secrets = () => readFileSync(join(folder, 'secrets.json'), 'utf8')
  // Both fail at the database, after the secrets: what counts here is that they agree.
  const env = { DATABASE_URL: 'postgresql://127.0.0.1:1/x' }
  const both = [await start({ env }), await start({ env })]
  for (const one of both) expect(await one.ended).toBe(1)
  const made = secrets()
  expect(Object.keys(JSON.parse(made) as object)).toEqual(['AUTH_SECRET', 'APP_ENCRYPTION_KEY', 'NEXT_SERVER_ACTIONS_ENCRYPTION_KEY'])
  expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600)
  await (
    await start({ env })
  ).ended
  expect(secrets()).toBe(made)
})

test('the command line works while Gatehouse runs and when it does not', async ({ start, folder }) => {
  const admin = () =>
    new Promise<{ code: number | null; output: string }>((done) => {
      const { PATH, HOME } = process.env
      const child = spawn(process.execPath, ['scripts/admin.mjs', 'no-such-command'], {
        env: { PATH, HOME, GATEHOUSE_DATA: folder } as never,
      })
      let output = ''
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
      child.once('close', (code) => done({ code, output }))
    })
  const expected = { code: 2, output: expect.stringContaining('There is no command "no-such-command".\nUsage: npm run admin -- COMMAND') }
  expect(await admin()).toEqual(expected)
  expect(existsSync(join(folder, 'postgres/postmaster.pid'))).toBe(false)
  const gatehouse = await start()
  await gatehouse.says('is ready')
  expect(await admin()).toEqual(expected)
  expect((await fetch(`${gatehouse.url}/api/ready`)).status).toBe(200)
})
