import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { closeDatabase, db, pool } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { asAdministrator, asStranger, asUserWith, auditOf, emptyTables, failedJob } from '../testing/world.ts'
import { retryJob } from './mutations.ts'
import { getJob, getQueue, listJobs } from './queries.ts'
import { enqueue, startWorker, stopQueue, type JobHandlers } from './queue.ts'
import { isWorkerAlive, scheduleInWords, whyNotRetryJob } from './rules.ts'

beforeEach(async () => {
  await stopQueue()
  await emptyTables()
  await pool.query('delete from jobs.job')
  await pool.query('delete from jobs.schedule')
  await pool.query('update jobs.version set cron_on = null')
})
afterAll(async () => {
  await stopQueue()
  await closeDatabase()
})

const stateOf = async (id: string) => {
  const { rows } = await pool.query<{ state: string }>('select state from jobs.job where id = $1', [id])
  return rows[0]?.state
}
/** Puts a job of any kind and state there, as the queue would have left it. */
async function left(name: string, state: string, more: { data?: object; output?: object; policy?: string } = {}) {
  const id = newId()
  await pool.query(
    `insert into jobs.queue (name, policy, retry_limit, retry_delay, retry_backoff, expire_seconds, retention_seconds, deletion_seconds,
    partition, table_name) select $1, 'standard', 0, 0, false, 60, 60, 60, false, 'job_common' on conflict do nothing`,
    [name],
  )
  await pool.query(
    `insert into jobs.job (id, name, data, state, started_on, completed_on, output, policy)
     values ($1, $2, $3, $4::text::jobs.job_state, case when $4::text <> 'created' then now() - interval '90 seconds' end,
       case when $4::text in ('completed', 'failed') then now() - interval '30 seconds' end, $5, $6)`,
    [id, name, more.data ?? {}, state, more.output ?? null, more.policy ?? null],
  )
  return id
}
const refusal = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: { detail: { reason?: string } }) => error.detail.reason,
  )

describe('the list', () => {
  test('shows failed jobs first, with the reason in words and of the payload the ids alone', async () => {
    const admin = await asAdministrator()
    const outboxId = newId()
    const id = await failedJob(outboxId, 'The mail server hung up.')
    const stuck = await left('users.purge-trash', 'failed', {
      data: { note: 'a secret', userId: 'no id' },
      output: { value: { message: 'job timed out' } },
    })
    await left('mail.sweep', 'completed')
    const { jobs, counts } = await listJobs(admin, {})
    expect(jobs.map((job) => job.id).sort()).toEqual([id, stuck].sort())
    const mail = jobs.find((job) => job.id === id)
    expect(mail).toMatchObject({
      title: 'Send a message',
      reason: 'The mail server hung up.',
      about: [{ name: 'outboxId', id: outboxId }],
      tries: 1,
    })
    expect(mail?.seconds).toBeCloseTo(2, 1)
    const other = jobs.find((job) => job.id === stuck)
    expect(other?.reason).toContain('longer than it may')
    expect(JSON.stringify(other)).not.toContain('secret')
    expect(counts).toEqual({ any: 3, failed: 2, running: 0, waiting: 0, done: 1 })
  })

  test('every status has its jobs, a kind narrows it, and the queue’s own housekeeping is left out', async () => {
    const admin = await asAdministrator()
    const waiting = await left('mail.send', 'created', { data: { outboxId: newId() } })
    const again = await left('mail.send', 'retry', { output: { reason: 'Not yet.' } })
    const running = await left('users.purge-trash', 'active')
    const done = await left('mail.sweep', 'completed')
    await left('__pgboss__send-it', 'completed')
    const ids = async (input: object) => (await listJobs(admin, input)).jobs.map((job) => job.id).sort()
    expect(await ids({ status: 'waiting' })).toEqual([waiting, again].sort())
    expect(await ids({ status: 'running' })).toEqual([running])
    expect(await ids({ status: 'done' })).toEqual([done])
    expect(await ids({ status: 'any' })).toEqual([waiting, again, running, done].sort())
    expect(await ids({ status: 'any', kind: 'mail.send' })).toEqual([waiting, again].sort())
    const { jobs } = await listJobs(admin, { status: 'waiting' })
    expect(jobs.find((job) => job.id === waiting)).toMatchObject({ tries: 0, seconds: null, reason: '' })
    expect(jobs.find((job) => job.id === again)).toMatchObject({ tries: 1, reason: 'Not yet.' })
    expect((await listJobs(admin, { status: 'running' })).jobs[0]?.seconds).toBeGreaterThan(89)
  })

  test('pages fit together, forwards and back', async () => {
    const admin = await asAdministrator()
    const all: string[] = []
    for (let n = 0; n < 60; n++) all.push(await failedJob())
    const first = await listJobs(admin, { direction: 'asc' })
    const second = await listJobs(admin, { direction: 'asc', after: first.next })
    const third = await listJobs(admin, { direction: 'asc', after: second.next })
    expect([...first.jobs, ...second.jobs, ...third.jobs].map((job) => job.id)).toEqual(all)
    expect(third.next).toBeNull()
    expect((await listJobs(admin, { direction: 'asc', before: third.previous })).jobs).toEqual(second.jobs)
  })

  test('a bulk run’s job comes with how far the run is', async () => {
    const admin = await asAdministrator()
    const run = await db.bulkRun.create({
      data: {
        id: newId(),
        action: 'deactivate',
        parameters: {},
        selection: {},
        status: 'RUNNING',
        total: 10,
        changed: 4,
        skipped: 1,
        startedById: admin.id,
        startedByLabel: 'x',
      },
      select: { id: true },
    })
    await left('bulk-runs.continue', 'active', { data: { runId: run.id } })
    const { jobs } = await listJobs(admin, { status: 'running' })
    expect(jobs[0]?.run).toEqual({ runId: run.id, status: 'RUNNING', total: 10, done: 5 })
  })
})

describe('running a job again', () => {
  test('puts a failed job back, says so in the log, and the worker does it', async () => {
    const admin = await asAdministrator()
    const outboxId = newId()
    const id = await failedJob(outboxId)
    expect((await getJob(admin, { jobId: id })).whyNotRetry).toBeNull()
    await retryJob(admin, { jobId: id })
    expect(await stateOf(id)).toBe('retry')
    expect(await auditOf(id)).toMatchObject([{ event: 'job.retried', targetLabel: 'Send a message', detail: { job: 'mail.send' } }])
    let done = (_id: string) => {}
    const ran = new Promise<string>((resolve) => (done = resolve))
    await startWorker(handlersWith({ 'mail.send': async (payload) => done(payload.outboxId) }))
    expect(await ran).toBe(outboxId)
    await expect.poll(() => stateOf(id)).toBe('completed')
  })

  test('of many who ask at once, one gets it', async () => {
    const admin = await asAdministrator()
    const id = await failedJob()
    const answers = await Promise.all(Array.from({ length: 12 }, () => refusal(retryJob(admin, { jobId: id }))))
    expect(answers.filter((reason) => reason === null)).toHaveLength(1)
    expect(answers.filter((reason) => reason === 'ALREADY_WAITING')).toHaveLength(11)
    expect((await auditOf(id)).filter(({ event }) => event === 'job.retried')).toHaveLength(1)
  })

  test('is refused with the reason: not failed, of an unknown kind, or with a newer one in its place', async () => {
    const admin = await asAdministrator()
    const reasons = async (id: string) => [
      (await getJob(admin, { jobId: id })).whyNotRetry?.reason,
      await refusal(retryJob(admin, { jobId: id })),
    ]
    expect(await reasons(await left('mail.sweep', 'completed'))).toEqual(['ALREADY_DONE', 'ALREADY_DONE'])
    expect(await reasons(await left('mail.send', 'active'))).toEqual(['ALREADY_WAITING', 'ALREADY_WAITING'])
    expect(await reasons(await left('older.kind', 'failed'))).toEqual(['UNKNOWN_KIND', 'UNKNOWN_KIND'])
    const old = await left('users.purge-trash', 'failed', { policy: 'exclusive' })
    await left('users.purge-trash', 'created', { policy: 'exclusive' })
    expect(await reasons(old)).toEqual(['REPLACED', 'REPLACED'])
    expect(await stateOf(old)).toBe('failed')
    expect(whyNotRetryJob({ state: 'cancelled', isKnown: true, isReplaced: false })?.reason).toBe('CANCELLED')
    await expect(retryJob(admin, { jobId: newId() })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const own = await left('__pgboss__send-it', 'failed')
    await expect(getJob(admin, { jobId: own })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('readers read, and only those who may run jobs again do', async () => {
    const [auditor, stranger] = [await asUserWith('Auditor'), await asStranger()]
    const id = await failedJob()
    expect(await getJob(auditor, { jobId: id })).toMatchObject({ mayRetry: false, state: 'failed' })
    await expect(retryJob(auditor, { jobId: id })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    for (const call of [() => listJobs(stranger, {}), () => getQueue(stranger, {}), () => getJob(stranger, { jobId: id })])
      await expect(call()).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})

const handlersWith = (some: Partial<JobHandlers>) =>
  new Proxy(some as JobHandlers, { get: (target, name: keyof JobHandlers) => target[name] ?? (async () => {}) })

describe('the queue', () => {
  test('without a worker says so; with one knows each regular job, when it ran and when it runs next', async () => {
    const admin = await asAdministrator()
    expect(await getQueue(admin, {})).toEqual({ worker: { seenAt: null, isAlive: false }, regular: [] })
    await startWorker(handlersWith({}))
    await expect.poll(async () => (await getQueue(admin, {})).worker.isAlive, { timeout: 10_000 }).toBe(true)
    await left('users.purge-trash', 'completed')
    const { regular } = await getQueue(admin, {})
    const trash = regular.find(({ name }) => name === 'users.purge-trash')
    expect(trash).toMatchObject({ cron: '17 3 * * *', lastState: 'completed', title: 'Empty the trash' })
    expect(trash?.nextAt?.toISOString()).toMatch(/T03:17:00\.000Z$/)
    expect(Number(trash?.nextAt) - Date.now()).toBeGreaterThan(0)
    expect(Number(trash?.nextAt) - Date.now()).toBeLessThanOrEqual(86_400_000)
    expect(regular.map(({ name }) => name)).toContain('mail.sweep')
  })

  test('takes a worker for dead after two minutes of silence', () => {
    const now = new Date('2026-03-01T12:00:00Z')
    expect(isWorkerAlive(new Date('2026-03-01T11:58:01Z'), now)).toBe(true)
    expect(isWorkerAlive(new Date('2026-03-01T11:57:59Z'), now)).toBe(false)
    expect(isWorkerAlive(null, now)).toBe(false)
  })

  test('schedules are said in words', () => {
    const words = ['* * * * *', '*/5 * * * *', '7 * * * *', '17 3 * * *', '0 9 * * 1'].map(scheduleInWords)
    expect(words).toEqual(['every minute', 'every 5 minutes', 'every hour at 07 past', 'daily at 03:17 UTC', '0 9 * * 1 (UTC)'])
  })

  test('a job that waits can be seen before it runs', async () => {
    const admin = await asAdministrator()
    await db.$transaction((tx) => enqueue(tx, 'mail.send', { outboxId: newId() }))
    expect((await listJobs(admin, { status: 'waiting' })).jobs[0]).toMatchObject({ state: 'created', tries: 0, triesAtMost: 6 })
  })
})
