import '#server-only'
import { PgBoss, fromPrisma, type ConstructorOptions, type Queue } from 'pg-boss'
import { z } from 'zod'
import { connectionSettings } from '../core/connection.ts'
import type { Tx } from '../core/db.ts'
import { forget, once } from '../core/lazily.ts'
import { log } from '../core/log.ts'
import { INBOX_KINDS } from '../inbox/schema.ts'

type Definition = {
  /** What people call it, and in one sentence what it is for. */
  title: string
  purpose: string
  payload: z.ZodObject
  /** Two waiting jobs with the same key are one. Needs the policy `short`. */
  key?: (payload: Record<string, string>) => string
  /** When the worker starts one by itself, in UTC. */
  cron?: string
  queue: Omit<Queue, 'name'>
}
const define = <const T extends Record<string, Definition>>(definitions: T) => definitions

const DAY = 86_400
const KEPT = { deleteAfterSeconds: DAY, retentionSeconds: 14 * DAY, notify: true }

/** Every kind of later work: what it is told (ids only: payloads are kept in the database), and how its queue behaves. */
export const JOBS = define({
  /** One try to send one message. Its own back-off is in the outbox; the queue's retries are for a database that went away. */
  'mail.send': {
    title: 'Send a message',
    purpose: 'One try to send one message of the outbox.',
    payload: z.strictObject({ outboxId: z.uuid() }),
    key: ({ outboxId = '' }) => outboxId,
    queue: { ...KEPT, policy: 'short', retryLimit: 5, retryDelay: 5, retryBackoff: true, expireInSeconds: 300 },
  },
  'mail.sweep': {
    title: 'Look for mail that is due',
    purpose: 'Puts every message that is due back into the queue: for its next try, or because its job was lost.',
    payload: z.strictObject({}),
    cron: '* * * * *',
    queue: { ...KEPT, policy: 'exclusive', retryLimit: 0, expireInSeconds: 120 },
  },
  'bulk-runs.continue': {
    title: 'Carry on a bulk run',
    purpose: 'Changes the users of a confirmed bulk run, batch by batch.',
    payload: z.strictObject({ runId: z.uuid() }),
    key: ({ runId = '' }) => runId,
    queue: { ...KEPT, policy: 'short', retryLimit: 5, retryDelay: 5, retryBackoff: true, expireInSeconds: 4 * 3_600 },
  },
  'bulk-runs.sweep': {
    title: 'Look for bulk runs that stand still',
    purpose: 'Puts bulk runs back into the queue whose worker was stopped or died.',
    payload: z.strictObject({}),
    cron: '* * * * *',
    queue: { ...KEPT, policy: 'exclusive', retryLimit: 0, expireInSeconds: 120 },
  },
  'bulk-runs.forget': {
    title: 'Forget old results of bulk runs',
    purpose: 'Removes what became of each user from bulk runs that ended 30 days ago; the runs and their counts stay.',
    payload: z.strictObject({}),
    cron: '37 3 * * *',
    queue: { ...KEPT, deleteAfterSeconds: 14 * DAY, policy: 'exclusive', retryLimit: 3, retryBackoff: true, expireInSeconds: 3_600 },
  },
  'audit.seal': {
    title: 'Seal the audit log',
    purpose: 'Makes later changes of the audit log visible, by sealing the rows that nothing open can add to any more.',
    payload: z.strictObject({}),
    cron: '*/5 * * * *',
    queue: { ...KEPT, policy: 'exclusive', retryLimit: 0, expireInSeconds: 3_600 },
  },
  'audit.maintain': {
    title: 'Look after the months of the audit log',
    purpose: 'Makes room for the months to come, and lets go the old ones that the retention setting does not keep.',
    payload: z.strictObject({}),
    cron: '41 2 * * *',
    queue: { ...KEPT, deleteAfterSeconds: 14 * DAY, policy: 'exclusive', retryLimit: 0, expireInSeconds: 3_600 },
  },
  'groups.remind-members': {
    title: 'Announce the end of memberships in groups',
    purpose: 'Writes to members of groups whose time there ends within seven days, once for every end.',
    payload: z.strictObject({}),
    cron: '23 * * * *',
    queue: { ...KEPT, policy: 'exclusive', retryLimit: 3, retryBackoff: true, expireInSeconds: 3_600 },
  },
  'enrollments.expire': {
    title: 'Expire enrollments',
    purpose: 'Ends the waiting of enrollments that nobody decided in time, and frees their usernames.',
    payload: z.strictObject({}),
    cron: '11 * * * *',
    queue: { ...KEPT, policy: 'exclusive', retryLimit: 3, retryBackoff: true, expireInSeconds: 3_600 },
  },
  'seen-tokens.forget': {
    title: 'Forget tokens that ended',
    purpose: 'Removes the marks of used tokens of other systems 30 days after the tokens’ own end.',
    payload: z.strictObject({}),
    cron: '53 3 * * *',
    queue: { ...KEPT, deleteAfterSeconds: 14 * DAY, policy: 'exclusive', retryLimit: 3, retryBackoff: true, expireInSeconds: 3_600 },
  },
  'certificates.issue': {
    title: 'Issue a certificate',
    purpose: 'Signs one certificate that was asked for.',
    payload: z.strictObject({ certificateId: z.uuid() }),
    key: ({ certificateId = '' }) => certificateId,
    // More tries than a certificate takes before it counts as failed, so that the last one is always told.
    queue: { ...KEPT, policy: 'short', retryLimit: 20, retryDelay: 10, retryBackoff: true, retryDelayMax: 1_800, expireInSeconds: 120 },
  },
  'certificates.publish-crl': {
    title: 'Publish the list of revoked certificates',
    purpose: 'Signs the revocation list anew: every hour, and after each revocation.',
    payload: z.strictObject({}),
    // One may wait while another runs: what was revoked meanwhile must not be left out.
    key: () => 'all',
    cron: '53 * * * *',
    queue: { ...KEPT, policy: 'short', retryLimit: 5, retryDelay: 10, retryBackoff: true, expireInSeconds: 600 },
  },
  'inbox.notify': {
    title: 'Tell approvers of an item',
    purpose: 'Writes to approvers who want a mail for each, once for every item of the inbox.',
    payload: z.strictObject({ kind: z.enum(INBOX_KINDS), itemId: z.uuid() }),
    key: ({ itemId = '' }) => itemId,
    queue: { ...KEPT, policy: 'short', retryLimit: 5, retryDelay: 5, retryBackoff: true, expireInSeconds: 300 },
  },
  'inbox.digest': {
    title: 'Mail approvers what waits',
    purpose: 'Writes once a day to approvers who want it so, when something waits for them.',
    payload: z.strictObject({}),
    cron: '0 7 * * *',
    queue: { ...KEPT, deleteAfterSeconds: 14 * DAY, policy: 'exclusive', retryLimit: 3, retryBackoff: true, expireInSeconds: 3_600 },
  },
  'inbox.remind': {
    title: 'Remind approvers',
    purpose: 'Reminds approvers, once, of whatever has waited for as long as the settings say.',
    payload: z.strictObject({}),
    cron: '29 * * * *',
    queue: { ...KEPT, policy: 'exclusive', retryLimit: 3, retryBackoff: true, expireInSeconds: 3_600 },
  },
  'users.purge-trash': {
    title: 'Empty the trash',
    purpose: 'Removes for good the users whose time in the trash is over.',
    payload: z.strictObject({}),
    cron: '17 3 * * *',
    // Once a day: what went wrong on a Friday is still there on Monday.
    queue: { ...KEPT, deleteAfterSeconds: 14 * DAY, policy: 'exclusive', retryLimit: 3, retryBackoff: true, expireInSeconds: 3_600 },
  },
})
export type JobName = keyof typeof JOBS
export type JobPayload<N extends JobName> = z.input<(typeof JOBS)[N]['payload']>
/** What to do for each kind of job. Throwing means: try again as the queue says. A job may run twice; it must be harmless. */
export type JobHandlers = { [N in JobName]: (payload: z.output<(typeof JOBS)[N]['payload']>) => Promise<void> }

const NAMES = Object.keys(JOBS) as JobName[]

/** What this version knows of a kind of job, or undefined: the queue may hold jobs of another version. */
export const jobNamed = (name: string): Definition | undefined => (Object.hasOwn(JOBS, name) ? JOBS[name as JobName] : undefined)

function open(options: ConstructorOptions) {
  const boss = new PgBoss({ schema: 'jobs', ...options })
  boss.on('error', (error) => log.error({ reason: error.message }, 'The job queue could not do its work.'))
  boss.on('warning', ({ message }) => log.warn({ reason: message }, 'The job queue has something to say.'))
  return boss
}

// Waiting for nothing but these timers, a command line or a test process ends.
const loose = {
  now: Date.now,
  setTimeout,
  clearTimeout,
  setInterval: (fn: () => void, ms: number) => setInterval(fn, ms).unref(),
  clearInterval,
}

/** Sends and nothing else. A connection of its own: the first job is sent inside a transaction, and the pool may have none to spare. */
async function startSender() {
  const pool = { max: 1, idleTimeoutMillis: 5_000, allowExitOnIdle: true }
  const options = { ...connectionSettings('gatehouse queue'), ...pool, supervise: false, schedule: false, migrate: false }
  return open({ ...options, clock: loose as NonNullable<ConstructorOptions['clock']> }).start()
}

const WORKER = 'job worker'
const SENDER = 'job sender'

/** The one instance of this process that sends: the worker's if there is one. Kept by both copies of this module (see `once`). */
async function sender(): Promise<PgBoss> {
  const worker = once<{ boss?: PgBoss }>(WORKER, () => ({})).boss
  if (worker) return worker
  try {
    return await once(SENDER, startSender)
  } catch (error) {
    forget(SENDER)
    throw error
  }
}

/** Makes this process ready to send jobs. Optional: the first `enqueue` does it too. Throws when the database was not migrated. */
export async function startQueue(): Promise<void> {
  await sender()
}

/** Puts jobs of one kind into the caller's transaction with one statement: no commit, no job. Works in every process, see `startQueue`. */
export async function enqueueMany<N extends JobName>(tx: Tx, name: N, payloads: readonly JobPayload<N>[]): Promise<void> {
  if (payloads.length === 0) return
  const { payload: shape, key }: Definition = JOBS[name]
  const jobs = payloads.map((payload) => {
    const data = shape.parse(payload) as Record<string, string>
    return { data, ...(key ? { singletonKey: key(data) } : {}) }
  })
  const boss = await sender()
  await boss.insert(name, jobs, { db: fromPrisma(tx) })
}

/** Puts one job into the caller's transaction: no commit, no job. */
export const enqueue = <N extends JobName>(tx: Tx, name: N, payload: JobPayload<N>): Promise<void> => enqueueMany(tx, name, [payload])

/** Every kind of job of this version, by its title. */
export const jobKinds = (): { name: string; title: string }[] =>
  NAMES.map((name) => ({ name, title: JOBS[name].title })).sort((a, b) => (a.title < b.title ? -1 : 1))

/** Gives a failed job one more try, in the caller's transaction; another one is left as it is. The worker finds it within 10 seconds. */
export async function runAgain(tx: Tx, name: string, id: string): Promise<void> {
  await (await sender()).retry(name, id, { db: fromPrisma(tx) })
}

/** When a schedule next comes due after `from`, in UTC; null when it cannot be read. */
export async function nextRun(cron: string, from: Date): Promise<Date | null> {
  try {
    return (await sender()).previewSchedule(cron, { from, count: 1 })[0] ?? null
  } catch (error) {
    log.warn({ cron, err: error }, 'A schedule cannot be read.')
    return null
  }
}

async function declareQueues(boss: PgBoss) {
  for (const name of NAMES) {
    const { policy, ...changeable } = { ...JOBS[name].queue } as Omit<Queue, 'name'>
    await boss.createQueue(name, { ...changeable, ...(policy ? { policy } : {}) })
    await boss.updateQueue(name, changeable)
  }
}

/** Creates or updates the queue's own tables (schema `jobs`, unknown to Prisma). Belongs to migrating; safe to run twice and in parallel. */
export async function prepareQueues(settings: ReturnType<typeof connectionSettings> = connectionSettings()): Promise<void> {
  const boss = await open({ ...settings, max: 1, supervise: false, schedule: false }).start()
  try {
    await declareQueues(boss)
  } finally {
    await boss.stop()
  }
}

async function workOn<N extends JobName>(boss: PgBoss, name: N, run: JobHandlers[N]) {
  const options = { batchSize: 5, burstWhenBatchFull: true, notifyPollingIntervalSeconds: 10, perJobResults: true } as const
  // Notifications merge, so one job per fetch would leave a backlog to the next poll; and one bad job must not fail its batch.
  await boss.work<Record<string, string> | null, unknown, typeof options>(name, options, (jobs) =>
    Promise.all(
      jobs.map(async ({ id, data }) => {
        try {
          await run(JOBS[name].payload.parse(data ?? {}) as never)
          return { id, status: 'completed' as const }
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error)
          log.error({ job: name, jobId: id, reason }, 'A job failed.')
          return { id, status: 'failed' as const, output: { reason } }
        }
      }),
    ),
  )
}

/**
 * Makes this process work on jobs, and send through the same instance. It has three connections of its own, one of which listens: a job
 * starts milliseconds after its transaction commits. Once per process.
 */
export async function startWorker(handlers: JobHandlers): Promise<void> {
  const state = once<{ boss?: PgBoss }>(WORKER, () => ({}))
  if (state.boss) throw new Error('This process already works on jobs.')
  const boss = open({ ...connectionSettings('gatehouse jobs'), max: 2, useListenNotify: true })
  await boss.start()
  await declareQueues(boss)
  for (const name of NAMES) {
    const { cron }: Definition = JOBS[name]
    if (cron) await boss.schedule(name, cron, {})
    await workOn(boss, name, handlers[name] as JobHandlers[typeof name])
  }
  state.boss = boss
}

/** Whether this process was told to stop: long jobs end after their next step, and leave word of the rest. */
export const isStopping = () => once('job worker stops', () => ({ now: false })).now

/** Lets running jobs end for at most 10 s and closes the queue's connections. Unfinished jobs are tried again later. */
export async function stopQueue(): Promise<void> {
  const worker = forget<{ boss?: PgBoss }>(WORKER)?.boss
  const stopping = once('job worker stops', () => ({ now: false }))
  stopping.now = true
  const sending = forget<Promise<PgBoss>>(SENDER)
  await worker?.stop({ graceful: true, timeout: 10_000 })
  await (await sending?.catch(() => undefined))?.stop({ graceful: false })
  stopping.now = false
}
