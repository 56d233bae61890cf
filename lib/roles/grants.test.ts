import { beforeEach, describe, expect, test } from 'vitest'
import { db, pool } from '../core/db.ts'
import { newId } from '../core/id.ts'
import {
  actorFor,
  asAdministrator,
  asManager,
  auditOf,
  emptyTables,
  fingerprint,
  group,
  join,
  makeRole,
  person,
  roleId,
  system,
} from '../testing/world.ts'
import { replaceRolesOfUser } from './mutations-replace.ts'
import { changeGrant, endGrant, grantRole } from './mutations.ts'

beforeEach(emptyTables)

const hour = (n: number) => new Date(Date.now() + n * 3_600_000)
const permissionsOf = async (userId: string) =>
  (await pool.query<{ permission: string }>('select distinct permission from effective_permissions($1) order by 1', [userId])).rows.map(
    ({ permission }) => permission,
  )
const end = (grantId: string, at: Date) =>
  db.grant.update({ where: { id: grantId }, data: { validUntil: at, grantedAt: hour(-48) }, select: { id: true } })
const administrators = async () => (await pool.query('select user_id from administrators')).rowCount
/** Somebody who holds these permissions within one group. */
async function within(groupId: string, ...permissions: string[]) {
  const user = await person({ password: true })
  await grantRole(system, { userId: user.id, roleId: await makeRole(...permissions), reachGroupId: groupId })
  return { ...(await actorFor(user.id)), id: user.id }
}

describe('a role for a group', () => {
  test('is given, changed and ended as for a user, and is its members’', async () => {
    const admin = await asAdministrator()
    const [top, user] = [await group(), await person()]
    await join(await group(top), user.id)
    const role = await makeRole('audit:read')
    const { grantId } = await grantRole(admin, { groupId: top, roleId: role })
    expect(await permissionsOf(user.id)).toEqual(['audit:read'])
    expect(await grantRole(admin, { groupId: top, roleId: role })).toEqual({ grantId, changed: false })
    await expect(grantRole(admin, { groupId: top, roleId: role, validUntil: hour(2) })).rejects.toMatchObject({
      detail: { reason: 'DIFFERENT_END', current: { grantId } },
    })
    const until = hour(2)
    expect(await changeGrant(admin, { groupId: top, grantId, validUntil: until })).toEqual({ grantId, changed: true })
    expect(await changeGrant(admin, { groupId: top, grantId, validUntil: until })).toEqual({ grantId, changed: false })
    await expect(changeGrant(admin, { userId: user.id, grantId, validUntil: until })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await endGrant(admin, { userId: user.id, grantId })).toEqual({ grantId, changed: false })
    expect(await endGrant(admin, { groupId: top, grantId })).toEqual({ grantId, changed: true })
    expect(await permissionsOf(user.id)).toEqual([])
    expect((await auditOf(top)).map(({ event, targetType }) => [event, targetType])).toEqual([
      ['role.granted', 'group'],
      ['role.granted', 'group'],
      ['role.grant-ended', 'group'],
    ])
  })
  test('names one holder', async () => {
    const admin = await asAdministrator()
    const [user, holder] = [await person(), await group()]
    for (const both of [{}, { userId: user.id, groupId: holder }])
      await expect(grantRole(admin, { ...both, roleId: roleId('VIEWER') })).rejects.toMatchObject({
        code: 'INVALID',
        detail: { fields: { userId: expect.anything() } },
      })
    await expect(grantRole(admin, { groupId: newId(), roleId: roleId('VIEWER') })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(endGrant(admin, { groupId: newId(), grantId: newId() })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
  test('is subject to what the giver holds, with that reach and for that long; groups out of reach read as missing', async () => {
    const [mine, other] = [await group(), await group()]
    const below = await group(mine)
    const actor = await within(mine, 'role:assign', 'user:read', 'group:read')
    const [reading, more] = [await makeRole('user:read'), await makeRole('user:read', 'audit:read')]
    const give = (fields: object) => grantRole(actor, fields)
    await expect(give({ groupId: other, roleId: reading, reachGroupId: mine })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(give({ groupId: below, roleId: reading })).rejects.toMatchObject({ detail: { reason: 'EXCEEDS_OWN_RIGHTS' } })
    await expect(give({ groupId: below, roleId: reading, reachGroupId: other })).rejects.toMatchObject({
      detail: { reason: 'EXCEEDS_OWN_RIGHTS' },
    })
    await expect(give({ groupId: below, roleId: roleId('VIEWER') })).rejects.toMatchObject({ detail: { reason: 'OUT_OF_REACH' } })
    await expect(give({ groupId: below, roleId: more, reachGroupId: mine })).rejects.toMatchObject({
      detail: { reason: 'EXCEEDS_OWN_RIGHTS' },
    })
    await expect(give({ groupId: below, roleId: reading, reachGroupId: below })).resolves.toMatchObject({ changed: true })
    await db.grant.updateMany({ where: { userId: actor.id }, data: { validUntil: hour(1) } })
    await expect(give({ groupId: mine, roleId: reading, reachGroupId: below })).rejects.toMatchObject({
      detail: { reason: 'EXCEEDS_OWN_TIME' },
    })
  })
  test('is not taken by somebody who may not do what it allows', async () => {
    const mine = await group()
    const actor = await within(mine, 'role:assign', 'user:read')
    const ids = []
    for (const [roleToTake, reachGroupId] of [
      [roleId('ADMIN'), null],
      [await makeRole('audit:read'), mine],
      [roleId('VIEWER'), null],
    ])
      ids.push((await grantRole(system, { groupId: mine, roleId: roleToTake, reachGroupId })).grantId)
    await grantRole(system, { userId: (await person({ password: true })).id, roleId: roleId('ADMIN') })
    const before = await fingerprint()
    for (const [n, reason] of ['EXCEEDS_OWN_RIGHTS', 'EXCEEDS_OWN_RIGHTS', 'OUT_OF_REACH'].entries()) {
      await expect(endGrant(actor, { groupId: mine, grantId: ids[n] })).rejects.toMatchObject({ code: 'RULE', detail: { reason } })
      await expect(changeGrant(actor, { groupId: mine, grantId: ids[n], validUntil: hour(1) })).rejects.toMatchObject({
        code: 'RULE',
        detail: { reason },
      })
    }
    expect(await fingerprint()).toBe(before)
    const { grantId } = await grantRole(system, { groupId: mine, roleId: await makeRole('user:read'), reachGroupId: mine })
    await expect(endGrant(actor, { groupId: mine, grantId })).resolves.toMatchObject({ changed: true })
  })
  test('renews the links of members who have no password yet', async () => {
    const top = await group()
    const [waiting, settled] = [await person(), await person({ password: true })]
    const below = await group(top)
    for (const { id } of [waiting, settled]) await join(below, id)
    const open = (userId: string) => db.oneTimeToken.findMany({ where: { userId, usedAt: null, voidedAt: null }, select: { id: true } })
    const [before, untouched] = [await open(waiting.id), await open(settled.id)]
    await grantRole(await asAdministrator(), { groupId: top, roleId: roleId('Staff') })
    expect(await open(waiting.id)).toHaveLength(1)
    expect(await open(waiting.id)).not.toEqual(before)
    expect(await open(settled.id)).toEqual(untouched)
  })
  test('and the last administrators’: the group’s grant that makes them so stays, without end', async () => {
    const admins = await group()
    const user = await person({ password: true })
    await join(admins, user.id)
    const { grantId } = await grantRole(system, { groupId: admins, roleId: roleId('ADMIN') })
    const actor = await actorFor(user.id)
    const last = { code: 'RULE', detail: { reason: 'LAST_ADMINISTRATOR' } }
    await expect(endGrant(actor, { groupId: admins, grantId })).rejects.toMatchObject(last)
    await expect(changeGrant(actor, { groupId: admins, grantId, validUntil: hour(1) })).rejects.toMatchObject(last)
    await grantRole(system, { userId: (await person({ password: true })).id, roleId: roleId('ADMIN') })
    await expect(endGrant(actor, { groupId: admins, grantId })).resolves.toMatchObject({ changed: true })
  })
})

describe('a grant that has ended', () => {
  test('stops at its second, and is given anew by giving it or by changing its end', async () => {
    const admin = await asAdministrator()
    const user = await person()
    const { grantId } = await grantRole(admin, { userId: user.id, roleId: roleId('RESEARCHER'), validUntil: hour(1) })
    await end(grantId, hour(-1))
    expect(await permissionsOf(user.id)).toEqual([])
    const until = hour(5)
    expect(await grantRole(admin, { userId: user.id, roleId: roleId('RESEARCHER'), validUntil: until })).toEqual({ grantId, changed: true })
    const renewed = await db.grant.findUniqueOrThrow({ where: { id: grantId } })
    expect(renewed).toMatchObject({ grantedById: admin.id, validUntil: until })
    expect(renewed.grantedAt.getTime()).toBeGreaterThan(Date.now() - 60_000)
    expect(await permissionsOf(user.id)).toEqual(['CAN_CREATE_PROJECTS'])
    expect((await auditOf(user.id)).at(-1)).toMatchObject({
      event: 'role.granted',
      changes: { validUntil: { after: until.toISOString() } },
    })
    await end(grantId, hour(-1))
    expect(await changeGrant(admin, { userId: user.id, grantId, validUntil: null })).toEqual({ grantId, changed: true })
    expect(await permissionsOf(user.id)).toEqual(['CAN_CREATE_PROJECTS'])
    expect(await db.grant.count({ where: { userId: user.id } })).toBe(1)
  })
  test('is not given anew by somebody who may not give it', async () => {
    const manager = await asManager()
    const user = await person()
    const { grantId } = await grantRole(system, { userId: user.id, roleId: roleId('Auditor') })
    await end(grantId, hour(-1))
    const before = await fingerprint()
    const refused = { detail: { reason: 'EXCEEDS_OWN_RIGHTS' } }
    await expect(grantRole(manager, { userId: user.id, roleId: roleId('Auditor') })).rejects.toMatchObject(refused)
    await expect(changeGrant(manager, { userId: user.id, grantId, validUntil: null })).rejects.toMatchObject(refused)
    await expect(replaceRolesOfUser(manager, { userId: user.id, roleIds: [roleId('Auditor')] })).rejects.toMatchObject(refused)
    expect(await fingerprint()).toBe(before)
  })
})

describe('many at once', () => {
  test('32 who give and 32 who take leave one grant or none, and as many log rows as changes', async () => {
    const admin = await asAdministrator()
    const holder = await group()
    const given = await Promise.all(Array.from({ length: 32 }, () => grantRole(admin, { groupId: holder, roleId: roleId('Staff') })))
    expect(given.filter(({ changed }) => changed)).toHaveLength(1)
    expect(new Set(given.map(({ grantId }) => grantId)).size).toBe(1)
    const grantId = given[0]?.grantId
    const taken = await Promise.all(Array.from({ length: 32 }, () => endGrant(admin, { groupId: holder, grantId })))
    expect(taken.filter(({ changed }) => changed)).toHaveLength(1)
    expect((await auditOf(holder)).map(({ event }) => event)).toEqual(['role.granted', 'role.grant-ended'])
  })
  test('administrators who demote each other by every road at once leave one', async () => {
    const admins = await Promise.all(Array.from({ length: 8 }, () => asAdministrator()))
    const grants = await db.grant.findMany({ select: { id: true, userId: true } })
    const calls = admins.flatMap((actor, n) => {
      const other = admins[(n + 1) % admins.length]?.id as string
      const grantId = grants.find(({ userId }) => userId === other)?.id
      return [
        () => endGrant(actor, { userId: other, grantId }),
        () => changeGrant(actor, { userId: other, grantId, validUntil: hour(1) }),
        () => replaceRolesOfUser(actor, { userId: other, roleIds: [roleId('VIEWER')] }),
        () => replaceRolesOfUser(actor, { userId: actor.id, roleIds: [roleId('Staff')] }),
      ]
    })
    const results = await Promise.allSettled(calls.map((call) => call()))
    expect(results.some(({ status }) => status === 'fulfilled')).toBe(true)
    expect(await administrators()).toBeGreaterThanOrEqual(1)
    for (const result of results)
      if (result.status === 'rejected') expect(['RULE', 'NOT_FOUND', 'UNAVAILABLE']).toContain(result.reason.code)
  })
})
