import { beforeEach, describe, expect, test } from 'vitest'
import { listUserActivity } from '../audit/queries.ts'
import { anonymousActor } from '../core/actor.ts'
import { db } from '../core/db.ts'
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
import { setPasswordWithLink } from '../passwords/mutations.ts'
import { createUsers } from '../users/mutations-import.ts'
import { createUser, updateUser } from '../users/mutations.ts'
import { listUsers } from '../users/queries.ts'
import { changeGrant, endGrant, grantRole } from './mutations.ts'

beforeEach(emptyTables)

/** Somebody who holds these permissions within one group. */
async function within(groupId: string, ...permissions: string[]) {
  const user = await person({ password: true })
  await grantRole(system, { userId: user.id, roleId: await makeRole(...permissions), reachGroupId: groupId })
  return { ...(await actorFor(user.id)), id: user.id }
}
const newUser = (name: string, groupId: string) => ({ username: name, email: `${name}@example.org`, groupId })
const holds = (groupId: string, role: string) => db.grant.create({ data: { id: newId(), roleId: role, groupId }, select: { id: true } })

describe('creating users in a group that holds roles', () => {
  test('is no way to rights that the creator does not have, also through the group above and the import', async () => {
    const top = await group()
    const below = await group(top)
    await holds(top, roleId('ADMIN'))
    const actor = await within(below, 'CAN_MANAGE_USERS')
    const before = await fingerprint()
    const refused = { code: 'RULE', detail: { reason: 'EXCEEDS_OWN_RIGHTS' } }
    await expect(createUser(actor, newUser('mole', below))).rejects.toMatchObject(refused)
    await expect(createUsers(actor, { users: [{ username: 'mole', email: 'mole@example.org' }], groupId: below })).rejects.toMatchObject(
      refused,
    )
    expect(await fingerprint()).toBe(before)
  })

  test('goes through when the creator has them all, or the group gives none', async () => {
    const [plain, staffed] = [await group(), await group()]
    await holds(staffed, roleId('Staff'))
    await expect(createUser(await within(plain, 'CAN_MANAGE_USERS'), newUser('one', plain))).resolves.toMatchObject({
      userId: expect.any(String),
    })
    await expect(createUser(await asAdministrator(), newUser('two', staffed))).resolves.toMatchObject({ userId: expect.any(String) })
  })

  test('adding to a group takes the right to do that in this group, not in another', async () => {
    const [mine, other] = [await group(), await group()]
    const user = await person({ password: true })
    await grantRole(system, { userId: user.id, roleId: await makeRole('user:create') })
    await grantRole(system, { userId: user.id, roleId: await makeRole('group:manage-members'), reachGroupId: mine })
    const actor = await actorFor(user.id)
    await expect(createUser(actor, newUser('three', other))).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(createUser(actor, newUser('four', mine))).resolves.toMatchObject({ userId: expect.any(String) })
  })
})

describe('the right to give roles within a group', () => {
  test('gives nothing that reaches further, not even what is held everywhere or a role without permissions', async () => {
    const mine = await group()
    const member = await person()
    await join(mine, member.id)
    const actor = await within(mine, 'user:read', 'role:assign')
    const everywhere = await makeRole('user:read')
    await grantRole(system, { userId: actor.id, roleId: everywhere })
    const now = await actorFor(actor.id)
    for (const role of [everywhere, roleId('VIEWER')])
      await expect(grantRole(now, { userId: member.id, roleId: role })).rejects.toMatchObject({ detail: { reason: 'OUT_OF_REACH' } })
    await expect(grantRole(now, { userId: member.id, roleId: everywhere, reachGroupId: mine })).resolves.toMatchObject({ changed: true })
  })

  test('takes nothing that reaches further', async () => {
    const mine = await group()
    const member = await person()
    await join(mine, member.id)
    const { grantId } = await grantRole(system, { userId: member.id, roleId: roleId('VIEWER') })
    const actor = await within(mine, 'user:read', 'role:assign')
    await expect(endGrant(actor, { userId: member.id, grantId })).rejects.toMatchObject({ detail: { reason: 'OUT_OF_REACH' } })
    expect(await db.grant.count({ where: { id: grantId } })).toBe(1)
  })
})

describe('a role for somebody who has no password yet', () => {
  test('makes the link worthless that their creator was shown, and mails a new one', async () => {
    const creator = await asManager()
    const { userId, setPasswordLink } = await createUser(creator, { username: 'heir.apparent', email: 'heir@example.org' })
    await grantRole(await asAdministrator(), { userId, roleId: roleId('ADMIN') })
    const token = new URL(setPasswordLink).searchParams.get('token')
    const nobody = anonymousActor({ id: newId(), ip: '192.0.2.7', userAgent: null })
    await expect(setPasswordWithLink(nobody, { token, password: 'a long enough password of theirs' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    expect(await db.outboxMessage.count({ where: { userId, template: 'invitation' } })).toBe(2)
    expect(await db.oneTimeToken.count({ where: { userId, usedAt: null, voidedAt: null } })).toBe(1)
  })
  test('mails nothing to whoever has a password, or never had a link', async () => {
    const [settled, imported] = [await person({ password: true }), await person()]
    await db.oneTimeToken.deleteMany({ where: { userId: imported.id } })
    const before = await db.outboxMessage.count()
    for (const { id } of [settled, imported]) await grantRole(system, { userId: id, roleId: roleId('Staff') })
    expect(await db.outboxMessage.count()).toBe(before)
  })
})

describe('rights that end', () => {
  const hour = (n: number) => new Date(Date.now() + n * 3_600_000)

  test('are not given for longer, neither to oneself nor to others, and not by creating users', async () => {
    const user = await person({ password: true })
    const friend = await person()
    const { grantId } = await grantRole(system, { userId: user.id, roleId: roleId('ADMIN'), validUntil: hour(2) })
    const actor = await actorFor(user.id)
    const tooLong = { code: 'RULE', detail: { reason: 'EXCEEDS_OWN_TIME' } }
    await expect(changeGrant(actor, { userId: user.id, grantId, validUntil: null })).rejects.toMatchObject(tooLong)
    await expect(changeGrant(actor, { userId: user.id, grantId, validUntil: hour(3) })).rejects.toMatchObject(tooLong)
    await expect(grantRole(actor, { userId: friend.id, roleId: roleId('ADMIN') })).rejects.toMatchObject(tooLong)
    await expect(grantRole(actor, { userId: friend.id, roleId: roleId('Staff'), validUntil: hour(3) })).rejects.toMatchObject(tooLong)
    const created = createUser(actor, { username: 'heir', email: 'heir@example.org', roleIds: [roleId('Staff')] })
    await expect(created).rejects.toMatchObject(tooLong)
    const staffed = await group()
    await holds(staffed, roleId('Staff'))
    await expect(createUser(actor, newUser('heir', staffed))).rejects.toMatchObject(tooLong)
    await expect(grantRole(actor, { userId: friend.id, roleId: roleId('Staff'), validUntil: hour(1) })).resolves.toMatchObject({
      changed: true,
    })
  })

  test('do not limit what is held without end in another way', async () => {
    const user = await person({ password: true })
    const friend = await person()
    await grantRole(system, { userId: user.id, roleId: roleId('ADMIN'), validUntil: hour(2) })
    await grantRole(system, { userId: user.id, roleId: roleId('Staff') })
    const actor = await actorFor(user.id)
    await expect(grantRole(actor, { userId: friend.id, roleId: roleId('Staff') })).resolves.toMatchObject({ changed: true })
  })
})

describe('what lists and logs tell', () => {
  test('the filter for a role is for those who may see the roles of these users', async () => {
    const [mine, other] = [await group(), await group()]
    const [inside, outside] = [await person(), await person()]
    await join(mine, inside.id)
    await join(other, outside.id)
    for (const { id } of [inside, outside]) await grantRole(system, { userId: id, roleId: roleId('Auditor') })
    const user = await person({ password: true })
    await grantRole(system, { userId: user.id, roleId: await makeRole('user:read') })
    const filter = { role: roleId('Auditor') }
    expect(await listUsers(await actorFor(user.id), filter)).toMatchObject({ users: [], count: 0 })
    await grantRole(system, { userId: user.id, roleId: await makeRole('role:read'), reachGroupId: mine })
    const { users, count } = await listUsers(await actorFor(user.id), filter)
    expect([users.map(({ id }) => id), count]).toEqual([[inside.id], 1])
  })

  test('whoever reads the log within a group does not read what its members did to others', async () => {
    const mine = await group()
    const [inside, outside, admin] = [await person(), await person(), await asAdministrator()]
    for (const id of [inside.id, admin.id]) await join(mine, id)
    await updateUser(admin, { userId: outside.id, version: outside.version, organisation: 'Secret Ltd' })
    await updateUser(admin, { userId: inside.id, version: inside.version, organisation: 'Known Ltd' })
    const auditor = await within(mine, 'user:read', 'audit:read')
    const { entries } = await listUserActivity(auditor, { userId: admin.id })
    expect(JSON.stringify(entries)).not.toContain('Secret Ltd')
    expect(entries.map(({ targetId }) => targetId)).toEqual(expect.arrayContaining([inside.id]))
    expect(JSON.stringify((await listUserActivity(await asAdministrator(), { userId: admin.id })).entries)).toContain('Secret Ltd')
    expect(await auditOf(outside.id)).not.toEqual([])
  })
})
