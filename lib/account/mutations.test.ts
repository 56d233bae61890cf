import { afterAll, beforeEach, expect, test } from 'vitest'
import { systemActor } from '../core/actor.ts'
import { closeDatabase, db } from '../core/db.ts'
import { grantRole } from '../roles/mutations.ts'
import { actorFor, auditOf, emptyTables, fingerprint, group, join, person, roleId, system } from '../testing/world.ts'
import { updateAccount, updatePreferences } from './mutations.ts'
import { getAccount, myRoles } from './queries.ts'
import { ownPreferences } from './schema.ts'

beforeEach(emptyTables)
afterAll(closeDatabase)

test('one edits one’s own profile; what is absent stays, and only changes are recorded', async () => {
  const user = await person({ bio: 'Old.' })
  const actor = await actorFor(user.id)
  expect(await updateAccount(actor, { version: 1, firstName: 'Aino', organisation: ' Harbour ', publicProfile: 'off' })).toEqual({
    version: 2,
  })
  expect(await getAccount(actor, {})).toMatchObject({
    firstName: 'Aino',
    organisation: 'Harbour',
    bio: 'Old.',
    publicProfile: false,
    version: 2,
  })
  expect((await auditOf(user.id)).at(-1)).toMatchObject({
    event: 'account.updated',
    changes: {
      firstName: { before: 'Pat', after: 'Aino' },
      organisation: { after: 'Harbour' },
      publicProfile: { before: true, after: false },
    },
  })
  const rows = (await auditOf(user.id)).length
  expect(await updateAccount(actor, { version: 2, firstName: 'Aino' })).toEqual({ version: 2 })
  expect(await auditOf(user.id)).toHaveLength(rows)
  expect(await updateAccount(actor, { version: 2, organisation: '' })).toEqual({ version: 3 })
})

test('a stale edit is refused with what is saved now', async () => {
  const user = await person()
  const actor = await actorFor(user.id)
  await updateAccount(actor, { version: 1, firstName: 'First' })
  const before = await fingerprint()
  await expect(updateAccount(actor, { version: 1, firstName: 'Second', lastName: user.lastName })).rejects.toMatchObject({
    code: 'CONFLICT',
    detail: { reason: 'STALE', fields: { firstName: ['Saved now: “First”.'] }, current: { version: 2 } },
  })
  expect(await fingerprint()).toBe(before)
})

test('nothing but the profile can be set, and nobody else’s', async () => {
  const [user, other] = [await person(), await person()]
  const actor = await actorFor(user.id)
  const before = await fingerprint()
  for (const more of [
    { email: 'x@example.org' },
    { username: 'xyz' },
    { status: 'ACTIVE' },
    { id: other.id },
    { userId: other.id },
    { passwordHash: 'x' },
    { version: 2, extra: {} },
  ])
    await expect(updateAccount(actor, { version: 1, firstName: 'X', ...more })).rejects.toMatchObject({ code: 'INVALID' })
  await expect(updateAccount(systemActor('job'), { version: 1, firstName: 'X' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect(await fingerprint()).toBe(before)
})

test('preferences change one by one, and the account shows all of them', async () => {
  const user = await person()
  const actor = await actorFor(user.id)
  await db.user.update({ where: { id: user.id }, data: { preferences: { later: ['x'] } } })
  const usual = { rowsPerPage: 25, timeZone: '', locale: '', columns: [], approvalMail: 'each' }
  expect(await updatePreferences(actor, { theme: 'dark' })).toEqual({ ...usual, theme: 'dark' })
  expect(await updatePreferences(actor, { rowsPerPage: '50', timeZone: 'Europe/Helsinki' })).toMatchObject({
    theme: 'dark',
    rowsPerPage: 50,
  })
  expect((await getAccount(actor, {})).preferences).toEqual({ ...usual, theme: 'dark', rowsPerPage: 50, timeZone: 'Europe/Helsinki' })
  expect((await db.user.findUniqueOrThrow({ where: { id: user.id } })).preferences).toMatchObject({ later: ['x'] })
  for (const wrong of [
    { theme: 'pink' },
    { rowsPerPage: 26 },
    { timeZone: 'Mars/Olympus' },
    { locale: 'not a tag' },
    { columns: 'password' },
    { approvalMail: 'hourly' },
    { isAdmin: true },
  ])
    await expect(updatePreferences(actor, wrong)).rejects.toMatchObject({ code: 'INVALID' })
})

test('the columns of the users list are remembered in their order, the name always among them, and forgotten by an empty field', async () => {
  const actor = await actorFor((await person()).id)
  expect(await updatePreferences(actor, { columns: ['email', 'id', 'email'] })).toMatchObject({ columns: ['name', 'email', 'id'] })
  expect(await updatePreferences(actor, { columns: 'status' })).toMatchObject({ columns: ['name', 'status'] })
  expect(await updatePreferences(actor, { columns: '' })).toMatchObject({ columns: [] })
})

test('stored preferences are read leniently, field by field', () => {
  expect(ownPreferences.parse({ theme: 'dark', rowsPerPage: 7, timeZone: 3 })).toEqual({
    theme: 'dark',
    rowsPerPage: null,
    timeZone: '',
    locale: '',
    columns: [],
    approvalMail: 'each',
  })
  expect(ownPreferences.parse({ theme: 'dark', columns: ['email', 'gone'] })).toMatchObject({ theme: 'dark', columns: [] })
  for (const broken of [null, 'x', []]) expect(ownPreferences.parse(broken)).toMatchObject({ theme: 'system', rowsPerPage: null })
})

test('one sees one’s own roles, with where they come from', async () => {
  const user = await person()
  const actor = await actorFor(user.id)
  expect(await myRoles(actor, {})).toEqual([])
  const above = await group()
  await join(above, user.id)
  await grantRole(system, { userId: user.id, roleId: roleId('Auditor') })
  await db.grant.create({
    data: { id: crypto.randomUUID(), roleId: roleId('Staff'), groupId: above, grantedByLabel: 'Somebody' },
    select: { id: true },
  })
  const roles = await myRoles(actor, {})
  expect(roles.map((role) => [role.role, role.viaGroup === null, role.reach])).toEqual([
    ['Auditor', true, null],
    ['Staff', false, null],
  ])
  expect(await myRoles(await actorFor((await person()).id), {})).toEqual([])
})
