import { beforeAll, expect, test } from 'vitest'
import type { Actor } from '../core/actor.ts'
import { grantRole } from '../roles/mutations.ts'
import { actorFor, asAdministrator, emptyTables, group, join, makeRole, person, system } from '../testing/world.ts'
import { getGroupMember } from './queries-member.ts'
import { groupBranch } from './queries-tree.ts'

let admin: Actor
let [top, middle, leaf, side, other] = ['', '', '', '', '']
const within = async (...reach: string[]) => {
  const { id } = await person({ password: true })
  for (const reachGroupId of reach) await grantRole(system, { userId: id, roleId: await makeRole('group:read'), reachGroupId })
  return actorFor(id)
}
const shape = async (actor: Actor, open?: string) =>
  Object.fromEntries((await groupBranch(actor, { open })).map(({ parentId, groups }) => [parentId, groups.map(({ id }) => id).sort()]))

beforeAll(async () => {
  await emptyTables()
  admin = await asAdministrator()
  top = await group()
  middle = await group(top)
  leaf = await group(middle)
  side = await group(top)
  other = await group()
})

test('the tree is open down to one group, with all levels above it', async () => {
  expect(await shape(admin)).toEqual({ null: [top, other].sort() })
  expect(await shape(admin, top)).toEqual({ null: [top, other].sort(), [top]: [middle, side].sort() })
  expect(await shape(admin, middle)).toEqual({ null: [top, other].sort(), [top]: [middle, side].sort(), [middle]: [leaf] })
  expect(await shape(admin, leaf), 'nothing is below it').toEqual(await shape(admin, middle))
})

test('who is limited to groups begins with these, and opens nothing above or beside them', async () => {
  const actor = await within(middle, leaf)
  expect(await shape(actor)).toEqual({ null: [middle] })
  expect(await shape(actor, leaf)).toEqual({ null: [middle], [middle]: [leaf] })
  for (const hidden of [top, side, other, crypto.randomUUID()]) expect(await shape(actor, hidden)).toEqual({ null: [middle] })
})

test('a member is shown to who sees the group; the address only to who may look the user up', async () => {
  const { id, email } = await person()
  await join(leaf, id)
  expect(await getGroupMember(admin, { groupId: leaf, userId: id })).toMatchObject({
    id,
    email,
    isVisible: true,
    role: 'member',
    ended: false,
  })
  expect(await getGroupMember(await within(middle), { groupId: leaf, userId: id })).toMatchObject({ id, email: null, isVisible: false })
  await expect(getGroupMember(await within(side), { groupId: leaf, userId: id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(getGroupMember(admin, { groupId: side, userId: id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
