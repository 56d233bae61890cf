import { beforeEach, describe, expect, test } from 'vitest'
import type { Actor } from '../core/actor.ts'
import { db } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { grantRole } from '../roles/mutations.ts'
import { actorFor, asAdministrator, asManager, emptyTables, group, join, makeRole, person, roleId, system } from '../testing/world.ts'
import { endRoleOfUsers, grantRoleToUsers } from './mutations.ts'
import { bothWays, crowd } from '../testing/bulk-runs.ts'

let admin: Actor & { id: string }
beforeEach(async () => {
  await emptyTables()
  admin = await asAdministrator()
})

const one = async (...given: Parameters<typeof crowd>) => (await crowd(...given))[0] as string
const rows = (ids: readonly string[], event: string) => db.auditEvent.findMany({ where: { targetId: { in: [...ids] }, event } })

describe('roles', () => {
  test('give: with an end, new links for those without a password, and a row each', async () => {
    const [fresh, same, other, gone, above] = [await person(), ...(await crowd(2)), await one(1, { status: 'DELETED' }), await one(1)] as [
      Awaited<ReturnType<typeof person>>,
      string,
      string,
      string,
      string,
    ]
    const manager = await asManager('group:read', 'CAN_ACCESS_ADMIN_PANEL')
    const told = { roleId: roleId('Staff'), validUntil: '2099-01-01' }
    await grantRole(system, { userId: same, ...told })
    await grantRole(system, { userId: other, roleId: roleId('Staff') })
    await grantRole(system, { userId: above, roleId: roleId('Auditor') })
    const mails = await db.outboxMessage.count({ where: { userId: fresh.id } })
    const { became } = await bothWays(grantRoleToUsers, manager, { userIds: [fresh.id, same, other, gone, above, manager.id], ...told })
    expect(became).toEqual({
      [fresh.id]: 'CHANGED',
      [same]: 'HAS_ROLE',
      [other]: 'DIFFERENT_END',
      [gone]: 'IN_TRASH',
      [above]: 'OUTRANKED',
      [manager.id]: 'CHANGED',
    })
    expect(await db.grant.findFirst({ where: { userId: fresh.id } })).toMatchObject({
      grantedById: manager.id,
      validUntil: new Date('2099-01-01'),
    })
    expect(await db.outboxMessage.count({ where: { userId: fresh.id } })).toBe(mails + 1)
    expect(await db.oneTimeToken.count({ where: { userId: fresh.id, voidedAt: null } })).toBe(1)
    expect((await rows([fresh.id], 'role.granted'))[0]).toMatchObject({ detail: { role: 'Staff', reach: 'everywhere' } })
  })
  test('give anew what has ended, as the single act does', async () => {
    const lapsed = await one(1)
    const told = { userId: lapsed, roleId: roleId('Staff') }
    const { grantId } = await grantRole(system, told)
    await db.grant.updateMany({ data: { validUntil: new Date(Date.now() - 60_000), grantedAt: new Date(0) }, where: { id: grantId } })
    const { became } = await bothWays(grantRoleToUsers, admin, { userIds: [lapsed], roleId: told.roleId })
    expect(became).toEqual({ [lapsed]: 'CHANGED' })
    const grant = await db.grant.findFirst({ where: { userId: lapsed } })
    expect(grant).toMatchObject({ id: grantId, validUntil: null, grantedById: admin.id })
    expect(grant?.grantedAt.getTime()).toBeGreaterThan(Date.now() - 3_600_000)
    expect(await rows([lapsed], 'role.granted')).toHaveLength(2)
  })
  test('a role that the actor may not give refuses the whole run, in the preview too', async () => {
    const manager = await asManager()
    const told = { userIds: [await one(1)], roleId: roleId('ADMIN') }
    for (const preview of [true, false])
      await expect(grantRoleToUsers(manager, { ...told, preview })).rejects.toMatchObject({
        code: 'RULE',
        detail: { reason: 'EXCEEDS_OWN_RIGHTS' },
      })
    expect(await db.bulkRun.count()).toBe(0)
    for (const missing of [{ roleId: newId() }, { roleId: await makeRole('user:read'), reachGroupId: newId() }])
      for (const preview of [true, false])
        await expect(grantRoleToUsers(admin, { ...told, ...missing, preview })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
  test('take: all own grants of the role, not what comes through a group, not beyond one’s groups, not from oneself', async () => {
    const [team, other] = [await group(), await group()]
    const [twice, through, without, beyond] = (await crowd(4)) as [string, string, string, string]
    const role = await makeRole('user:read')
    for (const reachGroupId of [null, team]) await grantRole(system, { userId: twice, roleId: role, reachGroupId })
    await db.grant.create({ data: { id: newId(), roleId: role, groupId: other }, select: { id: true } })
    await join(other, through)
    await grantRole(system, { userId: admin.id, roleId: role })
    const { became } = await bothWays(endRoleOfUsers, admin, { userIds: [twice, through, without, admin.id], roleId: role })
    expect(became).toEqual({ [twice]: 'CHANGED', [through]: 'NO_ROLE', [without]: 'NO_ROLE', [admin.id]: 'SELF' })
    expect(await db.grant.count({ where: { userId: twice } })).toBe(0)
    expect(await rows([twice], 'role.grant-ended')).toHaveLength(2)

    const limited = await person({ password: true })
    await grantRole(system, { userId: limited.id, roleId: await makeRole('user:read', 'role:assign'), reachGroupId: team })
    for (const userId of [beyond, twice]) await join(team, userId)
    await grantRole(system, { userId: beyond, roleId: role, reachGroupId: other })
    await grantRole(system, { userId: twice, roleId: role, reachGroupId: team })
    const within = await bothWays(endRoleOfUsers, await actorFor(limited.id), { userIds: [beyond, twice], roleId: role })
    expect(within.became).toEqual({ [beyond]: 'OUT_OF_REACH', [twice]: 'CHANGED' })
  })
})
