import { beforeAll, expect, test } from 'vitest'
import { db, sql } from '../core/db.ts'
import { sql as raw } from 'kysely'
import { grantRole } from '../roles/mutations.ts'
import { actorFor, asAdministrator, emptyTables, group, join, makeRole, person, system } from '../testing/world.ts'
import type { Actor } from '../core/actor.ts'
import { conditionOf } from './conditions.ts'
import { usersList } from './list.ts'
import { listUsers } from './queries.ts'

let admin: Actor
let [top, below, other] = ['', '', '']
const people: Record<'top' | 'below' | 'ended' | 'other', string> = { top: '', below: '', ended: '', other: '' }

beforeAll(async () => {
  await emptyTables()
  admin = await asAdministrator()
  top = await group()
  below = await group(top)
  other = await group()
  for (const name of Object.keys(people) as (keyof typeof people)[]) people[name] = (await person()).id
  await join(top, people.top)
  await join(below, people.below)
  await join(other, people.other)
  await join(top, people.ended)
  await db.groupMember.updateMany({ where: { userId: people.ended }, data: { validUntil: new Date(Date.now() - 1_000) } })
})

const found = async (actor: Actor, wanted: string) => {
  const { users, group } = await listUsers(actor, { group: wanted })
  return { ids: users.map(({ id }) => id).sort(), group }
}

test('finds who is in the group or in one below it now, by id and by name in any case', async () => {
  const { name } = await db.group.findUniqueOrThrow({ where: { id: top }, select: { name: true } })
  const expected = { ids: [people.top, people.below].sort(), group: name }
  expect(await found(admin, top)).toEqual(expected)
  expect(await found(admin, name.toUpperCase())).toEqual(expected)
  expect((await found(admin, below)).ids).toEqual([people.below])
})

test('means the same when thousands match', async () => {
  const params = usersList.strict.parse({ group: top })
  for (const many of [false, true]) {
    const { rows } = await raw<{ id: string }>`select id from users where ${conditionOf(admin, params, { many })}`.execute(sql)
    expect(rows.map(({ id }) => id).sort(), String(many)).toEqual([people.top, people.below].sort())
  }
})

test('finds nobody by a group that is not there or that the viewer may not see, and does not name it', async () => {
  expect(await found(admin, crypto.randomUUID())).toEqual({ ids: [], group: null })
  expect(await found(admin, 'no group has this name')).toEqual({ ids: [], group: null })
  const viewer = await person({ password: true })
  await grantRole(system, { userId: viewer.id, roleId: await makeRole('user:read') })
  await grantRole(system, { userId: viewer.id, roleId: await makeRole('group:read'), reachGroupId: other })
  const limited = await actorFor(viewer.id)
  expect(await found(limited, top)).toEqual({ ids: [], group: null })
  expect((await found(limited, other)).ids).toEqual([people.other])
  await grantRole(system, { userId: viewer.id, roleId: await makeRole('group:read'), reachGroupId: below })
  expect((await found(await actorFor(viewer.id), top)).ids, 'the group above one’s own').toEqual([])
})
