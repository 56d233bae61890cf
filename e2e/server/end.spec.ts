import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { findEmbeddedPostgres } from '../../lib/core/embedded-postgres.ts'
import { expect, postgresPid, test } from './gatehouse.ts'

const NPM_START = ['npm', 'start', '--silent'] as const

async function kept(folder: string, text: string) {
  const url = await findEmbeddedPostgres({ folder, database: 'gatehouse' })
  const client = new pg.Client(url)
  await client.connect()
  const { rows } = await client.query<Record<string, unknown>>(text)
  await client.end()
  return rows
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

const refuses = (port: number) =>
  new Promise<boolean>((done) => {
    const socket = connect(port, '127.0.0.1', () => (socket.destroy(), done(false))).once('error', () => done(true))
  })

test('SIGTERM to npm lets a running request end, then stops server and database', async ({ start, folder }) => {
  const gatehouse = await start({ command: NPM_START })
  await gatehouse.says('is ready')
  const lock = new pg.Client(await findEmbeddedPostgres({ folder, database: 'gatehouse' }))
  lock.on('error', () => {})
  await lock.connect()
  await lock.query('begin; lock table _prisma_migrations in access exclusive mode')
  const answer = fetch(`${gatehouse.url}/api/ready`)
  const waiting = `select 1 from pg_locks where relation = '_prisma_migrations'::regclass and not granted`
  await expect.poll(async () => (await lock.query(waiting)).rowCount, { intervals: [10] }).toBe(1)
  gatehouse.process.kill('SIGTERM')
  await expect.poll(() => refuses(gatehouse.port), { intervals: [10] }).toBe(true)
  await lock.query('commit')
  expect([200, 503]).toContain((await answer).status) // 503 when a slow machine let its lock time out: answered all the same
  expect((await answer).headers.get('connection')).toBe('close')
  await lock.end()
  expect(await gatehouse.ended).toBe(0)
  expect(existsSync(join(folder, 'postgres/postmaster.pid'))).toBe(false)
})

test('SIGTERM during the start leaves nothing running', async ({ start, folder }) => {
  const gatehouse = await start()
  await expect.poll(() => existsSync(join(folder, 'postgres/postmaster.pid')), { intervals: [20] }).toBe(true)
  gatehouse.process.kill('SIGTERM')
  expect(await gatehouse.ended).toBe(0)
  expect(existsSync(join(folder, 'postgres/postmaster.pid'))).toBe(false)
})

test('after kill -9 of the server alone, the next start stops the orphaned database and goes on', async ({ start, folder }) => {
  const first = await start()
  await first.says('is ready')
  await kept(folder, 'create table kept as select 1 as n')
  first.process.kill('SIGKILL')
  await first.ended
  expect(isAlive(postgresPid(folder))).toBe(true)
  const second = await start()
  expect(await second.says('is ready')).toContain('An earlier run was killed; stopping the database it left behind.')
  expect(await kept(folder, 'select n from kept')).toEqual([{ n: 1 }])
})

test('after kill -9 of everything, the next start recovers by itself', async ({ start, folder }) => {
  const first = await start()
  await first.says('is ready')
  await kept(folder, 'create table kept as select 1 as n')
  const database = postgresPid(folder)
  process.kill(first.process.pid!, 'SIGKILL')
  process.kill(database, 'SIGKILL')
  await first.ended
  const second = await start()
  await second.says('is ready')
  expect(await kept(folder, 'select n from kept')).toEqual([{ n: 1 }])
})

test('a second start from the same folder is refused and disturbs nothing', async ({ start, request }) => {
  const first = await start()
  await first.says('is ready')
  const second = await start()
  expect(await second.ended).toBe(1)
  expect(second.output()).toContain('Gatehouse is already running from this folder.')
  expect((await request.get(`${first.url}/api/ready`)).status()).toBe(200)
  const elsewhere = await start({ port: first.port, folder: join(first.folder, 'other') })
  expect(await elsewhere.ended).toBe(1)
  expect(elsewhere.output()).toContain(`Port ${first.port} of 127.0.0.1 is in use by another program.`)
})

test('when the database ends by itself, so does the server', async ({ start, folder }) => {
  const gatehouse = await start()
  await gatehouse.says('/first-administrator?') // the last thing that a start does
  process.kill(postgresPid(folder), 'SIGINT')
  expect(await gatehouse.ended).toBe(1)
  expect(gatehouse.output()).toContain('The database stopped by itself.')
})

test('an error that nothing caught ends the process after its requests, with code 1', async ({ start, folder }) => {
  const plant = `process.on('SIGUSR2',()=>{throw(new(Error)('planted'))})`
  const gatehouse = await start({ env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(plant)}` } })
  await gatehouse.says('is ready')
  gatehouse.process.kill('SIGUSR2')
  expect(await gatehouse.ended).toBe(1)
  expect(gatehouse.output()).toContain('planted')
  expect(existsSync(join(folder, 'postgres/postmaster.pid'))).toBe(false)
})

test('as root, in a folder that the database cannot enter, the database lives elsewhere and the start says so', async ({
  start,
  request,
}) => {
  test.skip(process.getuid?.() !== 0, 'Only root gives the database another user.')
  const closed = mkdtempSync(join(tmpdir(), 'gatehouse-closed-'))
  const state = mkdtempSync(join(tmpdir(), 'gatehouse-state-'))
  chmodSync(closed, 0o700)
  chmodSync(state, 0o755)
  const folder = join(closed, 'data')
  mkdirSync(folder)
  const gatehouse = await start({ folder, env: { GATEHOUSE_STATE: state } })
  expect(await gatehouse.says('is ready')).toContain(`The user "postgres" cannot enter ${folder}: the database is in ${state}/`)
  expect((await request.get(`${gatehouse.url}/api/ready`)).status()).toBe(200)
  gatehouse.process.kill('SIGTERM')
  expect(await gatehouse.ended).toBe(0)
  const again = await start({ folder, env: { GATEHOUSE_STATE: state } })
  await again.says('is ready')
  expect(again.output()).not.toContain('Applied')
  again.process.kill('SIGTERM')
  expect(await again.ended).toBe(0)
  for (const path of [closed, state]) rmSync(path, { recursive: true })
})
