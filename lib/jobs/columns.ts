import '#server-only'
import { sql as raw, type RawBuilder } from 'kysely'
import type { JobFilter } from './list.ts'
import type { JobState } from './schema.ts'

/** The queue's own housekeeping is not for people. */
export const OURS = raw<boolean>`left(job.name, 8) <> '__pgboss'`

const STATES: Record<JobFilter, RawBuilder<boolean>> = {
  failed: raw`job.state = 'failed'`,
  running: raw`job.state = 'active'`,
  waiting: raw`job.state in ('created', 'retry')`,
  done: raw`job.state = 'completed'`,
  any: raw`true`,
}

/** The condition on `jobs.job job` that a status filter of the list stands for. */
export const inState = (filter: JobFilter): RawBuilder<boolean> => STATES[filter]

/** When a worker last showed itself: each one looks after the schedules and notes that it did. For one row. */
export const WORKER_SEEN = raw<Date | null>`(select max(cron_on) from jobs.version)`

/** Whether a job that may not run beside this one is waiting or running. */
export const IS_REPLACED = raw<boolean>`(job.policy = 'exclusive' and exists (select from jobs.job other
  where other.name = job.name and other.id <> job.id and other.state in ('created', 'retry', 'active')
    and coalesce(other.singleton_key, '') = coalesce(job.singleton_key, '')))`

/** How far the bulk run of a job is, when the job carries one on; null otherwise. */
export type RunProgress = { runId: string; done: number; total: number; status: string }
const RUN = raw`(select json_build_object('runId', run.id, 'status', run.status, 'total', run.total, 'done', run.changed + run.unchanged + run.skipped)
  from bulk_runs run where run.id = case when job.name = 'bulk-runs.continue' then (job.data ->> 'runId')::uuid end)`

/** A job as the database gives it. `tries` counts those that began; `seconds` is how long the last one took, or takes by now. */
export type JobRow = {
  id: string
  name: string
  state: JobState
  createdAt: Date
  startedAt: Date | null
  endedAt: Date | null
  nextTryAt: Date | null
  seconds: number | null
  tries: number
  triesAtMost: number
  output: string
  payload: unknown
  run: RunProgress | null
}

/** The columns of `JobRow`, from `jobs.job job`. */
export const JOB_COLUMNS = raw`job.id, job.name, job.state::text as state, job.created_on as "createdAt", job.started_on as "startedAt",
  job.completed_on as "endedAt", case when job.state in ('created', 'retry') then job.start_after end as "nextTryAt",
  extract(epoch from case when job.state = 'active' then clock_timestamp() else job.completed_on end - job.started_on)::float8 as seconds,
  case when job.started_on is null then 0 else job.retry_count + 1 end as tries, job.retry_limit + 1 as "triesAtMost",
  left(coalesce(job.output ->> 'reason', job.output ->> 'message', job.output -> 'value' ->> 'message', ''), 1000) as output,
  job.data as payload, ${RUN} as run`
