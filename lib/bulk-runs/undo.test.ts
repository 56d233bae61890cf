import { beforeEach, describe, expect, test } from 'vitest'
import type { Actor } from '../core/actor.ts'
import { db, pool } from '../core/db.ts'
import { changeGrant, grantRole } from '../roles/mutations.ts'
import { addsUp, bothWays, crowd, outcomes } from '../testing/bulk-runs.ts'
import { actorFor, asAdministrator, asUserWith, emptyTables, group, makeRole, person, roleId, system } from '../testing/world.ts'
import { reactivateUser } from '../users/mutations-lifecycle.ts'
import { updateUser } from '../users/mutations.ts'
import type { BulkAnswer } from './define.ts'
import {
  cancelBulkRun,
  continueBulkRun,
  deactivateUsers,
  deleteUsers,
  endRoleOfUsers,
  grantRoleToUsers,
  purgeUsers,
  reactivateUsers,
  restoreUsers,
  sendPasswordLinks,
  setFieldOfUsers,
  undoBulkRun,
} from './mutations.ts'
import { getBulkRun } from './queries.ts'

let admin: Actor & { id: string }
beforeEach(async () => {
  await emptyTables()
  admin = await asAdministrator()
})

const idOf = (answer: BulkAnswer) => {
  if (answer.preview) throw new Error('A run was expected.')
  return answer.runId
}
const users = (ids: readonly string[]) => db.user.findMany({ where: { id: { in: [...ids] } }, orderBy: { id: 'asc' } })
/** Previews and runs the undo of a run, which must agree like any other. */
const undo = (actor: Actor, runId: string) =>
  bothWays((by, input) => undoBulkRun(by, { runId, preview: (input as { preview?: boolean }).preview ?? false }), actor, {})

describe('undo', () => {
  test.each([
    [deactivateUsers, 'ACTIVE', 'DEACTIVATED', 'user.reactivated'],
    [reactivateUsers, 'DEACTIVATED', 'ACTIVE', 'user.deactivated'],
    [deleteUsers, 'DEACTIVATED', 'DELETED', 'user.restored'],
    [restoreUsers, 'DELETED', 'ACTIVE', 'user.deleted'],
  ] as const)('puts the status back: %#', async (act, before, after, event) => {
    const ids = (await crowd(5, { status: before })) as [string, string, string, string, string]
    const [plain, edited, elsewhere, gone, again] = ids
    const was = await users(ids)
    const runId = idOf(await act(admin, { userIds: ids, ...(act === restoreUsers ? {} : { reason: 'x' }) }))
    expect((await users(ids)).map(({ status }) => status)).toEqual(ids.map(() => after))
    await pool.query(`update users set version = version + 1 where id = any($1)`, [[edited, elsewhere]])
    await db.user.delete({ where: { id: gone }, select: { id: true } })
    const { became, run } = await undo(admin, runId)
    expect(became).toEqual({
      [plain]: 'CHANGED',
      [edited]: 'CHANGED_MEANWHILE',
      [elsewhere]: 'CHANGED_MEANWHILE',
      [gone]: 'NOT_FOUND',
      [again]: 'CHANGED',
    })
    expect((await users([plain, again])).map(({ status, version }) => ({ status, version }))).toEqual(
      [plain, again].map(() => ({ status: before, version: 3 })),
    )
    expect(was.map(({ status }) => status)).toEqual(ids.map(() => before))
    expect(await db.auditEvent.findMany({ where: { correlationId: run.runId, event } })).toHaveLength(2)
    expect(await db.auditEvent.findMany({ where: { targetId: runId, event: 'bulk-run.undone' } })).toMatchObject([
      { detail: { users: 5 }, correlationId: run.runId },
    ])
  })
  test('gives each field the value that it had', async () => {
    const [one, two, edited] = [...(await crowd(1, { organisation: 'A' })), ...(await crowd(1)), ...(await crowd(1))] as [
      string,
      string,
      string,
    ]
    const runId = idOf(await setFieldOfUsers(admin, { userIds: [one, two, edited], field: 'organisation', value: 'New' }))
    await updateUser(admin, { userId: edited, version: 2, bio: 'Mine' })
    const { became } = await undo(admin, runId)
    expect(became).toEqual({ [one]: 'CHANGED', [two]: 'CHANGED', [edited]: 'CHANGED_MEANWHILE' })
    expect((await users([one, two, edited])).map(({ organisation }) => organisation)).toEqual(['A', '', 'New'])
    const flags = idOf(await setFieldOfUsers(admin, { userIds: [one], field: 'publicProfile', value: false }))
    await undo(admin, flags)
    expect((await users([one]))[0]?.publicProfile).toBe(true)
  })
  test('ends exactly the roles that were given, while they are as they were given', async () => {
    const [plain, prolonged, edited, had] = (await crowd(4)) as [string, string, string, string]
    await grantRole(system, { userId: had, roleId: roleId('Staff') })
    const runId = idOf(await grantRoleToUsers(admin, { userIds: [plain, prolonged, edited, had], roleId: roleId('Staff') }))
    const grant = await db.grant.findFirstOrThrow({ where: { userId: prolonged } })
    await changeGrant(admin, { userId: prolonged, grantId: grant.id, validUntil: '2099-01-01' })
    await updateUser(admin, { userId: edited, version: 1, bio: 'Another matter' })
    const { became } = await undo(admin, runId)
    expect(became).toEqual({ [plain]: 'CHANGED', [prolonged]: 'CHANGED_MEANWHILE', [edited]: 'CHANGED' })
    expect(await db.grant.count({ where: { userId: { in: [plain, edited] } } })).toBe(0)
    expect(await db.grant.count({ where: { userId: { in: [had, prolonged] } } })).toBe(2)
  })
  test('gives back exactly the roles that were taken, as far as the one who undoes it may give them', async () => {
    const [team, closed] = [await group(), await group()]
    const role = await makeRole('user:read')
    const [plain, again, over, beyond, both] = (await crowd(5)) as [string, string, string, string, string]
    const soon = new Date(Date.now() + 3_600_000)
    for (const userId of [plain, both]) await grantRole(system, { userId, roleId: role, reachGroupId: team, validUntil: '2099-01-01' })
    for (const userId of [again, over, both]) await grantRole(system, { userId, roleId: role, validUntil: soon })
    await grantRole(system, { userId: beyond, roleId: role, reachGroupId: closed })
    const ids = [plain, again, over, beyond, both]
    const runId = idOf(await endRoleOfUsers(admin, { userIds: ids, roleId: role }))
    expect(await db.grant.count({ where: { userId: { in: ids } } })).toBe(0)
    await grantRole(system, { userId: again, roleId: role })
    await db.group.delete({ where: { id: closed }, select: { id: true } })
    await pool.query(
      `update bulk_run_items set before = jsonb_set(before, '{grants,0,validUntil}', to_jsonb(now() - interval '1 minute')) where user_id = $1`,
      [over],
    )
    const { became } = await undo(admin, runId)
    expect(became).toEqual({
      [plain]: 'CHANGED',
      [again]: 'CHANGED_MEANWHILE',
      [over]: 'ENDED_MEANWHILE',
      [beyond]: 'GROUP_GONE',
      [both]: 'CHANGED',
    })
    const given = await db.grant.findMany({ where: { userId: { in: [plain, both] } }, orderBy: { validUntil: 'asc' } })
    expect(given.map(({ reachGroupId, validUntil }) => [reachGroupId, validUntil])).toEqual([
      [null, soon],
      [team, new Date('2099-01-01')],
      [team, new Date('2099-01-01')],
    ])
  })
  test('gives nothing back that goes beyond the rights, the groups or the time of whoever undoes it', async () => {
    const role = await makeRole('group:read')
    const assign = await makeRole('user:read', 'role:assign', 'audit:read', 'group:read')
    const [forever, until] = (await crowd(2)) as [string, string]
    const soon = new Date(Date.now() + 3_600_000)
    await grantRole(system, { userId: forever, roleId: role })
    await grantRole(system, { userId: until, roleId: role, validUntil: soon })
    const runId = idOf(await endRoleOfUsers(admin, { userIds: [forever, until], roleId: role }))
    const timed = await person({ password: true })
    await grantRole(system, { userId: timed.id, roleId: assign, validUntil: new Date(soon.getTime() + 60_000) })
    expect((await undo(await actorFor(timed.id), runId)).became).toEqual({ [forever]: 'EXCEEDS_OWN_TIME', [until]: 'CHANGED' })

    const other = idOf(await endRoleOfUsers(admin, { userIds: [until], roleId: role }))
    const poor = await person({ password: true })
    await grantRole(system, { userId: poor.id, roleId: await makeRole('user:read', 'role:assign', 'audit:read') })
    expect((await undo(await actorFor(poor.id), other)).became).toEqual({ [until]: 'EXCEEDS_OWN_RIGHTS' })
    // Who may not has not spoilt it for who may.
    expect((await getBulkRun(admin, { runId: other })).whyNotUndo).toBeNull()
    expect((await undo(admin, other)).became).toEqual({ [until]: 'CHANGED' })
    expect((await getBulkRun(admin, { runId: other })).whyNotUndo).toMatchObject({ reason: 'UNDONE' })
  })
  test('keeps an administrator, and nobody undoes what they may not do', async () => {
    await db.user.updateMany({ where: { id: admin.id }, data: { passwordHash: null } })
    const [only] = (await crowd(1, { password: true, status: 'DEACTIVATED' })) as [string]
    await grantRole(system, { userId: only, roleId: roleId('ADMIN') })
    const runId = idOf(await reactivateUsers(admin, { userIds: [only] }))
    const auditor = await asUserWith('Auditor')
    await expect(undoBulkRun(auditor, { runId, preview: true })).rejects.toMatchObject({
      code: 'FORBIDDEN',
      detail: { reason: 'user:deactivate' },
    })
    expect((await undo(admin, runId)).became).toEqual({ [only]: 'LAST_ADMINISTRATOR' })
  })
})

describe('an undo is refused', () => {
  const why = async (runId: string) => {
    const detail = await getBulkRun(admin, { runId })
    await expect(undoBulkRun(admin, { runId, preview: true })).rejects.toMatchObject({
      code: 'RULE',
      detail: { reason: detail.whyNotUndo?.reason },
    })
    await expect(undoBulkRun(admin, { runId })).rejects.toMatchObject({ code: 'RULE' })
    return detail.whyNotUndo?.reason
  }
  test('when nothing takes the act back, nothing was changed, or it is itself one', async () => {
    const [gone] = await crowd(1, { status: 'DELETED' })
    expect(await why(idOf(await purgeUsers(admin, { userIds: [gone], confirm: 1 })))).toBe('NOT_REVERSIBLE')
    const [user] = (await crowd(1)) as [string]
    expect(await why(idOf(await sendPasswordLinks(admin, { userIds: [user], kind: 'invitation' })))).toBe('NOT_REVERSIBLE')
    expect(await why(idOf(await reactivateUsers(admin, { userIds: [user] })))).toBe('NOTHING_CHANGED')
    const runId = idOf(await deactivateUsers(admin, { userIds: [user], reason: 'x' }))
    const undone = idOf(await undoBulkRun(admin, { runId }))
    expect(await why(undone)).toBe('IS_UNDO')
    expect(await why(runId)).toBe('UNDONE')
    expect(await getBulkRun(admin, { runId })).toMatchObject({ undoneBy: { id: undone, status: 'DONE' } })
  })
  test('after 24 hours, and while another one runs; a cancelled one can be done for the rest', async () => {
    const ids = await crowd(1_200)
    const run = await deactivateUsers(admin, { search: 'q=crowd', reason: 'x', expected: 1_200 })
    const toTheEnd = async (runId: string) => {
      while ((await continueBulkRun(system, { runId })) === 'more');
    }
    const runId = idOf(run)
    expect(await why(runId)).toBe('NOT_OVER')
    await toTheEnd(runId)
    const late = await pool.query(`update bulk_runs set finished_at = finished_at - interval '24 hours 1 second' where id = $1`, [runId])
    expect([late.rowCount, await why(runId)]).toEqual([1, 'TOO_LATE'])
    await pool.query(`update bulk_runs set finished_at = finished_at + interval '1 minute' where id = $1`, [runId])

    const first = idOf(await undoBulkRun(admin, { runId }))
    expect(await why(runId)).toBe('UNDO_RUNS')
    await continueBulkRun(system, { runId: first })
    await reactivateUser(admin, { userId: ids[700] as string })
    await cancelBulkRun(admin, { runId: first })
    const rest = idOf(await undoBulkRun(admin, { runId }))
    expect(await addsUp(rest)).toMatchObject({ total: 700, changed: 699, skipped: 1, status: 'DONE' })
    expect((await outcomes(rest))[ids[700] as string]).toBe('CHANGED_MEANWHILE')
    expect(await db.user.count({ where: { id: { in: ids }, status: 'ACTIVE' } })).toBe(1_200)
  })
  test('for the second of two who press the button at the same time', async () => {
    const runId = idOf(await deactivateUsers(admin, { userIds: await crowd(20), reason: 'x' }))
    const tried = await Promise.allSettled([undoBulkRun(admin, { runId }), undoBulkRun(admin, { runId })])
    expect(tried.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await db.bulkRun.count({ where: { undoOfId: runId } })).toBe(1)
  })
})
