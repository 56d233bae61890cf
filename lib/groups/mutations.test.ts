import { beforeEach, describe, expect, test } from 'vitest'
import { db } from '../core/db.ts'
import { grantRole } from '../roles/mutations.ts'
import {
  actorFor,
  asAdministrator,
  asUserWith,
  auditOf,
  emptyTables,
  fingerprint,
  group,
  join,
  makeRole,
  person,
  system,
} from '../testing/world.ts'
import { approveGroup, revokeGroupApproval, revokeGroupTrust, trustGroup } from './mutations-flags.ts'
import { deleteGroup, moveGroup } from './mutations-tree.ts'
import { createGroup, updateGroup, upsertGroup } from './mutations.ts'

beforeEach(emptyTables)
const stored = (id: string) => db.group.findUniqueOrThrow({ where: { id } })
const refused = (reason: string) => ({ code: 'RULE', detail: { reason } })
/** Somebody with these permissions everywhere, or within the group. */
async function withRights(permissions: string[], reachGroupId: string | null = null) {
  const user = await person({ password: true })
  await grantRole(system, { userId: user.id, roleId: await makeRole(...permissions), reachGroupId })
  return { ...(await actorFor(user.id)), id: user.id }
}

describe('createGroup', () => {
  test('takes the fields of seed 000 and leaves the flags alone', async () => {
    const admin = await asAdministrator()
    const { groupId } = await createGroup(admin, {
      name: ' PyBerlin ',
      location: 'Berlin',
      url: 'https://example.org/py',
      urlType: 'meetup',
      startDate: '2011-05-01',
      description: 'Talks',
    })
    expect(await stored(groupId)).toMatchObject({
      name: 'PyBerlin',
      location: 'Berlin',
      urlType: 'meetup',
      startDate: new Date('2011-05-01'),
      approved: false,
      trusted: false,
      parentId: null,
      ownerId: null,
    })
    const [created] = await auditOf(groupId)
    expect(created).toMatchObject({ event: 'group.created', actorId: admin.id, targetLabel: 'PyBerlin' })
    for (const flag of ['approved', 'trusted', 'version', 'id', 'createdAt', 'members'])
      await expect(createGroup(admin, { name: 'Other', [flag]: true })).rejects.toMatchObject({ code: 'INVALID' })
  })
  test.each(['javascript:alert(1)', 'ftp://example.org', 'https://good.example@evil.example', 'https://', 'example.org', 'http:/x'])(
    'refuses %s as an address',
    async (url) => {
      await expect(createGroup(system, { name: 'One', url })).rejects.toMatchObject({
        code: 'INVALID',
        detail: { fields: { url: [expect.any(String)] } },
      })
    },
  )
  test('refuses a name that exists in any case, also when both are made at once', async () => {
    const results = await Promise.allSettled(['Berlin', 'BERLIN', 'berlin', 'bERLIN'].map((name) => createGroup(system, { name })))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const result of results)
      if (result.status === 'rejected')
        expect(result.reason).toMatchObject({ code: 'CONFLICT', detail: { fields: { name: ['A group with that name exists.'] } } })
    expect(await db.group.count()).toBe(1)
  })
  test('within groups only needs a parent that is in reach', async () => {
    const [own, other] = [await group(), await group()]
    const actor = await withRights(['group:create', 'group:read'], own)
    for (const parentId of [null, other, '00000000-0000-4000-8000-000000000000', ''])
      await expect(createGroup(actor, { name: 'New', parentId })).rejects.toMatchObject({
        code: 'INVALID',
        detail: { fields: { parentId: [expect.any(String)] } },
      })
    const { groupId } = await createGroup(actor, { name: 'New', parentId: own })
    expect((await stored(groupId)).parentId).toBe(own)
  })
  test('makes an owner only of whom the actor may look up, and gives no rights that they lack', async () => {
    const own = await group()
    const [inside, outside] = [await person({ password: true }), await person()]
    await join(own, inside.id)
    const limited = await withRights(['group:create', 'group:read', 'user:read', 'group:remove-members'], own)
    await expect(createGroup(limited, { name: 'A', parentId: own, ownerId: outside.id })).rejects.toMatchObject({ code: 'INVALID' })
    const { groupId } = await createGroup(limited, { name: 'A', parentId: own, ownerId: inside.id })
    expect([...(await actorFor(inside.id)).grants]).toContainEqual(['group:remove-members', [groupId]])
    const without = await withRights(['group:create', 'group:read', 'user:read'], own)
    await expect(createGroup(without, { name: 'B', parentId: own, ownerId: inside.id })).rejects.toMatchObject(
      refused('EXCEEDS_OWN_RIGHTS'),
    )
    expect(await db.group.count()).toBe(2)
  })
})

describe('updateGroup', () => {
  test('changes what is given and says what changed meanwhile to a stale edit', async () => {
    const admin = await asAdministrator()
    const { groupId } = await createGroup(admin, { name: 'One', location: 'Here', startDate: '2020-01-01' })
    expect(await updateGroup(admin, { groupId, version: 1, location: 'There', startDate: '' })).toEqual({
      groupId,
      version: 2,
      changed: ['location', 'startDate'],
    })
    expect(await stored(groupId)).toMatchObject({ name: 'One', location: 'There', startDate: null })
    expect(await updateGroup(admin, { groupId, version: 2, location: 'There' })).toMatchObject({ version: 2, changed: [] })
    await expect(updateGroup(admin, { groupId, version: 1, name: 'Two' })).rejects.toMatchObject({
      code: 'CONFLICT',
      detail: { reason: 'STALE', current: { version: 2 }, fields: { location: [expect.stringContaining('There')] } },
    })
    for (const flag of ['approved', 'trusted', 'parentId'])
      await expect(updateGroup(admin, { groupId, version: 2, [flag]: 'true' })).rejects.toMatchObject({ code: 'INVALID' })
  })
  test('does not take a group from an owner, nor give it, without holding what that is', async () => {
    const groupId = await group()
    const owner = await person({ password: true })
    await db.group.update({ where: { id: groupId }, data: { ownerId: owner.id } })
    const editor = await withRights(['group:update', 'group:read', 'user:read'])
    await expect(updateGroup(editor, { groupId, version: 1, ownerId: '' })).rejects.toMatchObject(refused('EXCEEDS_OWN_RIGHTS'))
    await expect(updateGroup(editor, { groupId, version: 1, ownerId: editor.id })).rejects.toMatchObject(refused('EXCEEDS_OWN_RIGHTS'))
    expect(await updateGroup(editor, { groupId, version: 1, ownerId: owner.id, location: 'X' })).toMatchObject({ changed: ['location'] })
  })
})

test('upsertGroup creates by name, changes what differs, and then changes nothing', async () => {
  const admin = await asAdministrator()
  const first = await upsertGroup(admin, { name: 'Lab', location: 'Oslo' })
  expect(first.outcome).toBe('created')
  expect(await upsertGroup(admin, { name: 'LAB', url: 'https://example.org' })).toEqual({ outcome: 'updated', groupId: first.groupId })
  expect(await upsertGroup(admin, { name: 'LAB' })).toEqual({ outcome: 'unchanged', groupId: first.groupId })
  expect(await stored(first.groupId)).toMatchObject({ name: 'LAB', location: 'Oslo', url: 'https://example.org' })
  const editor = await withRights(['group:update', 'group:read'])
  await expect(upsertGroup(editor, { name: 'New' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

describe('flags', () => {
  test('are idempotent; trust needs approval, and falls with it', async () => {
    const admin = await asAdministrator()
    const groupId = await group()
    const flags = async () => {
      const { approved, trusted } = await stored(groupId)
      return [approved, trusted]
    }
    await expect(trustGroup(admin, { groupId })).rejects.toMatchObject(refused('NOT_APPROVED'))
    expect(await approveGroup(admin, { groupId })).toEqual({ changed: true })
    expect(await approveGroup(admin, { groupId })).toEqual({ changed: false })
    expect(await trustGroup(admin, { groupId })).toEqual({ changed: true })
    expect(await trustGroup(admin, { groupId })).toEqual({ changed: false })
    expect(await flags()).toEqual([true, true])
    expect(await revokeGroupApproval(admin, { groupId })).toEqual({ changed: true, trustRevoked: true })
    expect(await revokeGroupApproval(admin, { groupId })).toEqual({ changed: false, trustRevoked: false })
    expect(await flags()).toEqual([false, false])
    await approveGroup(admin, { groupId })
    await trustGroup(admin, { groupId })
    expect(await revokeGroupTrust(admin, { groupId })).toEqual({ changed: true })
    expect(await revokeGroupTrust(admin, { groupId })).toEqual({ changed: false })
    expect(await flags()).toEqual([true, false])
    expect((await auditOf(groupId)).map(({ event }) => event)).toEqual([
      'group.approved',
      'group.trusted',
      'group.approval-revoked',
      'group.approved',
      'group.trusted',
      'group.trust-revoked',
    ])
  })
  test('each need their own permission', async () => {
    const groupId = await group()
    await approveGroup(system, { groupId })
    const approver = await withRights(['group:approve', 'group:update', 'group:read'])
    await expect(trustGroup(approver, { groupId })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(revokeGroupTrust(approver, { groupId })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(revokeGroupApproval(await withRights(['group:trust', 'group:update']), { groupId })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
  })
  test('trusting gives managers rights, so it needs them, without an end', async () => {
    const groupId = await group()
    await approveGroup(system, { groupId })
    const alone = await withRights(['group:trust', 'group:read'])
    await expect(trustGroup(alone, { groupId })).rejects.toMatchObject(refused('EXCEEDS_OWN_RIGHTS'))
    const user = await person({ password: true })
    const role = await makeRole('group:trust', 'group:manage-members', 'enrollment:read', 'enrollment:approve')
    await grantRole(system, { userId: user.id, roleId: role, validUntil: new Date(Date.now() + 86_400_000) })
    await expect(trustGroup(await actorFor(user.id), { groupId })).rejects.toMatchObject(refused('EXCEEDS_OWN_TIME'))
    expect((await stored(groupId)).trusted).toBe(false)
  })
})

test('an auditor changes nothing', async () => {
  const auditor = await asUserWith('Auditor')
  const groupId = await group()
  const before = await fingerprint()
  for (const call of [
    () => createGroup(auditor, { name: 'X' }),
    () => updateGroup(auditor, { groupId, version: 1, name: 'X' }),
    () => moveGroup(auditor, { groupId, version: 1, parentId: null }),
    () => deleteGroup(auditor, { groupId, name: 'X' }),
    () => approveGroup(auditor, { groupId }),
    () => trustGroup(auditor, { groupId }),
  ])
    await expect(call()).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect(await fingerprint()).toBe(before)
})
