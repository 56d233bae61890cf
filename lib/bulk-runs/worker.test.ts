// Bulk runs as jobs: a worker that is told to stop, and one that is killed in the middle, ten times over.
import { spawn, type ChildProcess } from 'node:child_process'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemActor, type Actor } from '../core/actor.ts'
import { db, pool } from '../core/db.ts'
import { carryOn } from '../jobs/bulk-runs.ts'
import { startJobs } from '../jobs/worker.ts'
import { stopQueue } from '../jobs/queue.ts'
import { addsUp, crowd, outcomes } from '../testing/bulk-runs.ts'
import { asAdministrator, emptyTables } from '../testing/world.ts'
import { deactivateUsers, resumeBulkRuns, setFieldOfUsers } from './mutations.ts'

const KILLS = 10
const children: ChildProcess[] = []
let admin: Actor & { id: string }

beforeEach(async () => {
  await emptyTables()
  await pool.query('delete from jobs.job')
  admin = await asAdministrator()
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await stopQueue()
})

/** A worker as a process of its own, on the database of this test. */
function spawnWorker(): ChildProcess {
  const program = `const { startJobs } = await import('./lib/jobs/worker.ts'); await startJobs()`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore' })
  children.push(child)
  return child
}
const ended = (child: ChildProcess) => new Promise((done) => child.once('close', done))

async function started(count: number, value: string) {
  const ids = await crowd(count, { organisation: 'Everybody' })
  const run = await setFieldOfUsers(admin, { search: 'q=everybody', field: 'bio', value, expected: count })
  if (run.preview) throw new Error('A run was expected.')
  return { ids, runId: run.runId }
}
const progress = async (runId: string) => {
  const { total, changed, status } = await db.bulkRun.findUniqueOrThrow({
    where: { id: runId },
    select: { total: true, changed: true, status: true },
  })
  return { total, changed, isOver: status === 'DONE' }
}
async function until(runId: string, isEnough: (now: Awaited<ReturnType<typeof progress>>) => boolean) {
  for (let now = await progress(runId); ; now = await progress(runId)) {
    if (isEnough(now)) return now
    await new Promise((resume) => setTimeout(resume, 5))
  }
}
/** What the sweep does every minute, without waiting for the half minute after which a run counts as standing still. */
async function resume() {
  await pool.query(`update bulk_runs set progressed_at = progressed_at - interval '31 seconds' where status <> 'DONE'`)
  await resumeBulkRuns(systemActor('bulk-runs.sweep'), {})
}
/** Every user was changed once, by one step of their version and one row of the log, and the counts agree. */
async function isExact(runId: string, ids: readonly string[]) {
  expect(await addsUp(runId)).toMatchObject({ status: 'DONE', total: ids.length, changed: ids.length })
  const changed = await pool.query('select count(*)::int as users from users where id = any($1) and version = 2', [ids])
  const logged = await pool.query(
    `select count(*)::int as rows, count(distinct target_id)::int as users from audit_events where correlation_id = $1 and event = 'user.updated'`,
    [runId],
  )
  expect([changed.rows[0], logged.rows[0]]).toEqual([{ users: ids.length }, { rows: ids.length, users: ids.length }])
  expect(await db.auditEvent.count({ where: { targetId: runId, event: 'bulk-run.finished' } })).toBe(1)
}

test(
  'a worker that is killed in the middle of a run, ten times, leaves every user changed exactly once',
  { timeout: 300_000 },
  async () => {
    const { ids, runId } = await started(12_000, 'New')
    let middle = 0
    for (let kill = 0; kill < KILLS; kill++) {
      const child = spawnWorker()
      const { changed } = await progress(runId)
      // At different moments of the batch that follows the one just committed.
      const now = await until(runId, (each) => each.changed > changed || each.isOver)
      await new Promise((resume) => setTimeout(resume, kill * 4))
      if (!now.isOver) middle++
      child.kill('SIGKILL')
      await ended(child)
      await resume()
    }
    expect(middle).toBe(KILLS)
    expect((await progress(runId)).isOver).toBe(false)
    spawnWorker()
    await until(runId, ({ isOver }) => isOver)
    await isExact(runId, ids)
  },
)

test('a worker that is told to stop ends after its batch, and the next one goes on at once', { timeout: 60_000 }, async () => {
  const { ids, runId } = await started(6_000, 'New')
  const stop = await startJobs()
  await until(runId, ({ changed }) => changed > 0)
  await stop()
  const { changed, isOver } = await progress(runId)
  expect([isOver, changed % 500]).toEqual([false, 0])
  await new Promise((resume) => setTimeout(resume, 300))
  expect((await progress(runId)).changed).toBe(changed)
  await startJobs()
  await until(runId, (now) => now.isOver)
  await isExact(runId, ids)
})

test('users whom a fault keeps from being changed are passed over, and nobody else waits for them', { timeout: 60_000 }, async () => {
  const ids = await crowd(1_050, { organisation: 'Everybody' })
  const bad = [ids[3], ids[4], ids[506]] as string[]
  for (const id of bad) await db.user.update({ where: { id }, data: { email: `no mail address ${id}` }, select: { id: true } })
  const run = await deactivateUsers(admin, { search: 'q=everybody', reason: 'x', expected: ids.length })
  if (run.preview) throw new Error('A run was expected.')
  await carryOn({ runId: run.runId })
  expect(await addsUp(run.runId)).toMatchObject({ status: 'DONE', changed: 1_047, skipped: 3 })
  const became = await outcomes(run.runId)
  expect(bad.map((id) => became[id])).toEqual(['FAILED', 'FAILED', 'FAILED'])
  expect(await db.user.count({ where: { id: { in: ids }, status: 'ACTIVE' } })).toBe(3)
})
