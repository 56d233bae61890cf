import '#server-only'
import { PrismaPg } from '@prisma/adapter-pg'
import { Kysely, PostgresDialect, type CompiledQuery } from 'kysely'
import pg from 'pg'
import { PrismaClient, type Prisma } from '../../prisma/generated/client.ts'
import type { DB } from '../../prisma/kysely/types.ts'
import { connectionSettings } from './connection.ts'
import { env } from './env.ts'
import { forget, lazily, once } from './lazily.ts'
import { log } from './log.ts'

/** Logs the text of every query that `client` runs, never its parameters. */
function echo(client: pg.PoolClient) {
  const query = client.query.bind(client) as (...parts: unknown[]) => unknown
  const logged = (first: string | { text?: string }, ...rest: unknown[]) => {
    log.info({ query: typeof first === 'string' ? first : first.text }, 'query')
    return query(first, ...rest)
  }
  client.query = logged as typeof client.query
}

function open() {
  const pool = new pg.Pool({
    ...connectionSettings(),
    min: env.database.poolMin,
    max: env.database.poolMax,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 2_000,
    statement_timeout: 5_000,
    query_timeout: 12_000, // more than any statement may take, for a database that says nothing at all any more
    lock_timeout: 2_000,
    idle_in_transaction_session_timeout: 15_000,
  })
  // Without a listener, a database restart would end the process. The pool replaces the connection by itself.
  pool.on('error', (error) => log.warn({ reason: error.message }, 'An idle database connection was lost.'))
  // The pool listens to idle connections alone: a restart would end the process through one that is in use, between two statements.
  pool.on('connect', (client) => client.on('error', (error) => log.debug({ reason: error.message }, 'A database connection was lost.')))
  if (env.database.echo) pool.on('connect', echo)
  const db = new PrismaClient({ adapter: new PrismaPg(pool) })
  const sql = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) })
  return { pool, db, sql }
}
const opened = () => once('database', open)

/** The pool under `db` and `sql`, opened at first use: one per process. Statements end after 5 s, waiting for a lock after 2 s. */
export const pool = lazily(() => opened().pool)
/** Prisma, for simple reads and as the source of transactions. */
export const db = lazily(() => opened().db)
/** Kysely on the same pool, for what Prisma cannot say. Not part of any transaction: inside one, use `runIn`. */
export const sql = lazily(() => opened().sql)

/** A Prisma transaction. */
export type Tx = Prisma.TransactionClient

/** Runs a compiled Kysely query on a Prisma transaction's own connection, so that it is atomic with the rest. */
export const runIn = <R>(tx: Tx, { sql: text, parameters }: CompiledQuery<R>) => tx.$queryRawUnsafe<R[]>(text, ...parameters)

/** Closes the pool, if it was opened, after the queries that run. A later use opens a new one. */
export async function closeDatabase() {
  const last = forget<ReturnType<typeof open>>('database')
  if (!last) return
  await last.db.$disconnect()
  await last.pool.end()
}
