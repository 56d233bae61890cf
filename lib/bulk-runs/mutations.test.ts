import { beforeEach, expect, test } from 'vitest'
import { db } from '../core/db.ts'
import { asAdministrator, emptyTables, person } from '../testing/world.ts'
import { deactivateUsers } from './mutations.ts'

beforeEach(emptyTables)

test('try', async () => {
  const admin = await asAdministrator()
  const people = await Promise.all([person(), person({ password: true }), person()])
  const userIds = [admin.id, ...people.map(({ id }) => id), crypto.randomUUID()]
  console.log(JSON.stringify(await deactivateUsers(admin, { userIds, reason: 'x', preview: true }), null, 1))
  console.log(JSON.stringify(await deactivateUsers(admin, { search: '', reason: 'x', preview: true }), null, 1))
  console.log(JSON.stringify(await deactivateUsers(admin, { search: '', expected: 4, reason: 'x' }), null, 1))
  console.log(JSON.stringify(await deactivateUsers(admin, { userIds, reason: 'x' }), null, 1))
  expect(await db.bulkRun.count()).toBe(2)
})
