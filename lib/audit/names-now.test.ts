import { beforeEach, expect, test } from 'vitest'
import { db, pool } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { addGroupMember } from '../groups/mutations-members.ts'
import { moveGroup } from '../groups/mutations-tree.ts'
import { groupActivity } from '../groups/queries-group.ts'
import { grantRole } from '../roles/mutations.ts'
import { purgeUser, deleteUser } from '../users/mutations-lifecycle.ts'
import { updateUser } from '../users/mutations.ts'
import { actorFor, asAdministrator, asStranger, emptyTables, group, join, makeRole, pastEvents, person, system } from '../testing/world.ts'
import { exportAuditEvents } from './exports.ts'
import { sealAuditLog } from './mutations.ts'
import { getAuditEvent, getAuditState, listAuditEvents, listUserActivity } from './queries.ts'

beforeEach(emptyTables)

test('entries tell what the users in them are called now, and of those who are gone nothing', async () => {
  const admin = await asAdministrator()
  const user = await person({ firstName: 'Bo', lastName: 'Ek' })
  const about = async () => (await listAuditEvents(admin, { target: `user:${user.id}`, event: 'user.created' })).entries[0]
  await updateUser(admin, { userId: user.id, version: 1, lastName: 'Ekström' })
  expect(await about()).toMatchObject({ targetLabel: `Bo Ek (${user.username})`, targetNow: 'Bo Ekström', actorNow: null })
  const [edit] = (await listUserActivity(admin, { userId: user.id })).entries
  expect(edit).toMatchObject({ event: 'user.updated', actorId: admin.id, targetNow: 'Bo Ekström' })
  expect(edit?.actorNow).toBeTruthy()
  await deleteUser(admin, { userId: user.id })
  await purgeUser(admin, { userId: user.id, username: user.username })
  expect(await about()).toMatchObject({ targetLabel: `Bo Ek (${user.username})`, targetNow: null })
  expect(await getAuditEvent(admin, { eventId: (await about())?.id })).toMatchObject({ targetNow: null })
})

test('whoever may not see a user is told their name of then and not that they are there', async () => {
  const admin = await asAdministrator()
  const [mine, stranger] = [await group(), await asStranger()]
  const user = await person({ lastName: 'Ek' })
  await join(mine, user.id)
  await updateUser(admin, { userId: user.id, version: 1, lastName: 'Ekström' })
  const within = (...permissions: string[]) => ({ ...stranger, grants: new Map(permissions.map((name) => [name, [mine]] as const)) })
  const seen = async (...permissions: string[]) => (await listAuditEvents(within(...permissions), { event: 'user.updated' })).entries[0]
  expect(await seen('audit:read', 'user:read')).toMatchObject({ targetNow: 'Pat Ekström', actorNow: null, actorId: admin.id })
  expect(await seen('audit:read')).toMatchObject({ targetNow: null, actorNow: null })
})

test('a target that only looks like a user does not take the page away', async () => {
  const admin = await asAdministrator()
  const correlation = newId()
  await pool.query(
    `insert into audit_events (id, event, actor_kind, actor_label, target_type, target_id, target_label, correlation_id)
     values ($1, 'user.updated', 'system', 'x', 'user', 'no uuid at all', 'x', $2)`,
    [newId(), correlation],
  )
  expect((await listAuditEvents(admin, { correlation })).entries).toMatchObject([{ targetNow: null, targetId: 'no uuid at all' }])
})

test('the list brings along how far the log is sealed, as if it had been asked', async () => {
  const admin = await asAdministrator()
  const state = async () => (await listAuditEvents(admin, {})).state
  expect(await state()).toEqual(await getAuditState(admin, {}))
  await pastEvents(2)
  await sealAuditLog(system, {})
  expect(await getAuditState(admin, {})).toMatchObject({ seal: { number: 1 } })
  expect(await state()).toEqual(await getAuditState(admin, {}))
})

test('a reader within groups is not told which others somebody was put into, nor where their roles reach', async () => {
  const [own, secret] = [await group(), await group()]
  await db.group.update({ where: { id: secret }, data: { name: `Secret ${secret}` }, select: { id: true } })
  const user = await person()
  await addGroupMember(system, { groupId: own, userId: user.id })
  await addGroupMember(system, { groupId: secret, userId: user.id })
  await grantRole(system, { userId: user.id, roleId: await makeRole('user:read'), reachGroupId: secret })
  await grantRole(system, { groupId: own, roleId: await makeRole('user:read'), reachGroupId: secret })
  await moveGroup(system, { groupId: own, version: 1, parentId: secret })
  const reader = await person({ password: true })
  const role = await makeRole('user:read', 'group:read', 'audit:read', 'audit:export')
  await grantRole(system, { userId: reader.id, roleId: role, reachGroupId: own })
  const actor = await actorFor(reader.id)
  const { batches } = await exportAuditEvents(actor, {})
  const exported = []
  for await (const batch of batches) exported.push(...batch)
  const listed = await listAuditEvents(actor, {})
  const activities = [await listUserActivity(actor, { userId: user.id }), await groupActivity(actor, { groupId: own })]
  const one = await getAuditEvent(actor, { eventId: activities[0]?.entries[0]?.id })
  const told = JSON.stringify([listed, activities, exported, one])
  expect(told).not.toContain(secret)
  expect(told).toContain('(a group that you may not see)')
  expect(told).toContain(`"groupId":"${own}"`)
  expect(JSON.stringify(await listUserActivity(await asAdministrator(), { userId: user.id }))).toContain(`Secret ${secret}`)
})
