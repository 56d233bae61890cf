import { randomUUID } from 'node:crypto'
import type { Client } from 'pg'
import { anonymousActor, type Actor } from '../lib/core/actor.ts'
import { newId } from '../lib/core/id.ts'
import { createPool } from '../lib/enrollment-pools/mutations.ts'
import { enroll } from '../lib/enrollments/mutations-applicant.ts'
import { decideEnrollment } from '../lib/enrollments/mutations-decide.ts'
import { decideInboxItems } from '../lib/inbox/mutations.ts'
import { costOf, roundTripsOf } from './in-process.ts'
import { medianOf, type Figures } from './load.ts'
import { addressOf, hiddenFields, sideBySide } from './measure-sign-in.ts'
import type { Running } from './processes.ts'

/** The database, whoever decides, and how often all is done. */
export type Deciding = { client: Client; databasePid: number; actor: Actor; rounds: number }
/** What an act cost for each of its units, its limit in the same rounds, and how often it spoke to the database. */
export type ActFigures = { ours: Figures; limit: Figures; roundTrips: number }

const TOGETHER = 32
const PREFIX = 'bench.applicant.'

/** A pool into a group, whose applicants approvers decide about; with the code of its link. */
async function makePool({ client, actor }: Deciding) {
  const { rows } = await client.query<{ id: string }>('select id from groups where owner_id is null order by id offset 20 limit 1')
  const { poolId, link } = await createPool(actor, { name: 'Measured', groupId: rows[0]?.id ?? '' })
  if (!link) throw new Error('The link of the measured pool was not shown.')
  return { poolId, url: new URL(link.url) }
}

/** Enrollments into a pool that wait for approvers. */
async function waiting(client: Client, poolId: string, count: number) {
  const { rows } = await client.query<{ id: string; version: number }>(
    `insert into enrollments (id, source, pool_id, group_id, username, email, email_confirmed_at, first_name, last_name, organisation, ready_at, expires_at, status_hash, sealed_status_code)
     select key, 'pool', pool.id, pool.group_id, $3 || own, own || '@example.org', now(), 'Ada', 'Holmberg', 'Harbour Library', now(), now() + interval '30 days', own, 'filled'
     from unnest($2::uuid[]) as given (key), cast(key as text) as own, enrollment_pools as pool where pool.id = $1 returning enrollments.id, enrollments.version`,
    [poolId, Array.from({ length: count }, newId), PREFIX],
  )
  return rows
}

/**
 * Takes everything back that was measured with a pool, as if it had never been: rules and triggers are set aside for it, in this database of
 * made-up people.
 */
async function forget(client: Client, poolId: string, since: Date) {
  await client.query('begin')
  await client.query(`set local session_replication_role = replica`)
  await client.query(`create temp table made on commit drop as select id from users where username like $1`, [`${PREFIX}%`])
  for (const table of ['group_members', 'usernames', 'one_time_tokens'])
    await client.query(`delete from ${table} where user_id in (select id from made)`)
  await client.query('delete from users where id in (select id from made)')
  await client.query('delete from enrollments where pool_id = $1', [poolId])
  await client.query('delete from enrollment_links where pool_id = $1', [poolId])
  await client.query('delete from enrollment_pools where id = $1', [poolId])
  await client.query('delete from outbox_messages where created_at >= $1', [since])
  await client.query(`delete from jobs.job where created_on >= $1 and name in ('mail.send', 'inbox.notify')`, [since])
  await client.query(
    `delete from audit_events where at >= $1 and (event in ('user.created', 'group.member-added') or event ~ '^enrollment(-pool)?[.]')`,
    [since],
  )
  await client.query('commit')
  await client.query('vacuum analyze users, usernames, enrollments, group_members')
}

const clockOf = async (client: Client) => (await client.query<{ now: Date }>('select clock_timestamp() as now')).rows[0]?.now ?? new Date()
/** Limits are for people; a run decides faster than any. */
const forgetLimits = (client: Client) => client.query('truncate rate_limits')

/** Does `work` with a pool of its own, and takes all of it back afterwards. */
async function withPool<R>(deciding: Deciding, work: (pool: { poolId: string; url: URL }) => Promise<R>): Promise<R> {
  const { client } = deciding
  const since = await clockOf(client)
  await forgetLimits(client)
  const pool = await makePool(deciding)
  try {
    return await work(pool)
  } finally {
    await forget(client, pool.poolId, since)
  }
}

/** The limit of letting people in: so many users by one statement in a transaction, and no more. */
async function bareUsers(client: Client, count: number) {
  await client.query('begin')
  await client.query({
    name: `bare users ${count}`,
    text: `insert into users (id, username, email, first_name, last_name, organisation)
      select id, $2 || id::text, id::text || '@example.org', 'Ada', 'Holmberg', 'Harbour Library' from unnest($1::uuid[]) as given (id)`,
    values: [Array.from({ length: count }, newId), PREFIX],
  })
  await client.query('commit')
}

type Item = { id: string; version: number }

async function approveOne(actor: Actor, { id, version }: Item) {
  const { state } = await decideEnrollment(actor, { enrollmentId: id, version, decision: 'approve' })
  if (state !== 'APPROVED') throw new Error(`An enrollment that was approved is ${state}.`)
}

async function approveTogether(actor: Actor, items: readonly Item[]) {
  const { done } = await decideInboxItems(actor, { items: items.map((item) => ({ ...item, kind: 'enrollment' })), decision: 'approve' })
  if (done !== items.length) throw new Error(`Of ${items.length} enrollments ${done} were approved.`)
}

/** Approves as many enrollments as there are in `items`, by `together` at once, and inserts as many users bare, in turns. */
async function approving(deciding: Deciding, together: number, times: number): Promise<ActFigures> {
  const { client, databasePid, actor, rounds } = deciding
  const decide = (items: readonly Item[]) => (together === 1 ? approveOne(actor, items[0]!) : approveTogether(actor, items))
  return withPool(deciding, async ({ poolId }) => {
    const units = together * times
    const next = () => waiting(client, poolId, together)
    await decide(await next())
    const items = await next()
    const roundTrips = await roundTripsOf(() => decide(items))
    const all: [Figures[], Figures[]] = [[], []]
    for (let round = 0; round < rounds; round++) {
      const batches: Item[][] = []
      for (let batch = 0; batch < times; batch++) batches.push(await next())
      await forgetLimits(client)
      const own = async () => {
        for (const batch of batches) await decide(batch)
      }
      const bare = async () => {
        for (let time = 0; time < times; time++) await bareUsers(client, together)
      }
      all[0].push(await costOf(databasePid, units, own))
      all[1].push(await costOf(databasePid, units, bare))
    }
    return { ours: medianOf(all[0]), limit: medianOf(all[1]), roundTrips }
  })
}

/** Approving one enrollment by its operation, against a transaction that inserts a user. */
export const measureApproving = (deciding: Deciding): Promise<ActFigures> => approving(deciding, 1, 100)

/** Approving 32 enrollments by one decision, per item, against a transaction that inserts 32 users. */
export const measureApprovingTogether = (deciding: Deciding): Promise<ActFigures> => approving(deciding, TOGETHER, 10)

const applicant = () => {
  const username = `${PREFIX}${newId()}`
  return { username, email: `${username}@example.org`, firstName: 'Ada', lastName: 'Holmberg', organisation: 'Harbour Library' }
}

/** The limit of enrolling: a place of the pool, the enrollment and a row of the log, in a transaction. */
async function bareEnrollment(client: Client, poolId: string) {
  const { username, email } = applicant()
  const id = newId()
  await client.query('begin')
  await client.query({ name: 'bare place', text: 'update enrollment_pools set used = used + 1 where id = $1', values: [poolId] })
  await client.query({
    name: 'bare enrollment',
    text: `insert into enrollments (id, source, pool_id, username, email, first_name, last_name, organisation, ready_at, expires_at, status_hash, sealed_status_code)
      values ($1::uuid, 'pool', $2, $3, $4, 'Ada', 'Holmberg', 'Harbour Library', now(), now() + interval '30 days', $1::uuid::text, 'bare')`,
    values: [id, poolId, username, email],
  })
  await client.query({
    name: 'bare event',
    text: `insert into audit_events (id, event, actor_kind, actor_label, target_type, target_id, target_label, detail)
      values ($1::uuid, 'enrollment.started', 'anonymous', 'anonymous', 'enrollment', $2, 'Ada Holmberg', '{"pool": null, "poolId": null, "source": "pool", "link": 1}')`,
    values: [newId(), id],
  })
  await client.query('commit')
}

/** Sends the form of a link as a browser without JavaScript does. Throws unless it led to the applicant's own page. */
async function submit(page: string, appUrl: string, fields: readonly [string, string][], address: string) {
  const form = new FormData()
  for (const [name, value] of [...fields, ...Object.entries(applicant())]) form.append(name, value)
  const headers = { origin: appUrl, 'sec-fetch-site': 'same-origin', 'x-forwarded-for': address }
  const response = await fetch(page, { method: 'POST', headers, body: form, redirect: 'manual' })
  const text = await response.text()
  if (!response.headers.get('location')?.includes('/enrollment?'))
    throw new Error(`The form to join was answered with ${response.status}: ${text.slice(0, 300)}`)
}

/** How many people fill in the form in each round. */
const APPLICANTS = 100

/** Sends the public form to join, each time from another address, and writes the same rows bare, in turns. */
export async function measureEnrolling(deciding: Deciding, server: Running): Promise<ActFigures> {
  const { client, databasePid, rounds } = deciding
  return withPool(deciding, async ({ poolId, url }) => {
    const page = `${server.url}${url.pathname}${url.search}`
    const fields = await hiddenFields(page)
    const stranger = anonymousActor({ id: randomUUID(), ip: '10.9.0.1', userAgent: 'bench' })
    const roundTrips = await roundTripsOf(() => enroll(stranger, { ...applicant(), token: url.searchParams.get('token') }))
    const own = (index: number) => submit(page, server.url, fields, addressOf(index))
    await sideBySide(10, 2, own)
    const all: [Figures[], Figures[]] = [[], []]
    for (let round = 0; round < rounds; round++) {
      await forgetLimits(client)
      all[0].push(await costOf(databasePid, APPLICANTS, () => sideBySide(APPLICANTS, 2, own), server.pid))
      const bare = async () => {
        for (let time = 0; time < APPLICANTS; time++) await bareEnrollment(client, poolId)
      }
      all[1].push(await costOf(databasePid, APPLICANTS, bare))
    }
    return { ours: medianOf(all[0]), limit: medianOf(all[1]), roundTrips }
  })
}
