import { beforeEach, describe, expect, test } from 'vitest'
import { db } from '../core/db.ts'
import { grantRole } from '../roles/mutations.ts'
import { invite } from '../users/steps-create.ts'
import {
  actorFor,
  asAdministrator,
  asManager,
  asStranger,
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
import { approveGroup, trustGroup } from './mutations-flags.ts'
import { addGroupMember, addGroupMembers, changeGroupMember, leaveGroup, removeGroupMember, renewGroupMember } from './mutations-members.ts'

beforeEach(emptyTables)
const refused = (reason: string) => ({ code: 'RULE', detail: { reason } })
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000)
const memberIn = (groupId: string, userId: string) => db.groupMember.findUnique({ where: { groupId_userId: { groupId, userId } } })
const put = (groupId: string, userId: string, more: { role?: 'member' | 'manager'; validUntil?: Date } = {}) =>
  db.groupMember.create({ data: { groupId, userId, ...more } })
async function signedUp(reachGroupId: string | null, ...permissions: string[]) {
  const user = await person({ password: true })
  await grantRole(system, { userId: user.id, roleId: await makeRole(...permissions), reachGroupId })
  return { ...(await actorFor(user.id)), id: user.id }
}
const KEEPER = ['group:manage-members', 'user:read']

describe('addGroupMember', () => {
  test('adds once, says so when nothing changes, and begins anew what has ended', async () => {
    const admin = await asAdministrator()
    const [groupId, user] = [await group(), await person()]
    const end = inDays(3)
    expect(await addGroupMember(admin, { groupId, userId: user.id, validUntil: end })).toEqual({ changed: true })
    expect(await addGroupMember(admin, { groupId, userId: user.id, validUntil: end })).toEqual({ changed: false })
    expect(await memberIn(groupId, user.id)).toMatchObject({
      role: 'member',
      validUntil: end,
      addedById: admin.id,
      addedByLabel: admin.label,
    })
    await expect(addGroupMember(admin, { groupId, userId: user.id, role: 'manager' })).rejects.toMatchObject({
      code: 'CONFLICT',
      detail: { reason: 'OTHER_MEMBERSHIP', current: { role: 'member', validUntil: end.toISOString() } },
    })
    await db.groupMember.updateMany({ data: { validUntil: inDays(-1) } })
    expect(await addGroupMember(admin, { groupId, userId: user.id })).toEqual({ changed: true })
    expect(await memberIn(groupId, user.id)).toMatchObject({ validUntil: null, version: 2 })
    const events = (await auditOf(user.id)).filter(({ event }) => event.startsWith('group.'))
    expect(events.map(({ event, detail }) => [event, (detail as { groupId: string }).groupId])).toEqual([
      ['group.member-added', groupId],
      ['group.member-added', groupId],
    ])
    await expect(addGroupMember(admin, { groupId, userId: user.id, validUntil: inDays(-1) })).rejects.toMatchObject({ code: 'INVALID' })
  })
  test('captures nobody: users whom the actor may not look up are as unknown as those who are not there', async () => {
    const own = await group()
    const outsider = await person()
    const keeper = await signedUp(own, 'user:deactivate', ...KEEPER)
    const texts = await Promise.all(
      [outsider.id, '00000000-0000-4000-8000-000000000000'].map((userId) =>
        addGroupMember(keeper, { groupId: own, userId }).catch((error: Error & { code: string }) => `${error.code} ${error.message}`),
      ),
    )
    expect(new Set(texts)).toEqual(new Set([expect.stringMatching(/^NOT_FOUND/)]))
    expect(await addGroupMembers(keeper, { groupId: own, list: `${outsider.email}\n${outsider.username}` })).toMatchObject({
      added: 0,
      refused: 2,
    })
    expect(await db.groupMember.count()).toBe(0)
    await expect(addGroupMember(keeper, { groupId: await group(), userId: keeper.id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
  test.each([
    ['the group itself', false],
    ['a group above it', true],
  ])('gives nothing that the actor lacks of what %s holds, to nobody and not to themselves', async (_, above) => {
    const top = await group()
    const groupId = above ? await group(top) : top
    await grantRole(system, { groupId: top, roleId: roleId('ADMIN') })
    const manager = await asManager()
    const [friend, before] = [await person(), await fingerprint()]
    for (const userId of [manager.id, friend.id]) {
      await expect(addGroupMember(manager, { groupId, userId })).rejects.toMatchObject(refused('EXCEEDS_OWN_RIGHTS'))
      const { username } = await db.user.findUniqueOrThrow({ where: { id: userId } })
      await expect(addGroupMembers(manager, { groupId, list: username })).rejects.toMatchObject(refused('EXCEEDS_OWN_RIGHTS'))
    }
    expect(await fingerprint()).toBe(before)
  })
  test('gives nothing for longer than the actor has it', async () => {
    const groupId = await group()
    await grantRole(system, { groupId, roleId: roleId('Staff') })
    const user = await person({ password: true })
    const role = await makeRole('CAN_MANAGE_USERS', 'CAN_ACCESS_ADMIN_PANEL')
    await grantRole(system, { userId: user.id, roleId: role, validUntil: inDays(2) })
    const temporary = await actorFor(user.id)
    const friend = await person()
    await expect(addGroupMember(temporary, { groupId, userId: friend.id })).rejects.toMatchObject(refused('EXCEEDS_OWN_TIME'))
    expect(await addGroupMember(temporary, { groupId, userId: friend.id, validUntil: inDays(1) })).toEqual({ changed: true })
    await expect(renewGroupMember(temporary, { groupId, userId: friend.id, validUntil: null })).rejects.toMatchObject(
      refused('EXCEEDS_OWN_TIME'),
    )
  })
  test('makes managers only of what the actor has within the group, and asks for the password again when it gives rights', async () => {
    const groupId = await group()
    const user = await person()
    const keeper = await signedUp(groupId, 'group:manage-members', 'user:read')
    await join(groupId, keeper.id)
    await join(groupId, user.id)
    await expect(changeGroupMember(keeper, { groupId, userId: user.id, version: 1, role: 'manager' })).rejects.toMatchObject(
      refused('EXCEEDS_OWN_RIGHTS'),
    )
    const reader = await signedUp(groupId, 'group:manage-members', 'user:read', 'group:read')
    expect(await changeGroupMember(reader, { groupId, userId: user.id, version: 1, role: 'manager' })).toEqual({
      changed: true,
      version: 2,
    })
    const stale = await actorFor(reader.id, Date.now() - 3_600_000)
    await changeGroupMember(stale, { groupId, userId: user.id, version: 2, role: 'member' })
    await expect(changeGroupMember(stale, { groupId, userId: user.id, version: 3, role: 'manager' })).rejects.toMatchObject({
      detail: { reason: 'REAUTHENTICATE' },
    })
  })
  test('replaces the open link of somebody without a password when rights come with it', async () => {
    const [plain, rich] = [await group(), await group()]
    await grantRole(system, { groupId: rich, roleId: roleId('Staff') })
    const user = await person()
    const open = () => db.oneTimeToken.findMany({ where: { userId: user.id, voidedAt: null }, select: { id: true } })
    await db.$transaction((tx) => invite(tx, user))
    const before = await open()
    await addGroupMember(system, { groupId: plain, userId: user.id })
    expect(await open()).toEqual(before)
    await addGroupMember(system, { groupId: rich, userId: user.id })
    const after = await open()
    expect(after).toHaveLength(1)
    expect(after).not.toEqual(before)
  })
  test('32 at once are one', async () => {
    const admin = await asAdministrator()
    const [groupId, user] = [await group(), await person()]
    const results = await Promise.allSettled(Array.from({ length: 32 }, () => addGroupMember(admin, { groupId, userId: user.id })))
    expect(results.filter((result) => result.status === 'fulfilled' && result.value.changed)).toHaveLength(1)
    // On a machine that is busy the last in line may be told to come back; nobody is told anything else.
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'UNAVAILABLE' })
    expect((await auditOf(user.id)).filter(({ event }) => event === 'group.member-added')).toHaveLength(1)
  })
})

test('addGroupMembers gives every line its result', async () => {
  const admin = await asAdministrator()
  const groupId = await group()
  const [ann, bob, eve, late, gone] = [await person(), await person(), await person(), await person(), await person()]
  await put(groupId, bob.id)
  await put(groupId, eve.id, { role: 'manager' })
  await put(groupId, late.id, { validUntil: inDays(-3) })
  await db.user.update({ where: { id: gone.id }, data: { status: 'DELETED', statusBeforeDelete: 'ACTIVE' } })
  const lines = [
    ann.email.toUpperCase(),
    bob.username,
    `Eve <${eve.email}>`,
    late.username,
    gone.email,
    'nobody@example.org',
    ann.username,
    '',
    ' ',
  ]
  const answer = await addGroupMembers(admin, { groupId, list: lines.join('\r\n') })
  expect(answer.results.map(({ result, reason }) => [result, reason])).toEqual([
    ['added', ''],
    ['unchanged', 'ALREADY_MEMBER'],
    ['refused', 'OTHER_MEMBERSHIP'],
    ['changed', 'RENEWED'],
    ['refused', 'BAD_STATUS'],
    ['refused', 'NOT_FOUND'],
    ['unchanged', 'REPEATED'],
  ])
  expect(answer).toMatchObject({ added: 1, changed: 1, unchanged: 2, refused: 3 })
  expect(await memberIn(groupId, eve.id)).toMatchObject({ role: 'manager', version: 1 })
  expect(await memberIn(groupId, late.id)).toMatchObject({ validUntil: null })
  await expect(addGroupMembers(admin, { groupId, list: ' \n ' })).rejects.toMatchObject({ code: 'INVALID' })
  await expect(
    addGroupMembers(admin, { groupId, list: Array.from({ length: 1_001 }, (_, n) => `u${n}`).join('\n') }),
  ).rejects.toMatchObject({ code: 'INVALID' })
})

describe('change, renew, remove, leave', () => {
  test('a stale change is refused, an ended membership is renewed, an earlier end is no renewal', async () => {
    const admin = await asAdministrator()
    const [groupId, user] = [await group(), await person()]
    await put(groupId, user.id, { validUntil: inDays(5) })
    expect(await changeGroupMember(admin, { groupId, userId: user.id, version: 1, role: 'manager' })).toEqual({ changed: true, version: 2 })
    await expect(changeGroupMember(admin, { groupId, userId: user.id, version: 1, role: 'member' })).rejects.toMatchObject({
      code: 'CONFLICT',
      detail: { reason: 'STALE', current: { version: 2, role: 'manager' } },
    })
    await expect(renewGroupMember(admin, { groupId, userId: user.id, validUntil: inDays(4) })).rejects.toMatchObject(refused('NOT_LATER'))
    expect(await renewGroupMember(admin, { groupId, userId: user.id, validUntil: inDays(30) })).toMatchObject({ changed: true })
    await db.groupMember.updateMany({ data: { validUntil: inDays(-1) } })
    await expect(changeGroupMember(admin, { groupId, userId: user.id, version: 3, role: 'member' })).rejects.toMatchObject(refused('ENDED'))
    expect(await renewGroupMember(admin, { groupId, userId: user.id, validUntil: '' })).toMatchObject({ changed: true })
    expect(await memberIn(groupId, user.id)).toMatchObject({ role: 'manager', validUntil: null })
    const last = (await auditOf(user.id)).at(-1)
    expect(last).toMatchObject({ event: 'group.member-changed', changes: { validUntil: { after: null } } })
  })
  test('removing takes away only what the actor holds; who has ended, and who is not there, is nobody’s loss', async () => {
    const groupId = await group()
    await grantRole(system, { groupId, roleId: roleId('Auditor') })
    const [user, ended] = [await person(), await person()]
    await put(groupId, user.id)
    await put(groupId, ended.id, { validUntil: inDays(-1) })
    const manager = await asManager()
    await expect(removeGroupMember(manager, { groupId, userId: user.id })).rejects.toMatchObject(refused('EXCEEDS_OWN_RIGHTS'))
    await expect(changeGroupMember(manager, { groupId, userId: user.id, version: 1, validUntil: inDays(1) })).rejects.toMatchObject(
      refused('EXCEEDS_OWN_RIGHTS'),
    )
    expect(await removeGroupMember(manager, { groupId, userId: ended.id })).toEqual({ changed: true })
    expect(await removeGroupMember(manager, { groupId, userId: ended.id })).toEqual({ changed: false })
    expect(await leaveGroup(await actorFor(user.id), { groupId })).toEqual({ changed: true })
    expect((await auditOf(user.id)).at(-1)).toMatchObject({ event: 'group.member-left', actorId: user.id })
    await expect(leaveGroup(await actorFor(user.id), { groupId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
  test('no road ends the last administrator, also when two go at once', async () => {
    const groupId = await group()
    await grantRole(system, { groupId, roleId: roleId('ADMIN') })
    const [one, other] = [await person({ password: true }), await person({ password: true })]
    await put(groupId, one.id)
    const [first] = [await actorFor(one.id)]
    const end = inDays(1)
    await expect(leaveGroup(first, { groupId })).rejects.toMatchObject(refused('LAST_ADMINISTRATOR'))
    await expect(removeGroupMember(first, { groupId, userId: one.id })).rejects.toMatchObject(refused('LAST_ADMINISTRATOR'))
    await expect(changeGroupMember(first, { groupId, userId: one.id, version: 1, validUntil: end })).rejects.toMatchObject(
      refused('LAST_ADMINISTRATOR'),
    )
    await put(groupId, other.id)
    const second = await actorFor(other.id)
    const results = await Promise.allSettled([
      removeGroupMember(first, { groupId, userId: other.id }),
      leaveGroup(first, { groupId }),
      removeGroupMember(second, { groupId, userId: one.id }),
      changeGroupMember(second, { groupId, userId: other.id, version: 1, validUntil: end }),
    ])
    expect(results.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0)
    const [{ count }] = (await db.$queryRaw`select count(*)::int as count from administrators`) as [{ count: number }]
    expect(count).toBe(1)
  })
})

describe('managers of a group', () => {
  test.each(['member role', 'ownership'] as const)(
    'by %s: see and remove; with trust they manage who is in it, until their end',
    async (how) => {
      const groupId = await group()
      const below = await group(groupId)
      const [user, other] = [await person({ password: true }), await person({ password: true })]
      const manage = () =>
        how === 'ownership'
          ? db.group.update({ where: { id: groupId }, data: { ownerId: user.id } })
          : put(groupId, user.id, { role: 'manager' })
      await manage()
      await put(groupId, other.id)
      await put(below, other.id, { validUntil: inDays(1) })
      const untrusted = await actorFor(user.id)
      await expect(renewGroupMember(untrusted, { groupId: below, userId: other.id, validUntil: null })).rejects.toMatchObject({
        code: 'FORBIDDEN',
      })
      expect(await removeGroupMember(untrusted, { groupId, userId: other.id })).toEqual({ changed: true })
      await expect(removeGroupMember(untrusted, { groupId: await group(), userId: other.id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
      await approveGroup(system, { groupId })
      await trustGroup(system, { groupId })
      const trusted = await actorFor(user.id)
      expect(await renewGroupMember(trusted, { groupId: below, userId: other.id, validUntil: null })).toMatchObject({ changed: true })
      // A manager may not look up users by name: those outside come in by their own request.
      await expect(addGroupMember(trusted, { groupId, userId: other.id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
      if (how === 'member role') {
        await db.groupMember.update({ where: { groupId_userId: { groupId, userId: user.id } }, data: { validUntil: inDays(-1) } })
        await expect(removeGroupMember(await actorFor(user.id), { groupId: below, userId: other.id })).rejects.toMatchObject({
          code: 'FORBIDDEN',
        })
      }
    },
  )
  test('a stranger does nothing', async () => {
    const stranger = await asStranger()
    const groupId = await group()
    for (const call of [
      () => addGroupMember(stranger, { groupId, userId: stranger.id }),
      () => removeGroupMember(stranger, { groupId, userId: stranger.id }),
      () => addGroupMembers(stranger, { groupId, list: 'x' }),
    ])
      await expect(call()).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})
