import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import { readShell } from '../lib/auth/shell-query.ts'
import { deactivateUsers } from '../lib/bulk-runs/mutations.ts'
import { newId } from '../lib/core/id.ts'
import { medianOf, type Figures } from './load.ts'
import { cpuOf, type Running } from './processes.ts'

const ABOUT = 10_000

/** The query of the users list that about 10,000 active users match, and who they are. */
async function chosen(client: Client) {
  const { rows } = await client.query<{ day: string }>(
    `select ((created_at at time zone 'UTC')::date)::text as day from users where status = 'ACTIVE' order by created_at desc, id desc offset $1 limit 1`,
    [ABOUT - 1],
  )
  const day = rows[0]?.day ?? ''
  const users = await client.query<{ id: string }>(
    `select id from users where status = 'ACTIVE' and created_at >= $1::date at time zone 'UTC' order by id`,
    [day],
  )
  return { search: `?status=active&createdFrom=${day}`, ids: users.rows.map(({ id }) => id) }
}

const KEPT = 'status, status_reason, status_changed_at, status_changed_by_id, status_changed_by_label, updated_at, version'

/** Makes users, sessions, log and outbox what they were: rules and triggers are set aside for it, in this database of made-up people. */
async function undo(client: Client, since: Date) {
  await client.query('begin')
  await client.query(`set local session_replication_role = replica`)
  const set = KEPT.split(', ').map((column) => `${column} = kept.${column}`)
  await client.query(`update users set ${set.join(', ')} from kept where kept.id = users.id and kept.version <> users.version`)
  await client.query(`update sessions set ended_at = null, end_reason = null where ended_at >= $1`, [since])
  await client.query(`delete from audit_events where at >= $1 and correlation_id is distinct from request_id`, [since])
  await client.query(`delete from audit_events where at >= $1 and event = 'user.deactivated'`, [since])
  await client.query(`delete from outbox_messages where created_at >= $1`, [since])
  await client.query('commit')
  await client.query('vacuum analyze users, sessions, outbox_messages')
}

/** Waits until the worker is done with a run; gives how many users were changed. */
async function ended(client: Client, runId: string) {
  for (;;) {
    const { rows } = await client.query<{ status: string; changed: number }>('select status, changed from bulk_runs where id = $1', [runId])
    if (rows[0]?.status === 'DONE') return rows[0].changed
    if (rows[0]?.status === 'CANCELLED') throw new Error('The bulk run was cancelled.')
    await sleep(50)
  }
}

/** The limit: the same users in batches of 1,000 by one update, with a row of the log for each. */
async function bare(client: Client, ids: readonly string[]) {
  for (let from = 0; from < ids.length; from += 1_000) {
    const batch = ids.slice(from, from + 1_000)
    await client.query('begin')
    await client.query(
      `update users set status = 'DEACTIVATED', status_reason = 'measured', status_changed_at = now(), updated_at = now(), version = version + 1
       where id = any($1::uuid[])`,
      [batch],
    )
    await client.query(
      `insert into audit_events (id, event, actor_kind, actor_label, target_type, target_id, target_label, detail)
       select given.id, 'user.deactivated', 'system', 'limit', 'user', users.id::text, users.full_name, '{"sessionsEnded": 0}'
       from unnest($1::uuid[], $2::uuid[]) as given (id, user_id) join users on users.id = given.user_id`,
      [batch.map(() => newId()), batch],
    )
    await client.query('commit')
  }
}

/** Deactivates about 10,000 users by the operation and the server's worker, and bare, in turns; each time they are put back. */
export async function measureBulk(
  { ours, databasePid, token }: { ours: Running; databasePid: number; token: string },
  client: Client,
  rounds: number,
): Promise<{ users: number; ours: Figures; limit: Figures }> {
  const { search, ids } = await chosen(client)
  await client.query('drop table if exists pg_temp.kept')
  await client.query(`create temp table kept as select id, ${KEPT} from users where id = any($1::uuid[])`, [ids])
  const shell = await readShell(token, { id: randomUUID(), ip: '127.0.0.1', userAgent: 'bench' })
  if (!shell) throw new Error('The session has ended.')
  const once = async (work: () => Promise<number>, ownCpu: () => number): Promise<Figures> => {
    const { rows } = await client.query<{ now: Date }>('select clock_timestamp() as now')
    const [app, database, began] = [ownCpu(), cpuOf(databasePid), performance.now()]
    const changed = await work()
    const rate = (changed * 1000) / (performance.now() - began)
    const figures = { rate, p50: null, p99: null, appMs: (ownCpu() - app) / changed, databaseMs: (cpuOf(databasePid) - database) / changed }
    await undo(client, rows[0]?.now ?? new Date())
    return figures
  }
  const used = () => (({ user, system }) => (user + system) / 1000)(process.cpuUsage())
  const own = () =>
    once(
      async () => {
        const outcome = await deactivateUsers(shell.actor, { search, reason: 'measured', preview: false, expected: ids.length })
        return ended(client, (outcome as { runId: string }).runId)
      },
      () => cpuOf(ours.pid) + used(),
    )
  const limit = () => once(async () => (await bare(client, ids), ids.length), used)
  const all: [Figures[], Figures[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    all[0].push(await own())
    all[1].push(await limit())
  }
  return { users: ids.length, ours: medianOf(all[0]), limit: medianOf(all[1]) }
}
