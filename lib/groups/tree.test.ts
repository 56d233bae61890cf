import { beforeEach, describe, expect, test } from 'vitest'
import { db } from '../core/db.ts'
import { grantRole } from '../roles/mutations.ts'
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

import { deleteGroup, moveGroup } from './mutations-tree.ts'
import { createGroup } from './mutations.ts'

beforeEach(emptyTables)
const refused = (reason: string) => ({ code: 'RULE', detail: { reason } })
/** Somebody with these permissions everywhere, or within the group. */
async function withRights(permissions: string[], reachGroupId: string | null = null) {
  const user = await person({ password: true })
  await grantRole(system, { userId: user.id, roleId: await makeRole(...permissions), reachGroupId })
  return { ...(await actorFor(user.id)), id: user.id }
}

describe('moveGroup', () => {
  test('moves a group with all below it, and refuses circles', async () => {
    const admin = await asAdministrator()
    const top = await group()
    const middle = await group(top)
    const leaf = await group(middle)
    await expect(moveGroup(admin, { groupId: top, version: 1, parentId: leaf })).rejects.toMatchObject(refused('CYCLE'))
    await expect(moveGroup(admin, { groupId: top, version: 1, parentId: top })).rejects.toMatchObject(refused('CYCLE'))
    expect(await moveGroup(admin, { groupId: middle, version: 1, parentId: top })).toEqual({ changed: false, version: 1 })
    expect(await moveGroup(admin, { groupId: middle, version: 1, parentId: null })).toEqual({ changed: true, version: 2 })
    expect(await db.groupTree.count({ where: { groupId: leaf, ancestorId: top } })).toBe(0)
    await expect(moveGroup(admin, { groupId: middle, version: 1, parentId: top })).rejects.toMatchObject({
      code: 'CONFLICT',
      detail: { reason: 'STALE' },
    })
  })
  test('of two moves that together make a circle exactly one is done', async () => {
    const admin = await asAdministrator()
    for (let round = 0; round < 5; round++) {
      const [one, other] = [await group(), await group()]
      const results = await Promise.allSettled([
        moveGroup(admin, { groupId: one, version: 1, parentId: other }),
        moveGroup(admin, { groupId: other, version: 1, parentId: one }),
      ])
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: refused('CYCLE') })
      expect(await db.group.count({ where: { id: { in: [one, other] }, parentId: null } })).toBe(1)
    }
  })
  test('gives members and holders above nothing that the actor lacks, and takes nothing', async () => {
    const [plain, rich, groupId] = [await group(), await group(), await group()]
    await join(groupId, (await person({ password: true })).id)
    await grantRole(system, { groupId: rich, roleId: roleId('Auditor') })
    const mover = await withRights(['group:update', 'group:read', 'user:read'])
    await expect(moveGroup(mover, { groupId, version: 1, parentId: rich })).rejects.toMatchObject(refused('EXCEEDS_OWN_RIGHTS'))
    await moveGroup(mover, { groupId, version: 1, parentId: plain })
    await moveGroup(system, { groupId, version: 2, parentId: rich })
    await expect(moveGroup(mover, { groupId, version: 3, parentId: plain })).rejects.toMatchObject(refused('EXCEEDS_OWN_RIGHTS'))
  })
  test('captures nobody: rights within the new place must be held within the old one', async () => {
    const [own, victims] = [await group(), await group()]
    const target = await person({ password: true })
    await join(victims, target.id)
    const user = await person({ password: true })
    await grantRole(system, { userId: user.id, roleId: await makeRole('group:update', 'group:read') })
    await grantRole(system, { userId: user.id, roleId: await makeRole('user:read', 'user:deactivate'), reachGroupId: own })
    await expect(moveGroup(await actorFor(user.id), { groupId: victims, version: 1, parentId: own })).rejects.toMatchObject(
      refused('EXCEEDS_OWN_RIGHTS'),
    )
  })
  test('needs the right over both places, and at the top everywhere', async () => {
    const own = await group()
    const below = await group(own)
    const other = await group()
    const actor = await withRights(['group:update', 'group:read'], own)
    await expect(moveGroup(actor, { groupId: below, version: 1, parentId: other })).rejects.toMatchObject({ code: 'INVALID' })
    await expect(moveGroup(actor, { groupId: below, version: 1, parentId: null })).rejects.toMatchObject({ code: 'INVALID' })
    await expect(moveGroup(actor, { groupId: other, version: 1, parentId: own })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
  test('never ends the last administrator', async () => {
    const [top, below] = [await group(), await group()]
    await moveGroup(system, { groupId: below, version: 1, parentId: top })
    await grantRole(system, { groupId: top, roleId: roleId('ADMIN') })
    const only = await person({ password: true })
    await join(below, only.id)
    const actor = await actorFor(only.id)
    await expect(moveGroup(actor, { groupId: below, version: 2, parentId: null })).rejects.toMatchObject(refused('LAST_ADMINISTRATOR'))
    await asAdministrator()
    expect(await moveGroup(actor, { groupId: below, version: 2, parentId: null })).toMatchObject({ changed: true })
  })
})

describe('deleteGroup', () => {
  test('says what goes, refuses while there are groups below, and takes all with it when the name is typed', async () => {
    const admin = await asAdministrator()
    const { groupId } = await createGroup(admin, { name: 'Old lab' })
    const child = await group(groupId)
    const user = await person({ password: true })
    await join(groupId, user.id)
    await grantRole(system, { groupId, roleId: roleId('Staff') })
    await grantRole(system, { userId: user.id, roleId: roleId('Group manager'), reachGroupId: groupId })
    await db.groupRequest.create({ data: { id: crypto.randomUUID(), groupId, userId: admin.id } })
    const before = await fingerprint()
    expect(await deleteGroup(admin, { groupId, preview: true })).toEqual({
      preview: true,
      members: 1,
      subGroups: 1,
      grantsHeld: 1,
      grantsLimited: 1,
      requests: 1,
      banners: 0,
      whyNot: { reason: 'SUB_GROUPS', message: expect.any(String) },
    })
    await expect(deleteGroup(admin, { groupId, name: 'Old lab' })).rejects.toMatchObject(refused('SUB_GROUPS'))
    await expect(deleteGroup(admin, { groupId: child, name: 'x' })).rejects.toMatchObject(refused('NOT_CONFIRMED'))
    expect(await fingerprint()).toBe(before)
    await db.group.delete({ where: { id: child } })
    await deleteGroup(admin, { groupId, name: 'Old lab' })
    expect(await db.group.count({ where: { id: groupId } })).toBe(0)
    expect(await db.grant.count({ where: { userId: user.id } })).toBe(0)
    expect((await auditOf(groupId)).at(-1)).toMatchObject({ event: 'group.deleted', detail: { members: 1, grants: 2, requests: 1 } })
  })
  test('takes from others nothing that the actor does not hold', async () => {
    const { groupId } = await createGroup(system, { name: 'Lab' })
    await grantRole(system, { groupId, roleId: roleId('Auditor') })
    const manager = await asManager('group:delete')
    expect(await deleteGroup(manager, { groupId, preview: true })).toMatchObject({ whyNot: { reason: 'EXCEEDS_OWN_RIGHTS' } })
    await expect(deleteGroup(manager, { groupId, name: 'Lab' })).rejects.toMatchObject(refused('EXCEEDS_OWN_RIGHTS'))
  })
  test('never ends the last administrator, and asks for the password again', async () => {
    const { groupId } = await createGroup(system, { name: 'Admins' })
    await grantRole(system, { groupId, roleId: roleId('ADMIN') })
    const only = await person({ password: true })
    await join(groupId, only.id)
    await expect(deleteGroup(await actorFor(only.id), { groupId, name: 'Admins' })).rejects.toMatchObject(refused('LAST_ADMINISTRATOR'))
    const stale = await actorFor(only.id, Date.now() - 3_600_000)
    await expect(deleteGroup(stale, { groupId, name: 'Admins' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
      detail: { reason: 'REAUTHENTICATE' },
    })
    expect(await deleteGroup(stale, { groupId, preview: true })).toMatchObject({ preview: true })
  })
})
