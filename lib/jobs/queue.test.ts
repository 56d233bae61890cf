import { afterAll, afterEach, expect, test } from 'vitest'
import { closeDatabase, db, pool } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { JOBS, enqueue, enqueueMany, prepareQueues, startWorker, stopQueue, type JobHandlers, type JobName } from './queue.ts'

afterEach(async () => {
  await stopQueue()
  await pool.query('delete from jobs.job')
})
afterAll(closeDatabase)

const waiting = async () => {
  const { rows } = await pool.query<{ data: unknown }>(`select data from jobs.job where name = 'mail.send' and state = 'created'`)
  return rows.map((row) => row.data)
}
function recorder() {
  const seen: string[] = []
  let told = () => {}
  const next = () => new Promise<void>((resolve) => (told = resolve))
  const handlers: JobHandlers = {
    'mail.send': async ({ outboxId }) => {
      seen.push(outboxId)
      told()
    },
    'mail.sweep': async () => {},
    'audit.seal': async () => {},
    'audit.maintain': async () => {},
    'groups.remind-members': async () => {},
    'seen-tokens.forget': async () => {},
    'certificates.issue': async () => {},
    'certificates.publish-crl': async () => {},
    'inbox.notify': async () => {},
    'inbox.digest': async () => {},
    'inbox.remind': async () => {},
    'users.purge-trash': async () => {},
    'bulk-runs.continue': async () => {},
    'bulk-runs.sweep': async () => {},
    'bulk-runs.forget': async () => {},
    'enrollments.expire': async () => {},
  }
  return { seen, next, handlers }
}

test('a job is there when its transaction commits, and not when it does not', async () => {
  const [lost, kept] = [newId(), newId()]
  const failing = db.$transaction(async (tx) => {
    await enqueue(tx, 'mail.send', { outboxId: lost })
    throw new Error('changed my mind')
  })
  await expect(failing).rejects.toThrow('changed my mind')
  await db.$transaction((tx) => enqueue(tx, 'mail.send', { outboxId: kept }))
  expect(await waiting()).toEqual([{ outboxId: kept }])
})

test('more first senders at once than the pool has connections do not wait for each other', async () => {
  const ids = Array.from({ length: 10 }, newId)
  await Promise.all(ids.map((outboxId) => db.$transaction((tx) => enqueue(tx, 'mail.send', { outboxId }))))
  expect(await waiting()).toHaveLength(10)
})

test('two waiting jobs for one message are one, and many are sent with one statement', async () => {
  const [one, two] = [newId(), newId()]
  await db.$transaction((tx) => enqueueMany(tx, 'mail.send', [{ outboxId: one }, { outboxId: two }]))
  await db.$transaction((tx) => enqueueMany(tx, 'mail.send', [{ outboxId: one }]))
  expect(await waiting()).toHaveLength(2)
})

test('a payload that does not fit is refused where it is sent', async () => {
  const sent = db.$transaction((tx) => enqueue(tx, 'mail.send', { outboxId: 'no id' }))
  await expect(sent).rejects.toThrow()
})

test('a worker in this process starts a job as soon as it is committed, and jobs from before it started', async () => {
  const { seen, next, handlers } = recorder()
  const [before, after] = [newId(), newId()]
  await db.$transaction((tx) => enqueue(tx, 'mail.send', { outboxId: before }))
  const first = next()
  await startWorker(handlers)
  await first
  const second = next()
  const began = performance.now()
  await db.$transaction((tx) => enqueue(tx, 'mail.send', { outboxId: after }))
  await second
  expect(performance.now() - began).toBeLessThan(1_500)
  expect(seen).toEqual([before, after])
  await expect(startWorker(handlers)).rejects.toThrow('already works')
})

test('preparing twice at once changes nothing', async () => {
  await Promise.all([prepareQueues(), prepareQueues()])
  const { rows } = await pool.query('select name, policy from jobs.queue where name = any($1) order by name', [Object.keys(JOBS)])
  expect(rows).toEqual([
    { name: 'audit.maintain', policy: 'exclusive' },
    { name: 'audit.seal', policy: 'exclusive' },
    { name: 'bulk-runs.continue', policy: 'short' },
    { name: 'bulk-runs.forget', policy: 'exclusive' },
    { name: 'bulk-runs.sweep', policy: 'exclusive' },
    { name: 'certificates.issue', policy: 'short' },
    { name: 'certificates.publish-crl', policy: 'short' },
    { name: 'enrollments.expire', policy: 'exclusive' },
    { name: 'groups.remind-members', policy: 'exclusive' },
    { name: 'inbox.digest', policy: 'exclusive' },
    { name: 'inbox.notify', policy: 'short' },
    { name: 'inbox.remind', policy: 'exclusive' },
    { name: 'mail.send', policy: 'short' },
    { name: 'mail.sweep', policy: 'exclusive' },
    { name: 'seen-tokens.forget', policy: 'exclusive' },
    { name: 'users.purge-trash', policy: 'exclusive' },
  ])
})

test('what the schedule sends by itself fits its payload, so the sweep runs every minute', async () => {
  await startWorker(recorder().handlers)
  const { rows } = await pool.query<{ name: JobName; cron: string; data: unknown }>(
    'select name, cron, data from jobs.schedule order by name',
  )
  expect(rows.map(({ name, cron }) => [name, cron])).toEqual([
    ['audit.maintain', '41 2 * * *'],
    ['audit.seal', '*/5 * * * *'],
    ['bulk-runs.forget', '37 3 * * *'],
    ['bulk-runs.sweep', '* * * * *'],
    ['certificates.publish-crl', '53 * * * *'],
    ['enrollments.expire', '11 * * * *'],
    ['groups.remind-members', '23 * * * *'],
    ['inbox.digest', '0 7 * * *'],
    ['inbox.remind', '29 * * * *'],
    ['mail.sweep', '* * * * *'],
    ['seen-tokens.forget', '53 3 * * *'],
    ['users.purge-trash', '17 3 * * *'],
  ])
  for (const { name, data } of rows) expect(JOBS[name].payload.safeParse(data).success).toBe(true)
})
