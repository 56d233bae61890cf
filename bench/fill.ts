import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import pg from 'pg'
import { sealAuditLog } from '../lib/audit/mutations.ts'
import { hashPassword } from '../lib/auth/password.ts'
import { systemActor } from '../lib/core/actor.ts'
import { fillGrants, fillGroups } from './fill-access.ts'
import { fillAudit } from './fill-audit.ts'
import { fillEnrollmentHistory, fillEnrollments } from './fill-enrollments.ts'
import { FILL_FUNCTIONS, fillPeople, fillSessions } from './fill-people.ts'
import { BENCH_PASSWORD } from './parameters.ts'

/** What the rows follow from: when one of these files or the number changes, the database is filled anew. */
function fingerprint(users: number) {
  const hash = createHash('sha256').update(String(users))
  for (const file of [...globSync('prisma/migrations/*/migration.sql').sort(), ...globSync('bench/fill*.ts').sort(), 'bench/parameters.ts'])
    hash.update(file).update(readFileSync(file))
  return hash.digest('hex')
}

const connect = async (url: string) => {
  const client = new pg.Client({ connectionString: url, options: '-c timezone=UTC -c jit=off' })
  await client.connect()
  return client
}

/** Fills without the indexes that are not rules, and makes them again as they were: one build of each is many times faster than as many insertions. */
async function withoutIndexes(client: pg.Client, table: string, work: () => Promise<unknown>) {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
     from pg_index where indrelid = $1::regclass and not indisunique`,
    [table],
  )
  for (const { name } of rows) await client.query(`drop index ${name}`)
  await work()
  // PostgreSQL writes that of a partitioned table so that it would not reach the partitions.
  for (const { definition } of rows) await client.query(definition.replace(' ON ONLY ', ' ON '))
}

/** Seals what was filled in, as the job would, so that the job finds nothing to do while a run measures. */
async function sealAll() {
  while ((await sealAuditLog(systemActor('bench'), {})).more);
}

/** Whether the database has what this version fills in: only then may a run measure it without filling. */
export async function isFilled(url: string, users: number): Promise<boolean> {
  const client = await connect(url)
  const { rows } = await client.query<{ made: string | null }>(
    `select shobj_description(oid, 'pg_database') as made from pg_database where datname = current_database()`,
  )
  await client.end()
  return rows[0]?.made === fingerprint(users)
}

/**
 * Fills a migrated, empty database: people, groups, memberships, grants, sessions, enrollments and the audit log of two years. The same
 * every time, counted back from the start of the day. The audit log is sealed. Ends with `vacuum analyze`, without which a fresh trigram index is not used.
 */
export async function fill(url: string, users: number, say: (text: string) => void): Promise<void> {
  const client = await connect(url)
  const step = async (title: string, work: () => Promise<unknown>) => {
    const began = performance.now()
    await work()
    say(`  ${title}: ${((performance.now() - began) / 1000).toFixed(0)} s`)
  }
  try {
    await client.query('set synchronous_commit = off')
    await client.query(FILL_FUNCTIONS)
    const passwordHash = await hashPassword(BENCH_PASSWORD)
    await step(`${users.toLocaleString('en')} users`, () => withoutIndexes(client, 'users', () => fillPeople(client, users, passwordHash)))
    await step('groups and memberships', () => fillGroups(client, users))
    await step('grants', () => fillGrants(client, users))
    await step('sessions', () => fillSessions(client, users))
    await step('enrollments and requests', () => fillEnrollments(client, users))
    const fillLog = async () => (await fillAudit(client, users), fillEnrollmentHistory(client))
    await step('audit log', () => withoutIndexes(client, 'audit_events', fillLog))
    await step('seals of the audit log', sealAll)
    await step('vacuum analyze', () => client.query('vacuum analyze'))
    await client.query('checkpoint')
    const name = (await client.query<{ name: string }>('select current_database() as name')).rows[0]?.name ?? ''
    await client.query(`comment on database ${client.escapeIdentifier(name)} is ${client.escapeLiteral(fingerprint(users))}`)
  } finally {
    await client.end()
  }
}
