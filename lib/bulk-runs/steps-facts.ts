import { sql as raw, type RawBuilder } from 'kysely'
import type { Actor } from '../core/actor.ts'
import { runIn, sql, type Tx } from '../core/db.ts'
import type { Permission } from '../core/permissions.ts'
import { outranks } from '../roles/rank.ts'
import { usersWithin } from '../users/scope.ts'
import type { Facts } from './rules-judge.ts'
import type { Prepared } from './steps-prepare.ts'

/** Runs a query on the transaction's own connection. */
export const ask = <R>(tx: Tx, query: RawBuilder<R>): Promise<R[]> => runIn(tx, query.compile(sql))

/** A user's name as the log and the results write it, see `labelOf`. */
export const LABEL = raw<string>`case when users.full_name = '' then users.username else users.full_name || ' (' || users.username || ')' end`

/**
 * Lets this transaction's statements take a while, and wait for rows and for the line of those who may end an administrator; but less than
 * the pool gives a connection. Compiling pages of rows costs more than it saves.
 */
export const unhurried = (tx: Tx) =>
  tx.$executeRaw`select set_config('lock_timeout', '8s', true), set_config('statement_timeout', '11s', true), set_config('jit', 'off', true)`

/** Everything that `judge` looks at, as columns. `changed` compares with what was fixed at confirmation. */
export function factColumns(actor: Actor, permission: Permission, prepared: Prepared, changed: RawBuilder<boolean>) {
  return raw`users.status::text as status, users.password_hash is not null as "hasPassword", ${usersWithin(actor, permission)} as reachable,
    ${outranks(actor)} as outranks, ${changed} as "changedMeanwhile", ${prepared.fact} as fact, ${prepared.losing} as losing`
}

/** A user of a batch, locked, with all that is needed to change and to name them. */
export type Subject = Facts & {
  username: string
  email: string
  fullName: string
  version: number
  label: string
  /** What an undo has to put back, of the run that it takes back. */
  before: unknown
  current: unknown
}

/** The users of a batch that are still there and within reach, locked in the order of their ids: the ids of those. */
export async function lockUsers(tx: Tx, actor: Actor, permission: Permission, userIds: readonly string[]): Promise<string[]> {
  const rows = await ask(
    tx,
    raw<{ id: string }>`select users.id::text as id from users
      where users.id = any(${[...userIds]}::uuid[]) and ${usersWithin(actor, permission)} order by users.id for update`,
  )
  return rows.map(({ id }) => id)
}

/** What is true of locked users now: a statement after the lock sees what others committed while it was waited for. */
export function subjectsOf(
  tx: Tx,
  actor: Actor,
  permission: Permission,
  prepared: Prepared,
  changed: RawBuilder<boolean>,
  run: { runId: string; userIds: readonly string[] },
): Promise<Subject[]> {
  return ask(
    tx,
    raw<Subject>`select users.id::text as id, users.username, users.email, users.full_name as "fullName", users.version, ${LABEL} as label,
        item.before, ${prepared.current} as current, ${factColumns(actor, permission, prepared, changed)}
      from bulk_run_items item join users on users.id = item.user_id
      where item.run_id = ${run.runId}::uuid and item.user_id = any(${[...run.userIds]}::uuid[]) order by users.id`,
  )
}
