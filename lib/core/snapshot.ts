import '#server-only'
import { Kysely, PostgresDialect, type PostgresPoolClient } from 'kysely'
import pg from 'pg'
import type { DB } from '../../prisma/kysely/types.ts'
import { pool } from './db.ts'

/** Kysely on the one connection of a snapshot. Times come as ISO 8601 text in UTC with all their digits, not as `Date`: it is what files want. */
export type SnapshotSql = Kysely<DB>

const PAGE_SECONDS = 10
const IDLE_SECONDS = 60

const TIMESTAMPTZ = 1184
const isoText = (text: string) => (text.endsWith('+00') ? `${text.slice(0, 10)}T${text.slice(11, -3)}Z` : text)
const types = {
  getTypeParser: ((oid: number, format?: 'text') => (oid === TIMESTAMPTZ ? isoText : pg.types.getTypeParser(oid, format))) as never,
}

/** A pool of exactly this connection, for Kysely: what it gives back goes nowhere. */
const poolOf = (client: pg.PoolClient, isClosed: () => boolean) => {
  const query = (text: string, values: readonly unknown[]) =>
    // The connection may be somebody else's by now.
    isClosed() ? Promise.reject(new Error('This snapshot is closed.')) : client.query({ text, values: [...values], types })
  const only = { query, release: () => {} } as unknown as PostgresPoolClient
  return { connect: () => Promise.resolve(only), end: () => Promise.resolve(), options: {} }
}

/**
 * Opens a read-only transaction on one connection in which every query sees the same moment. A statement may take 10 s, and the connection
 * is lost when nothing is asked of it for 60 s. `close` ends it, however often it is called; whoever opens a snapshot must close it.
 */
export async function openSnapshot(): Promise<{ sql: SnapshotSql; close: () => Promise<void> }> {
  const client = await pool.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    await client.query(
      `set local statement_timeout = '${PAGE_SECONDS}s'; set local idle_in_transaction_session_timeout = '${IDLE_SECONDS}s'`,
    )
  } catch (error) {
    client.release(true)
    throw error
  }
  let closing: Promise<void> | undefined
  const sql = new Kysely<DB>({ dialect: new PostgresDialect({ pool: poolOf(client, () => closing !== undefined) }) })
  const end = () =>
    client.query('rollback').then(
      () => client.release(),
      () => client.release(true),
    )
  return { sql, close: () => (closing ??= end()) }
}
