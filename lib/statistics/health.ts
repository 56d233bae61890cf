import '#server-only'
import { sql as raw, type RawBuilder } from 'kysely'
import { env } from '../core/env.ts'
import type { QueryContext } from '../core/operation.ts'
import { gatehouseVersion } from '../core/version.ts'
import { OURS, WORKER_SEEN, inState } from '../jobs/columns.ts'
import { isWorkerAlive } from '../jobs/rules.ts'

/** What is looked up for every view, since each part is small or cut off: how mail, jobs and the database are at this moment. */
export type Health = {
  mail: { isConfigured: boolean; lastSentAt: Date | null; queued: number; held: number; failed: number }
  jobs: { isWorkerAlive: boolean; seenAt: Date | null; queued: number; failed: number; failedToday: number }
  bulkRuns: number
  database: { version: string; migration: string }
  seal: { number: number; at: Date; mark: string } | null
  version: string
}

/** Counts stop here; beyond it screens say "10,000+". */
export const HEALTH_COUNT_LIMIT = 10_000
const upTo = (from: RawBuilder<unknown>) =>
  raw<number>`(select count(*)::int from (select ${from} limit ${HEALTH_COUNT_LIMIT + 1}) as counted)`

type Row = {
  lastSentAt: Date | null
  mailQueued: number
  held: number
  mailFailed: number
  seenAt: Date | null
  jobsQueued: number
  jobsFailed: number
  jobsFailedToday: number
  bulkRuns: number
  databaseVersion: string
  migration: string | null
  seal: { number: number; at: string; mark: string } | null
  now: Date
}

const jobs = (condition: RawBuilder<unknown>) => upTo(raw`from jobs.job job where ${OURS} and ${condition}`)

const HEALTH = raw<Row>`select now() as now,
  (select max(sent_at) from (select sent_at from outbox_messages where status = 'SENT' order by created_at desc, id desc limit 100) as newest) as "lastSentAt",
  ${upTo(raw`from outbox_messages where status = 'PENDING'`)} as "mailQueued",
  ${upTo(raw`from outbox_messages where status = 'HELD'`)} as held,
  ${upTo(raw`from outbox_messages where status = 'DEAD' and ended_at > now() - interval '7 days'`)} as "mailFailed",
  ${WORKER_SEEN} as "seenAt",
  ${jobs(inState('waiting'))} as "jobsQueued",
  ${jobs(inState('failed'))} as "jobsFailed",
  ${jobs(raw`${inState('failed')} and job.completed_on > now() - interval '24 hours'`)} as "jobsFailedToday",
  ${upTo(raw`from bulk_runs where status in ('QUEUED', 'RUNNING')`)} as "bulkRuns",
  split_part(current_setting('server_version'), ' ', 1) as "databaseVersion",
  (select max(migration_name) from _prisma_migrations where finished_at is not null and rolled_back_at is null) as migration,
  (select json_build_object('number', number, 'at', sealed_at, 'mark', encode(substring(seal for 8), 'hex'))
    from audit_seals order by number desc limit 1) as seal`

/** How the parts of the installation are, in one statement. */
export async function healthNow(sql: QueryContext['sql']): Promise<Health> {
  const { rows } = await HEALTH.execute(sql)
  const [row] = rows
  if (!row) throw new Error('The database said nothing about itself.')
  return {
    mail: {
      isConfigured: env.smtpUrl !== undefined,
      lastSentAt: row.lastSentAt,
      queued: row.mailQueued,
      held: row.held,
      failed: row.mailFailed,
    },
    jobs: {
      isWorkerAlive: isWorkerAlive(row.seenAt, row.now),
      seenAt: row.seenAt,
      queued: row.jobsQueued,
      failed: row.jobsFailed,
      failedToday: row.jobsFailedToday,
    },
    bulkRuns: row.bulkRuns,
    database: { version: row.databaseVersion, migration: row.migration ?? '' },
    seal: row.seal && { ...row.seal, at: new Date(row.seal.at) },
    version: gatehouseVersion(),
  }
}
