import { beforeEach, describe, expect, test } from 'vitest'
import { db } from '../core/db.ts'
import { grantRole } from '../roles/mutations.ts'
import { actorFor, asAdministrator, emptyTables, fingerprint, group, join, makeRole, person, system } from '../testing/world.ts'
import { updateUser } from '../users/mutations.ts'
import { approveGroup, trustGroup } from './mutations-flags.ts'
import { addGroupMember, addGroupMembers, changeGroupMember, renewGroupMember } from './mutations-members.ts'
import { decideGroupRequest, requestToJoin } from './mutations-requests.ts'

beforeEach(emptyTables)
const captured = { code: 'RULE', detail: { reason: 'CAPTURE' } }
const longAgo = () => new Date(Date.now() - 300 * 86_400_000)

/** Somebody who may do these things within the group, and others everywhere. */
async function keeperOf(groupId: string, within: string[], everywhere: string[] = []) {
  const user = await person({ password: true })
  await grantRole(system, { userId: user.id, roleId: await makeRole(...within), reachGroupId: groupId })
  if (everywhere.length > 0) await grantRole(system, { userId: user.id, roleId: await makeRole(...everywhere) })
  return { ...(await actorFor(user.id)), id: user.id }
}

describe('nobody brings users under their own rights', () => {
  test('who sees everybody and manages users within one group adds none of the others, one by one or as a list', async () => {
    const [own, elsewhere] = [await group(), await group()]
    const [loose, other] = [await person({ password: true }), await person({ password: true })]
    await join(elsewhere, other.id)
    const keeper = await keeperOf(own, ['CAN_MANAGE_USERS'], ['user:read', 'group:read'])
    const before = await fingerprint()
    for (const { id, email } of [loose, other]) {
      await expect(addGroupMember(keeper, { groupId: own, userId: id })).rejects.toMatchObject(captured)
      expect(await addGroupMembers(keeper, { groupId: own, list: email })).toMatchObject({
        refused: 1,
        results: [{ result: 'refused', reason: 'CAPTURE' }],
      })
      await expect(updateUser(keeper, { userId: id, version: 1, email: 'mine@example.org' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    }
    expect(await fingerprint()).toBe(before)
  })
  test('users move about freely below the group where the actor may do these things to them, and anywhere for who may do so everywhere', async () => {
    const top = await group()
    const [one, other] = [await group(top), await group(top)]
    const user = await person()
    await join(one, user.id)
    const keeper = await keeperOf(top, ['CAN_MANAGE_USERS'])
    expect(await addGroupMember(keeper, { groupId: other, userId: user.id })).toEqual({ changed: true })
    expect(await addGroupMember(await asAdministrator(), { groupId: top, userId: (await person()).id })).toEqual({ changed: true })
    const plain = await keeperOf(top, ['group:manage-members', 'enrollment:approve'], ['user:read'])
    expect(await addGroupMember(plain, { groupId: top, userId: (await person()).id })).toEqual({ changed: true })
    expect(await addGroupMember(plain, { groupId: top, userId: plain.id })).toEqual({ changed: true })
  })
  test('a membership that has ended is none: renewing it brings nobody back under rights that ended with it', async () => {
    const own = await group()
    const user = await person()
    await db.groupMember.create({ data: { groupId: own, userId: user.id, validUntil: longAgo() } })
    const keeper = await keeperOf(own, ['CAN_MANAGE_USERS'])
    const before = await fingerprint()
    await expect(renewGroupMember(keeper, { groupId: own, userId: user.id, validUntil: null })).rejects.toMatchObject(captured)
    await expect(changeGroupMember(keeper, { groupId: own, userId: user.id, version: 1, validUntil: null })).rejects.toMatchObject(captured)
    expect(await fingerprint()).toBe(before)
    // They come back by asking, and a manager without rights over accounts renews as before.
    const { requestId } = await requestToJoin(await actorFor(user.id), { groupId: own, reason: 'Back again' })
    await decideGroupRequest(keeper, { requestId, version: 1, decision: 'approve' })
    await db.groupMember.updateMany({ data: { validUntil: longAgo() } })
    await approveGroup(system, { groupId: own })
    await trustGroup(system, { groupId: own })
    const manager = await person({ password: true })
    await db.groupMember.create({ data: { groupId: own, userId: manager.id, role: 'manager' } })
    expect(await renewGroupMember(await actorFor(manager.id), { groupId: own, userId: user.id, validUntil: null })).toMatchObject({
      changed: true,
    })
  })
})
