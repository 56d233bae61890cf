// Starts whole Gatehouses as processes of their own, each with its own port, folder and database, and leaves nothing behind.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { test as base } from '@playwright/test'
import pg from 'pg'
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '../../lib/core/embedded-postgres.ts'

type Options = {
  env?: Record<string, string>
  arguments?: string[]
  folder?: string
  port?: number
  command?: readonly [string, ...string[]]
}

/** One started process: what it printed so far, when it ends and with which code. */
export type Gatehouse = {
  url: string
  port: number
  folder: string
  process: ChildProcess
  output: () => string
  /** Resolves with what was printed so far, as soon as `text` is in it; rejects when the process ends before. */
  says: (text: string | RegExp) => Promise<string>
  ended: Promise<number | null>
}

export const freePort = () =>
  new Promise<number>((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => done(port))
    })
  })

export const postgresPid = (folder: string) => Number(readFileSync(join(folder, 'postgres/postmaster.pid'), 'utf8').split('\n')[0])

const START = [process.execPath, 'scripts/start.mjs'] as const

async function launch(options: Options, folder: string): Promise<Gatehouse> {
  const port = options.port ?? (await freePort())
  const [command, ...args] = options.command ?? START
  // Nothing of the surroundings but what a process needs: the configuration is the test's alone.
  const { PATH, HOME } = process.env
  const url = `http://localhost:${port}`
  const own = { PATH, HOME, PORT: String(port), GATEHOUSE_DATA: folder, DATABASE_CONNECT_RETRIES: '0', ...options.env }
  const child = spawn(command, [...args, ...(options.arguments ?? [])], { env: own as never, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  const watchers = new Set<() => void>()
  const notice = (chunk?: Buffer) => {
    printed += chunk ?? ''
    for (const watch of [...watchers]) watch()
  }
  child.stdout.on('data', notice)
  child.stderr.on('data', notice)
  let over = false
  const ended = new Promise<number | null>((done) => child.once('close', (code) => ((over = true), done(code), notice())))
  const says = (text: string | RegExp) =>
    new Promise<string>((done, fail) => {
      const watch = () => {
        if (typeof text === 'string' ? printed.includes(text) : text.test(printed)) done(printed)
        else if (over) fail(new Error(`It ended without saying ${text}:\n${printed}`))
        else return
        watchers.delete(watch)
      }
      watchers.add(watch)
      watch()
    })
  return { url, port, folder, process: child, output: () => printed, says, ended }
}

type Fixtures = {
  /** A folder for GATEHOUSE_DATA that is removed afterwards, together with a PostgreSQL that runs on it. */
  folder: string
  /** Starts a Gatehouse; by default with an embedded PostgreSQL in `folder`. Ended by force after the test if it still runs. */
  start: (options?: Options) => Promise<Gatehouse>
  /** The address of an empty database on a PostgreSQL that outlives the Gatehouses of the test. */
  database: string
  /** Runs one query on `database`. */
  query: <R extends pg.QueryResultRow>(text: string, values?: unknown[]) => Promise<R[]>
}

export const test = base.extend<Fixtures, { postgres: string }>({
  folder: async ({}, use) => {
    const folder = join(process.cwd(), '.data/server-tests', randomUUID())
    mkdirSync(folder, { recursive: true })
    await use(folder)
    await removeEmbeddedPostgres({ folder, quiet: true })
    rmSync(folder, { recursive: true, force: true })
  },
  start: async ({ folder }, use) => {
    const started: Gatehouse[] = []
    await use(async (options = {}) => {
      const one = await launch(options, options.folder ?? folder)
      started.push(one)
      return one
    })
    for (const { process: child, ended } of started) {
      child.kill('SIGKILL')
      await ended
    }
  },
  postgres: [
    async ({}, use) => {
      const folder = join(process.cwd(), '.data/server-tests', `postgres-${randomUUID()}`)
      const server = await startEmbeddedPostgres({ folder, database: 'postgres', flags: ['-c', 'fsync=off'], quiet: true })
      await use(server.url)
      await server.stop()
      await removeEmbeddedPostgres({ folder })
    },
    { scope: 'worker' },
  ],
  database: async ({ postgres }, use) => {
    const name = `test_${randomUUID().replaceAll('-', '')}`
    const admin = new pg.Client(postgres)
    await admin.connect()
    await admin.query(`create database ${name}`)
    await use(Object.assign(new URL(postgres), { pathname: `/${name}` }).href)
    await admin.query(`drop database ${name} with (force)`)
    await admin.end()
  },
  query: async ({ database }, use) => {
    const pool = new pg.Pool({ connectionString: database })
    pool.on('error', () => {})
    await use(async (text, values) => (await pool.query(text, values)).rows)
    await pool.end()
  },
})
export { expect } from '@playwright/test'
