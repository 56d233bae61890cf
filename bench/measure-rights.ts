import type { Client } from 'pg'
import { medianOf, type Figures } from './load.ts'
import { cpuOf } from './processes.ts'

/** How many users are asked about in each round; each answer takes a fraction of a millisecond, and Linux counts in hundredths of a second. */
const USERS = 5_000

/** What a user may do, as every request asks it of the view of all rights. */
const RIGHTS = `select distinct held.permission, held.reach_group_id from (select $1::uuid as id) found cross join lateral (
  select permission, reach_group_id from effective_permission_paths where effective_permission_paths.user_id = found.id offset 0) held`
/** One row by its primary key: the least that a question about a user can cost. */
const ROW = 'select id, username, email, full_name, status from users where id = $1'

async function ask(client: Client, databasePid: number, name: string, text: string, ids: readonly string[]): Promise<Figures> {
  const [cpu, began] = [cpuOf(databasePid), performance.now()]
  for (const id of ids) await client.query({ name, text, values: [id] })
  const seconds = (performance.now() - began) / 1000
  return { rate: ids.length / seconds, p50: null, p99: null, appMs: 0, databaseMs: (cpuOf(databasePid) - cpu) / ids.length }
}

/**
 * What it costs the database to say what a user may do, against reading that user's row: both by named statements on one connection,
 * about the same users from all over the table, one after the other in every round.
 */
export async function measureRights(client: Client, databasePid: number, rounds: number): Promise<{ ours: Figures; limit: Figures }> {
  const { rows } = await client.query<{ id: string }>(
    `select id from users where id in (select user_id from group_members) order by hashtextextended(id::text, 0) limit $1`,
    [USERS],
  )
  const ids = rows.map(({ id }) => id)
  const [ours, limit]: [Figures[], Figures[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    ours.push(await ask(client, databasePid, 'bench rights', RIGHTS, ids))
    limit.push(await ask(client, databasePid, 'bench row', ROW, ids))
  }
  return { ours: medianOf(ours), limit: medianOf(limit) }
}
