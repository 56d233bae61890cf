import { beforeEach, describe, expect, test } from 'vitest'
import type { Actor } from '../core/actor.ts'
import { db, pool } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { grantRole } from '../roles/mutations.ts'
import {
  actorFor,
  asAdministrator,
  asManager,
  asUserWith,
  emptyTables,
  group,
  join,
  makeRole,
  person,
  roleId,
  system,
} from '../testing/world.ts'
import {
  deactivateUsers,
  deleteUsers,
  endRoleOfUsers,
  purgeUsers,
  reactivateUsers,
  restoreUsers,
  sendPasswordLinks,
  setFieldOfUsers,
} from './mutations.ts'
import { bothWays, crowd } from '../testing/bulk-runs.ts'

let admin: Actor & { id: string }
beforeEach(async () => {
  await emptyTables()
  admin = await asAdministrator()
})

const one = async (...given: Parameters<typeof crowd>) => (await crowd(...given))[0] as string
const users = (ids: readonly string[]) => db.user.findMany({ where: { id: { in: [...ids] } }, orderBy: { id: 'asc' } })
const rows = (ids: readonly string[], event: string) => db.auditEvent.findMany({ where: { targetId: { in: [...ids] }, event } })

/** Somebody who may do everything, also the roles; and is no administrator, so that others outrank only by what is made up here. */
async function powerful() {
  const user = await person({ password: true })
  const every = (await db.permission.findMany({ select: { name: true } })).map(({ name }) => name)
  await grantRole(system, { userId: user.id, roleId: await makeRole(...every) })
  return { ...(await actorFor(user.id)), id: user.id }
}

test('a user who was chosen twice, in whatever spelling of the id, counts once', async () => {
  const user = await one(1)
  const input = { userIds: [user, user.toUpperCase()], field: 'bio', value: 'x' }
  expect(await setFieldOfUsers(admin, input)).toMatchObject({ total: 1, changed: 1 })
})

describe('deactivate', () => {
  test('stops users, their sessions and links, tells them, and leaves one row each with the run as their tie', async () => {
    const [active, off, gone, anonymous] = [
      await person({ password: true }),
      ...(await Promise.all([one(1, { status: 'DEACTIVATED' }), one(1, { status: 'DELETED' }), one(1, { status: 'ANONYMIZED' })])),
    ] as const
    await db.session.create({ data: { id: newId(), userId: active.id, tokenHash: newId() }, select: { id: true } })
    const missing = newId()
    const ids = [active.id, off as string, gone as string, anonymous as string, admin.id, missing]
    const { became, run } = await bothWays(deactivateUsers, admin, { userIds: ids, reason: 'Left' })
    expect(became).toEqual({
      [active.id]: 'CHANGED',
      [off as string]: 'ALREADY_DEACTIVATED',
      [gone as string]: 'IN_TRASH',
      [anonymous as string]: 'IN_TRASH',
      [admin.id]: 'SELF',
      [missing]: 'NOT_FOUND',
    })
    expect((await users([active.id]))[0]).toMatchObject({
      status: 'DEACTIVATED',
      statusReason: 'Left',
      version: active.version + 1,
      statusChangedById: admin.id,
    })
    expect(await db.session.count({ where: { endedAt: null } })).toBe(0)
    expect(await db.oneTimeToken.count({ where: { userId: active.id, usedAt: null, voidedAt: null } })).toBe(0)
    expect(await db.outboxMessage.count({ where: { userId: active.id, template: 'deactivated' } })).toBe(1)
    const [row, ...more] = await rows(ids, 'user.deactivated')
    expect(more).toEqual([])
    expect(row).toMatchObject({
      actorId: admin.id,
      correlationId: run.runId,
      requestId: admin.request.id,
      reason: 'Left',
      detail: { sessionsEnded: 1 },
    })
    expect(row?.correlationId).not.toBe(row?.requestId)
    const around = await db.auditEvent.findMany({ where: { targetId: run.runId }, orderBy: { at: 'asc' } })
    expect(around.map(({ event }) => event)).toEqual(['bulk-run.started', 'bulk-run.finished'])
  })

  test('skips users who outrank the actor, and those out of reach of a right within a group', async () => {
    const mine = await group()
    const manager = await person({ password: true })
    await grantRole(system, { userId: manager.id, roleId: await makeRole('user:read') })
    await grantRole(system, { userId: manager.id, roleId: await makeRole('user:deactivate'), reachGroupId: mine })
    const [inside, outside, above] = await crowd(3)
    for (const id of [inside, above]) await join(mine, id as string)
    await grantRole(system, { userId: above, roleId: roleId('Staff') })
    const { became } = await bothWays(deactivateUsers, await actorFor(manager.id), { userIds: [inside, outside, above], reason: 'x' })
    expect(became).toEqual({ [inside as string]: 'CHANGED', [outside as string]: 'NOT_FOUND', [above as string]: 'OUTRANKED' })
  })

  test('shows somebody who sees nobody else neither names nor more than what they asked for', async () => {
    const own = await group()
    const user = await person({ password: true })
    await grantRole(system, { userId: user.id, roleId: await makeRole('CAN_MANAGE_USERS'), reachGroupId: own })
    const outsider = await actorFor(user.id)
    const victim = await person()
    const { became, run, preview } = await bothWays(deactivateUsers, outsider, { userIds: [victim.id], reason: 'x' })
    expect(became).toEqual({ [victim.id]: 'NOT_FOUND' })
    expect(JSON.stringify(preview)).not.toContain(victim.username)
    const [item] = await db.bulkRunItem.findMany({ where: { runId: run.runId } })
    expect(item?.label).toBe('')
    expect(await deactivateUsers(outsider, { search: 'status=any', reason: 'x', preview: true })).toMatchObject({ total: 0 })
  })
})

describe('one administrator stays', () => {
  test('the last of all of them, by id, in deactivating, deleting and ending the role; in the preview as in the run', async () => {
    for (const act of [deactivateUsers, deleteUsers, endRoleOfUsers]) {
      await emptyTables()
      const actor = await powerful()
      const ids = await crowd(4, { password: true })
      for (const id of ids) await grantRole(system, { userId: id, roleId: roleId('ADMIN') })
      const told = act === endRoleOfUsers ? { roleId: roleId('ADMIN') } : { reason: 'x' }
      const { became } = await bothWays(act, actor, { userIds: ids, ...told })
      expect(ids.map((id) => became[id])).toEqual(['CHANGED', 'CHANGED', 'CHANGED', 'LAST_ADMINISTRATOR'])
      expect(await pool.query('select from administrators').then(({ rowCount }) => rowCount)).toBe(1)
    }
  })
  test('whoever has the role through a group as well keeps it, and does not count', async () => {
    const actor = await powerful()
    await db.user.delete({ where: { id: admin.id }, select: { id: true } })
    const admins = await group()
    await db.grant.create({ data: { id: newId(), roleId: roleId('ADMIN'), groupId: admins }, select: { id: true } })
    const [both, direct] = (await crowd(2, { password: true })) as [string, string]
    await join(admins, both)
    for (const id of [both, direct]) await grantRole(system, { userId: id, roleId: roleId('ADMIN') })
    const { became } = await bothWays(endRoleOfUsers, actor, { userIds: [both, direct], roleId: roleId('ADMIN') })
    expect(became).toEqual({ [both]: 'CHANGED', [direct]: 'CHANGED' })
  })
})

describe('reactivate, delete, restore, purge', () => {
  test('reactivate', async () => {
    const [off, on, gone] = [await one(1, { status: 'DEACTIVATED' }), await one(1), await one(1, { status: 'DELETED' })]
    const { became } = await bothWays(reactivateUsers, admin, { userIds: [off, on, gone], reason: 'Back' })
    expect(became).toEqual({ [off]: 'CHANGED', [on]: 'ALREADY_ACTIVE', [gone]: 'IN_TRASH' })
    expect((await users([off]))[0]).toMatchObject({ status: 'ACTIVE', statusReason: 'Back', version: 2 })
  })
  test('delete and restore go back to what each was', async () => {
    const [on, off, gone, anonymous] = [
      await one(1),
      await one(1, { status: 'DEACTIVATED' }),
      await one(1, { status: 'DELETED' }),
      await one(1, { status: 'ANONYMIZED' }),
    ]
    const ids = [on, off, gone, anonymous, admin.id]
    const { became } = await bothWays(deleteUsers, admin, { userIds: ids })
    expect(became).toEqual({ [on]: 'CHANGED', [off]: 'CHANGED', [gone]: 'ALREADY_IN_TRASH', [anonymous]: 'IN_TRASH', [admin.id]: 'SELF' })
    const restored = await bothWays(restoreUsers, admin, { userIds: ids })
    expect(restored.became).toEqual({
      [on]: 'CHANGED',
      [off]: 'CHANGED',
      [gone]: 'CHANGED',
      [anonymous]: 'ANONYMIZED',
      [admin.id]: 'NOT_IN_TRASH',
    })
    expect((await users([on, off, gone])).map(({ status }) => status)).toEqual(['ACTIVE', 'DEACTIVATED', 'ACTIVE'])
    expect((await rows([off], 'user.restored'))[0]).toMatchObject({ detail: { to: 'DEACTIVATED' } })
  })
  test('purge takes the trash only, and the number of users typed', async () => {
    const [gone, also, on] = [...(await crowd(2, { status: 'DELETED' })), await one(1)] as [string, string, string]
    const input = { userIds: [gone, also, on] }
    for (const confirm of [undefined, 2, '4'])
      await expect(purgeUsers(admin, { ...input, ...(confirm === undefined ? {} : { confirm }) })).rejects.toMatchObject({
        code: 'INVALID',
        detail: { fields: { confirm: [expect.stringContaining('3')] } },
      })
    expect(await db.bulkRun.count()).toBe(0)
    const { became } = await bothWays(purgeUsers, admin, { ...input, confirm: ' 3 ' })
    expect(became).toEqual({ [gone]: 'CHANGED', [also]: 'CHANGED', [on]: 'NOT_IN_TRASH' })
    expect((await users(input.userIds)).map(({ id }) => id)).toEqual([on])
    expect(await rows([gone, also], 'user.purged')).toHaveLength(2)
    expect(await db.username.count({ where: { userId: { in: [gone, also] } } })).toBe(2)
  })
})

describe('fields and links', () => {
  test.each([
    ['organisation', 'Ärzte & Co', 'Ärzte & Co'],
    ['bio', 'Two\nlines', 'Two\nlines'],
    ['searchVisibility', 'private', 'private'],
    ['emailPrivacy', 'never', 'never'],
    ['publicProfile', 'false', false],
  ])('set %s', async (field, value, stored) => {
    const [plain, gone, above] = [await one(1), await one(1, { status: 'DELETED' }), await asUserWith('ADMIN')]
    const manager = await asManager()
    const input = { userIds: [plain, gone, above.id], field, value }
    const { became } = await bothWays(setFieldOfUsers, manager, input)
    expect(became).toEqual({ [plain]: 'CHANGED', [gone]: 'IN_TRASH', [above.id]: 'OUTRANKED' })
    expect((await users([plain]))[0]).toMatchObject({ [field]: stored, version: 2 })
    expect((await rows([plain], 'user.updated'))[0]).toMatchObject({ changes: { [field]: { after: stored } }, detail: { version: 2 } })
    expect((await bothWays(setFieldOfUsers, manager, input)).became[plain]).toBe('SAME_VALUE')
  })
  test('a value that the field does not take is refused by the rule of the field', async () => {
    const bad = { userIds: [await one(1)], preview: true }
    for (const [field, value] of [
      ['emailPrivacy', 'sometimes'],
      ['organisation', 'a\u202eb'],
      ['publicProfile', 'perhaps'],
      ['username', 'x'],
    ])
      await expect(setFieldOfUsers(admin, { ...bad, field, value })).rejects.toMatchObject({ code: 'INVALID' })
  })
  test('invitations and resets go to whom they make sense for', async () => {
    const [fresh, has, off, gone] = [
      await one(1),
      await one(1, { password: true }),
      await one(1, { status: 'DEACTIVATED' }),
      await one(1, { status: 'DELETED' }),
    ]
    const ids = [fresh, has, off, gone]
    const invited = await bothWays(sendPasswordLinks, admin, { userIds: ids, kind: 'invitation' })
    expect(invited.became).toEqual({ [fresh]: 'CHANGED', [has]: 'HAS_PASSWORD', [off]: 'NOT_ACTIVE', [gone]: 'NOT_ACTIVE' })
    const reset = await bothWays(sendPasswordLinks, admin, { userIds: ids, kind: 'reset' })
    expect(reset.became).toEqual({ [fresh]: 'NO_PASSWORD', [has]: 'CHANGED', [off]: 'NOT_ACTIVE', [gone]: 'NOT_ACTIVE' })
    expect(JSON.stringify([invited, reset])).not.toContain('token=')
    const tokens = await db.oneTimeToken.findMany({ select: { userId: true, purpose: true } })
    expect(
      tokens
        .filter(({ userId }) => ids.includes(userId ?? ''))
        .map(({ purpose }) => purpose)
        .sort(),
    ).toEqual(['RESET_PASSWORD', 'SET_PASSWORD'])
    expect(await rows(ids, 'user.password-link-sent')).toHaveLength(2)
  })
})
