import '#server-only'
import { sql as raw } from 'kysely'
import { can } from '../core/actor.ts'
import { notFound } from '../core/errors.ts'
import { keyset } from '../core/keyset.ts'
import { defineQuery } from '../core/operation.ts'
import { IS_REPLACED, JOB_COLUMNS, OURS, WORKER_SEEN, inState, type JobRow } from './columns.ts'
import { jobsList, type JobFilter } from './list.ts'
import { jobKinds, jobNamed, nextRun } from './queue.ts'
import { isWorkerAlive, whyNotRetryJob } from './rules.ts'
import { getQueueInput, jobIdInput, type JobState } from './schema.ts'
import { jobView } from './view.ts'

/**
 * One page of jobs, newest first, with cursors to its neighbours, and how many there are in each status. Jobs that ended are kept as long
 * as their queue says, a day at least; a bulk run comes with its progress. `kinds` are all that can be asked for.
 */
export const listJobs = defineQuery({
  name: 'listJobs',
  permission: 'job:read',
  input: jobsList.strict,
  async run({ sql }, params) {
    const { condition, orderBy, cursorKey, limit, page } = keyset({ expression: raw`created_on`, type: 'timestamptz' }, params)
    const ofKind = params.kind ? raw<boolean>`job.name = ${params.kind}` : raw<boolean>`true`
    const [found, counted] = await Promise.all([
      raw<JobRow & { cursor_key: string }>`select ${JOB_COLUMNS}, ${cursorKey} as cursor_key from jobs.job job
        where ${OURS} and ${inState(params.status)} and ${ofKind} and ${condition} order by ${orderBy} limit ${limit}`.execute(sql),
      raw<Record<JobFilter, number>>`select count(*)::int as "any", count(*) filter (where ${inState('failed')})::int as failed,
        count(*) filter (where ${inState('running')})::int as running, count(*) filter (where ${inState('waiting')})::int as waiting,
        count(*) filter (where ${inState('done')})::int as done from jobs.job job where ${OURS} and ${ofKind}`.execute(sql),
    ])
    const { rows, previous, next } = page(found.rows)
    const none = { any: 0, failed: 0, running: 0, waiting: 0, done: 0 }
    const jobs = rows.map(({ cursor_key: _own, ...row }) => jobView(row))
    return { jobs, previous, next, counts: counted.rows[0] ?? none, kinds: jobKinds() }
  },
})

/** One job, with whether the actor may run it again and why it cannot be. Throws NOT_FOUND. */
export const getJob = defineQuery({
  name: 'getJob',
  permission: 'job:read',
  input: jobIdInput,
  async run({ actor, sql }, { jobId }) {
    const found = await raw<JobRow & { isReplaced: boolean }>`select ${JOB_COLUMNS}, ${IS_REPLACED} as "isReplaced" from jobs.job job
      where job.id = ${jobId}::uuid and ${OURS}`.execute(sql)
    const [row] = found.rows
    if (!row) throw notFound('Job')
    const { isReplaced, ...shown } = row
    const view = jobView(shown)
    return {
      ...view,
      purpose: jobNamed(row.name)?.purpose ?? '',
      mayRetry: can(actor, 'job:retry'),
      mayReadMail: can(actor, 'outbox:read'),
      whyNotRetry: whyNotRetryJob({ ...view, isReplaced }),
    }
  },
})

type Regular = { name: string; cron: string; lastAt: Date | null; lastState: JobState | null }

/** The jobs that start by themselves, each with its last and next run, and whether there is a worker to do them. */
export const getQueue = defineQuery({
  name: 'getQueue',
  permission: 'job:read',
  input: getQueueInput,
  async run({ sql }) {
    const found = await raw<Regular & { seenAt: Date | null; now: Date }>`select schedule.name, schedule.cron, last.started_on as "lastAt",
        last.state::text as "lastState", ${WORKER_SEEN} as "seenAt", now() as now
      from jobs.version left join jobs.schedule on schedule.key = '' and schedule.kind = 'cron'
      left join lateral (select started_on, state from jobs.job where job.name = schedule.name and started_on is not null
        order by started_on desc limit 1) last on true order by schedule.name`.execute(sql)
    const [first] = found.rows
    const known = found.rows.flatMap((row) => {
      const kind = row.name && jobNamed(row.name)
      return kind ? [{ ...row, title: kind.title, purpose: kind.purpose }] : []
    })
    const regular = await Promise.all(
      known.map(async ({ name, title, purpose, cron, lastAt, lastState, now }) => {
        const nextAt = await nextRun(cron, now)
        const nextInSeconds = nextAt && Math.round((nextAt.getTime() - now.getTime()) / 1_000)
        return { name, title, purpose, cron, lastAt, lastState, nextAt, nextInSeconds }
      }),
    )
    const seenAt = first?.seenAt ?? null
    return { worker: { seenAt, isAlive: isWorkerAlive(seenAt, first?.now ?? new Date()) }, regular }
  },
})
