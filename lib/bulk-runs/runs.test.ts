import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { systemActor, type Actor } from '../core/actor.ts'
import { db, pool } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { stopQueue } from '../jobs/queue.ts'
import { grantRole } from '../roles/mutations.ts'
import { addsUp, bothWays, crowd, outcomes } from '../testing/bulk-runs.ts'
import {
  actorFor,
  asAdministrator,
  asManager,
  asUserWith,
  emptyTables,
  fingerprint,
  makeRole,
  person,
  roleId,
  system,
} from '../testing/world.ts'
import { deactivateUser } from '../users/mutations-lifecycle.ts'
import { updateUser } from '../users/mutations.ts'
import type { BulkAnswer } from './define.ts'
import { exportBulkResults } from './exports.ts'
import { cancelBulkRun, continueBulkRun, deactivateUsers, forgetBulkResults, resumeBulkRuns, setFieldOfUsers } from './mutations.ts'
import { getBulkRun, listBulkResults, listBulkRuns } from './queries.ts'

const worker = systemActor('bulk-runs.continue')
let admin: Actor & { id: string }
beforeEach(async () => {
  await emptyTables()
  await pool.query('delete from jobs.job')
  admin = await asAdministrator()
})
afterAll(stopQueue)

const runOf = (answer: BulkAnswer) => {
  if (answer.preview) throw new Error('A run was expected.')
  return answer
}
const waiting = async () => (await pool.query(`select data from jobs.job where name = 'bulk-runs.continue' and state = 'created'`)).rows
const toTheEnd = async (runId: string) => {
  while ((await continueBulkRun(worker, { runId })) === 'more');
}
const version = async (id: string) => (await db.user.findUniqueOrThrow({ where: { id }, select: { version: true } })).version

/** A run of 1,200 users that was confirmed and has not begun: everybody but the one who started it. */
async function queued(actor: Actor) {
  const ids = await crowd(1_200, { organisation: 'Everybody' })
  const search = 'q=Everybody'
  const { total } = await deactivateUsers(actor, { search, reason: 'x', preview: true })
  const run = runOf(await deactivateUsers(actor, { search, reason: 'x', expected: total }))
  expect(run).toMatchObject({ status: 'QUEUED', total: 1_200, changed: 0 })
  return { ids, runId: run.runId }
}

describe('all that match', () => {
  test('must be as many as the preview said, or nothing is done and the number of now is told', async () => {
    await crowd(3, { organisation: 'Acme' })
    const input = { search: 'q=acme', field: 'organisation', value: 'New' }
    const { total } = await setFieldOfUsers(admin, { ...input, preview: true })
    await crowd(1, { organisation: 'Acme' })
    const before = await fingerprint()
    const refused = setFieldOfUsers(admin, { ...input, expected: total })
    await expect(refused).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('4 users match now, not 3'),
      detail: { reason: 'EXPECTED', current: { expected: 4 } },
    })
    expect(await fingerprint()).toBe(before)
    await expect(setFieldOfUsers(admin, input)).rejects.toMatchObject({
      code: 'INVALID',
      detail: { fields: { expected: [expect.any(String)] } },
    })
    await expect(setFieldOfUsers(admin, { ...input, search: 'q=nobodyatall', expected: 0 })).rejects.toMatchObject({
      code: 'CONFLICT',
      detail: { reason: 'NOBODY' },
    })
  })
  test('a filter that is not understood is refused, not left out', async () => {
    for (const search of ['status=actve', 'nobody=1', 'role=x'])
      await expect(setFieldOfUsers(admin, { search, field: 'bio', value: 'x', preview: true }), search).rejects.toMatchObject({
        code: 'INVALID',
      })
    await expect(setFieldOfUsers(admin, { field: 'bio', value: 'x', preview: true })).rejects.toMatchObject({ code: 'INVALID' })
    await expect(
      setFieldOfUsers(admin, { search: '', userIds: [admin.id], field: 'bio', value: 'x', preview: true }),
    ).rejects.toMatchObject({ code: 'INVALID' })
  })
  test('are judged over all chunks of a preview as in the batches of a run', async () => {
    const { runId } = await queued(admin)
    await toTheEnd(runId)
    expect(await addsUp(runId)).toMatchObject({ status: 'DONE', changed: 1_200 })
    expect(await db.auditEvent.count({ where: { correlationId: runId, event: 'user.deactivated' } })).toBe(1_200)
    expect(await db.outboxMessage.count({ where: { template: 'deactivated' } })).toBe(1_200)
  })
  test('only those that matched at confirmation, and not whoever was changed since', async () => {
    const { ids, runId } = await queued(admin)
    const [edited, gone, stopped] = ids as [string, string, string]
    await crowd(2, { organisation: 'Everybody' })
    await updateUser(admin, { userId: edited, version: 1, bio: 'New' })
    await db.user.delete({ where: { id: gone }, select: { id: true } })
    await deactivateUser(admin, { userId: stopped, reason: 'x' })
    await toTheEnd(runId)
    const became = await outcomes(runId)
    expect([became[edited], became[gone], became[stopped]]).toEqual(['CHANGED_MEANWHILE', 'NOT_FOUND', 'CHANGED_MEANWHILE'])
    expect(await addsUp(runId)).toMatchObject({ changed: 1_197, skipped: 3 })
    expect(await db.user.count({ where: { organisation: 'Everybody', status: 'ACTIVE' } })).toBe(3)
  })
})

test('a run in the request waits for all its rows before it stands in the line of administrators: nobody waits in a circle', async () => {
  const ids = await crowd(600)
  const other = await pool.connect()
  await other.query('begin')
  await other.query('select from users where id = $1 for update', [ids[550]])
  const run = setFieldOfUsers(admin, { userIds: ids, field: 'bio', value: 'x' })
  await expect
    .poll(
      async () =>
        (await pool.query(`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`)).rowCount,
    )
    .toBe(1)
  expect((await other.query('select pg_try_advisory_xact_lock(7202) as free')).rows).toEqual([{ free: true }])
  await other.query('commit')
  other.release()
  expect(runOf(await run)).toMatchObject({ status: 'DONE', changed: 600 })
})

describe('sensitive acts', () => {
  test('ask for the password before a run, not before a preview', async () => {
    const late = { ...admin, session: { id: newId(), authenticatedAt: Date.now() - 11 * 60_000 } }
    const input = { userIds: await crowd(1), reason: 'x' }
    expect(await deactivateUsers(late, { ...input, preview: true })).toMatchObject({ changed: 1 })
    await expect(deactivateUsers(late, input)).rejects.toMatchObject({ code: 'FORBIDDEN', detail: { reason: 'REAUTHENTICATE' } })
    expect(runOf(await setFieldOfUsers(late, { userIds: input.userIds, field: 'bio', value: 'x' })).changed).toBe(1)
    expect(deactivateUsers.operation.sensitive).toBe(true)
  })
})

describe('rights of now', () => {
  test('who was promoted after the preview, or after confirming, is skipped', async () => {
    const manager = await asManager()
    const [promoted, plain] = (await crowd(2)) as [string, string]
    expect(await deactivateUsers(manager, { userIds: [promoted, plain], reason: 'x', preview: true })).toMatchObject({ changed: 2 })
    await grantRole(system, { userId: promoted, roleId: roleId('ADMIN') })
    const run = runOf(await deactivateUsers(manager, { userIds: [promoted, plain], reason: 'x', expected: 2 }))
    expect(await outcomes(run.runId)).toEqual({ [promoted]: 'OUTRANKED', [plain]: 'CHANGED' })

    const later = await queued(manager)
    await grantRole(system, { userId: later.ids[7] as string, roleId: roleId('ADMIN') })
    await toTheEnd(later.runId)
    expect((await outcomes(later.runId))[later.ids[7] as string]).toBe('OUTRANKED')
  })
  test('also in the instant in which the run waits for the row of who is being promoted', async () => {
    const manager = await asManager()
    const [userId] = (await crowd(1)) as [string]
    const promoting = await pool.connect()
    await promoting.query('begin')
    await promoting.query('select from users where id = $1 for update', [userId])
    await promoting.query('insert into grants (id, role_id, user_id) values ($1, $2, $3)', [newId(), roleId('ADMIN'), userId])
    const running = deactivateUsers(manager, { userIds: [userId], reason: 'x' })
    const isWaiting = async () =>
      (await pool.query(`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`)).rowCount
    while (!(await isWaiting())) await new Promise((resume) => setTimeout(resume, 20))
    await promoting.query('commit')
    promoting.release()
    expect(await outcomes(runOf(await running).runId)).toEqual({ [userId]: 'OUTRANKED' })
  })
  test.each(['the role', 'the account'])('a starter who loses %s midway does nothing more, and the run says so', async (what) => {
    const manager = await asManager()
    const { runId } = await queued(manager)
    expect(await continueBulkRun(worker, { runId })).toBe('more')
    if (what === 'the role') await db.grant.deleteMany({ where: { userId: manager.id } })
    else await deactivateUser(admin, { userId: manager.id, reason: 'x' })
    await toTheEnd(runId)
    expect(await addsUp(runId)).toMatchObject({ status: 'DONE', changed: 500, skipped: 700 })
    const reasons = Object.values(await outcomes(runId)).filter((reason) => reason === 'STARTER_MAY_NOT')
    expect(reasons).toHaveLength(700)
  })
  test('two runs that together hold all administrators leave one, and two over the same users change each once', async () => {
    await emptyTables()
    const every = (await db.permission.findMany({ select: { name: true } })).map(({ name }) => name)
    const role = await makeRole(...every)
    const starters = await Promise.all([person({ password: true }), person({ password: true })])
    for (const { id } of starters) await grantRole(system, { userId: id, roleId: role })
    const [one, other] = (await Promise.all(starters.map(({ id }) => actorFor(id)))) as [Actor, Actor]
    const ids = await crowd(60, { password: true })
    for (const id of ids) await grantRole(system, { userId: id, roleId: roleId('ADMIN') })
    const [first, second] = [ids.filter((_, n) => n % 2), ids.filter((_, n) => !(n % 2))]
    const runs = (
      await Promise.all([deactivateUsers(one, { userIds: first, reason: 'x' }), deactivateUsers(other, { userIds: second, reason: 'x' })])
    ).map(runOf)
    expect(runs.map(({ changed }) => changed).sort()).toEqual([29, 30])
    expect((await pool.query('select from administrators')).rowCount).toBe(1)

    const both = await crowd(300)
    const again = (await Promise.all([one, other].map((actor) => setFieldOfUsers(actor, { userIds: both, field: 'bio', value: 'x' })))).map(
      runOf,
    )
    expect(again[0]!.changed + again[1]!.changed).toBe(300)
    expect(await db.user.count({ where: { id: { in: both }, version: 2 } })).toBe(300)
  })
})

describe('a run on its way', () => {
  test('is cancelled between two batches; what was done stays, the rest says so', async () => {
    const { ids, runId } = await queued(admin)
    await continueBulkRun(worker, { runId })
    const stranger = await asManager('audit:read')
    await db.grant.deleteMany({ where: { userId: stranger.id } })
    await grantRole(system, { userId: stranger.id, roleId: roleId('Auditor') })
    await expect(cancelBulkRun(await actorFor(stranger.id), { runId })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await cancelBulkRun(admin, { runId })).toEqual({ done: 500, left: 700 })
    expect(await addsUp(runId)).toMatchObject({ status: 'CANCELLED', changed: 500, skipped: 700, cancelledByLabel: admin.label })
    expect(await continueBulkRun(worker, { runId })).toBe('over')
    expect(await db.user.count({ where: { id: { in: ids }, status: 'DEACTIVATED' } })).toBe(500)
    expect((await outcomes(runId))[ids.at(-1) as string]).toBe('CANCELLED')
    expect(await db.auditEvent.findMany({ where: { event: 'bulk-run.cancelled' } })).toMatchObject([
      { correlationId: runId, detail: { done: 500, left: 700 } },
    ])
    await expect(cancelBulkRun(admin, { runId })).rejects.toMatchObject({ code: 'RULE', detail: { reason: 'OVER' } })
    expect(await getBulkRun(admin, { runId })).toMatchObject({
      whyNotUndo: null,
      reasons: [{ reason: 'CANCELLED', count: 700, message: expect.stringContaining('cancelled') }],
    })
  })
  test('is carried on by one at a time, and taken up again when it stood still for half a minute', async () => {
    const { runId } = await queued(admin)
    expect(await waiting()).toEqual([{ data: { runId } }])
    const states = await Promise.all(Array.from({ length: 6 }, () => continueBulkRun(worker, { runId })))
    expect(states).toContain('busy')
    await addsUpSoFar(runId)
    await pool.query('delete from jobs.job')
    expect(await resumeBulkRuns(worker, {})).toBe(0)
    await pool.query(`update bulk_runs set progressed_at = now() - interval '31 seconds'`)
    expect(await resumeBulkRuns(worker, {})).toBe(1)
    expect(await waiting()).toEqual([{ data: { runId } }])
  })
})

async function addsUpSoFar(runId: string) {
  const run = await db.bulkRun.findUniqueOrThrow({ where: { id: runId } })
  expect(await db.bulkRunItem.count({ where: { runId, result: 'CHANGED' } })).toBe(run.changed)
}

describe('runs and their results', () => {
  test('are for whoever started them and for readers of the whole log; with words, pages and a file', async () => {
    const manager = await asManager()
    const ids = (await crowd(30)).concat(newId())
    const { run } = await bothWays(deactivateUsers, manager, { userIds: ids, reason: 'Left us' })
    const { runId } = run
    const [auditor, other] = [await asUserWith('Auditor'), await asManager()]
    for (const actor of [manager, auditor, admin])
      expect((await listBulkRuns(actor, {})).runs).toMatchObject([{ id: runId, total: 31, changed: 30 }])
    expect((await listBulkRuns(auditor, { mine: 'yes' })).runs).toEqual([])
    expect((await listBulkRuns(other, {})).runs).toEqual([])
    for (const call of [getBulkRun, listBulkResults, exportBulkResults])
      await expect(call(other, { runId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await getBulkRun(auditor, { runId })).toMatchObject({
      words: [{ label: 'Reason', text: 'Left us' }],
      whyNotUndo: { reason: 'FORBIDDEN' },
      whyNotCancel: { reason: 'FORBIDDEN' },
    })
    expect(await getBulkRun(manager, { runId })).toMatchObject({
      selection: { kind: 'ids' },
      whyNotUndo: null,
      whyNotCancel: { reason: 'OVER' },
      reasons: [{ result: 'SKIPPED', reason: 'NOT_FOUND', count: 1, message: 'is gone, or is not yours to change' }],
    })

    const first = await listBulkResults(manager, { runId })
    const second = await listBulkResults(manager, { runId, after: first.next ?? '' })
    expect([...first.rows, ...second.rows].map(({ userId }) => userId)).toEqual([...ids].sort())
    expect([first.previous, second.next]).toEqual([null, null])
    expect((await listBulkResults(manager, { runId, before: second.previous ?? '' })).rows).toEqual(first.rows)
    expect((await listBulkResults(manager, { runId, last: true })).rows.at(-1)).toEqual(second.rows.at(-1))
    expect((await listBulkResults(manager, { runId, result: 'SKIPPED' })).rows).toMatchObject([
      { label: 'Unknown user', message: 'is gone, or is not yours to change' },
    ])
    const file = await exportBulkResults(manager, { runId, result: 'CHANGED' })
    let lines = 0
    for await (const batch of file.batches) lines += batch.length
    expect(lines).toBe(30)
  })
  test('names are forgotten 30 days after the end; the run and its counts stay', async () => {
    const [old, young] = [await crowd(1), await crowd(1)]
    const runs = []
    for (const userIds of [old, young]) runs.push(runOf(await setFieldOfUsers(admin, { userIds, field: 'bio', value: 'x' })))
    await pool.query(`update bulk_runs set finished_at = now() - interval '31 days' where id = $1`, [runs[0]?.runId])
    expect(await forgetBulkResults(worker, {})).toBe(1)
    expect(await db.bulkRunItem.findMany({ select: { userId: true } })).toEqual([{ userId: young[0] }])
    expect(await getBulkRun(admin, { runId: runs[0]?.runId })).toMatchObject({ changed: 1, hasResults: false })
    expect(await version(old[0] as string)).toBe(2)
  })
})
