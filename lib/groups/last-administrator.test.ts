import { beforeEach, expect, test } from 'vitest'
import { db } from '../core/db.ts'
import { isAppError } from '../core/errors.ts'
import { replaceRolesOfUser } from '../roles/mutations-replace.ts'
import { changeGrant, endGrant, grantRole } from '../roles/mutations.ts'
import { actorFor, emptyTables, group, join, person, roleId, system } from '../testing/world.ts'
import { deactivateUser, deleteUser } from '../users/mutations-lifecycle.ts'
import { changeGroupMember, leaveGroup, removeGroupMember } from './mutations-members.ts'
import { deleteGroup, moveGroup } from './mutations-tree.ts'

beforeEach(emptyTables)

test('32 ways at once to end the last administrators leave one', { timeout: 60_000 }, async () => {
  const top = await group()
  const groupId = await group(top)
  const { name } = await db.group.findUniqueOrThrow({ where: { id: groupId }, select: { name: true } })
  await grantRole(system, { groupId: top, roleId: roleId('ADMIN') })
  const users = await Promise.all(Array.from({ length: 7 }, () => person({ password: true })))
  const [direct, ...members] = users.map(({ id }) => id) as [string, ...string[]]
  for (const userId of members) await join(groupId, userId)
  const { grantId } = await grantRole(system, { userId: direct, roleId: roleId('ADMIN') })
  const [one, ...others] = await Promise.all([direct, ...members].map((userId) => actorFor(userId)))
  const last = others.at(-1)
  if (!one || !last) throw new Error('Nobody is there to try.')
  const validUntil = new Date(Date.now() + 86_400_000)
  const ways = [
    () => moveGroup(one, { groupId, version: 1, parentId: null }),
    () => endGrant(last, { userId: direct, grantId }),
    () => deactivateUser(last, { userId: direct, reason: 'Test' }),
    () => deleteGroup(one, { groupId, name }),
    ...members.flatMap((userId, n) => {
      const [own, other] = [others[n] ?? one, others[(n + 1) % others.length] ?? one]
      return [
        () => removeGroupMember(other, { groupId, userId }),
        () => leaveGroup(own, { groupId }),
        () => changeGroupMember(other, { groupId, userId, version: 1, validUntil }),
        () => deactivateUser(other, { userId, reason: 'Test' }),
      ]
    }),
    () => changeGrant(last, { userId: direct, grantId, validUntil }),
    () => replaceRolesOfUser(last, { userId: direct, roleIds: [roleId('Staff')] }),
    () => deleteUser(last, { userId: direct }),
    () => moveGroup(last, { groupId, version: 1, parentId: null }),
  ]
  expect(ways).toHaveLength(32)
  const results = await Promise.allSettled(ways.map((way) => way()))
  for (const result of results) if (result.status === 'rejected') expect(isAppError(result.reason), String(result.reason)).toBe(true)
  expect(results.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0)
  const [left] = await db.$queryRaw<{ count: number }[]>`select count(*)::int as count from administrators`
  expect(left?.count).toBeGreaterThan(0)
})
