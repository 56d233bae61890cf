import { beforeAll, expect, test } from 'vitest'
import type { Actor } from '../core/actor.ts'
import { db } from '../core/db.ts'
import { addGroupMember } from '../groups/mutations-members.ts'
import { grantRole } from '../roles/mutations.ts'
import { actorFor, asAdministrator, asStranger, emptyTables, group, makeRole, person, system } from '../testing/world.ts'
import { namedFields } from './named-fields.ts'

const read = namedFields(addGroupMember, { groups: ['groupId'], users: ['userId'] })
const form = (fields: Record<string, string>) => {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) data.set(name, value)
  return data
}
const refusal = (field: string) => ({ code: 'INVALID', detail: { fields: { [field]: [expect.stringContaining('has exactly this')] } } })

let admin: Actor
let [groupId, name] = ['', '']
beforeAll(async () => {
  await emptyTables()
  admin = await asAdministrator()
  groupId = await group()
  name = 'North 50% of_it'
  await db.group.update({ where: { id: groupId }, data: { name }, select: { id: true } })
  await db.group.update({ where: { id: await group() }, data: { name: `${name} and more` }, select: { id: true } })
})

test('puts the id in place of a name in any case, a username or an e-mail address, and keeps everything else', async () => {
  const { id, username, email } = await person()
  for (const userId of [username.toUpperCase(), ` ${email} `, id])
    expect(await read(form({ groupId: name.toUpperCase(), userId, role: 'manager' }), admin)).toEqual({
      groupId,
      userId: id,
      role: 'manager',
    })
  expect(await read(form({ groupId, userId: '' }), admin)).toEqual({ groupId, userId: '' })
})

test('refuses on its field what is not exactly a name', async () => {
  await expect(read(form({ groupId: 'North', userId: '' }), admin)).rejects.toMatchObject(refusal('groupId'))
  await expect(read(form({ groupId, userId: 'nobody.has.this' }), admin)).rejects.toMatchObject(refusal('userId'))
  await expect(read(form({ groupId, userId: 'not an@address' }), admin)).rejects.toMatchObject(refusal('userId'))
})

test('what is out of reach reads like what is not there', async () => {
  const hidden = await person()
  const viewer = await person({ password: true })
  await grantRole(system, { userId: viewer.id, roleId: await makeRole('group:read', 'user:read'), reachGroupId: await group() })
  for (const actor of [await actorFor(viewer.id), await asStranger()]) {
    await expect(read(form({ groupId: name }), actor)).rejects.toMatchObject(refusal('groupId'))
    await expect(read(form({ groupId, userId: hidden.username }), actor)).rejects.toMatchObject(refusal('userId'))
  }
})
