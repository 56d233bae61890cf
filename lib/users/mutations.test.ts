import { beforeEach, describe, expect, test } from 'vitest'
import { updateAccount } from '../account/mutations.ts'
import { db } from '../core/db.ts'
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
import { createUser, updateUser, upsertUser } from './mutations.ts'
import { purgeUser, deleteUser } from './mutations-lifecycle.ts'
import { grantRole } from '../roles/mutations.ts'

beforeEach(emptyTables)
const ann = { username: 'ann.lee', email: 'Ann@Example.org', firstName: ' Ann ', lastName: 'Lee' }

describe('createUser', () => {
  test('creates an active user without a password, mails a link and returns it once', async () => {
    const admin = await asAdministrator()
    const { userId, setPasswordLink } = await createUser(admin, ann)
    const user = await db.user.findUniqueOrThrow({ where: { id: userId } })
    expect(user).toMatchObject({
      username: 'ann.lee',
      email: 'Ann@Example.org',
      firstName: 'Ann',
      fullName: 'Ann Lee',
      status: 'ACTIVE',
      passwordHash: null,
    })
    expect(setPasswordLink).toMatch(/^http:\/\/localhost:3000\/set-password\?token=[\w-]{43}$/)
    const token = await db.oneTimeToken.findFirstOrThrow({ where: { userId } })
    expect(setPasswordLink).not.toContain(token.tokenHash)
    expect(await db.outboxMessage.findMany({ where: { userId }, select: { template: true, toAddress: true } })).toEqual([
      { template: 'invitation', toAddress: 'Ann@Example.org' },
    ])
    expect((await auditOf(userId)).map((row) => [row.event, row.actorId, row.targetLabel])).toEqual([
      ['user.created', admin.id, 'Ann Lee (ann.lee)'],
    ])
  })
  test('gives the roles that were asked for, under the same rules as grantRole', async () => {
    const admin = await asAdministrator()
    const { userId } = await createUser(admin, { ...ann, roleIds: [roleId('Auditor')] })
    expect(await db.grant.findMany({ where: { userId }, select: { roleId: true, grantedById: true } })).toEqual([
      { roleId: roleId('Auditor'), grantedById: admin.id },
    ])
    const manager = await asManager()
    const before = await fingerprint()
    await expect(createUser(manager, { username: 'bob', email: 'b@example.org', roleIds: [roleId('ADMIN')] })).rejects.toMatchObject({
      code: 'RULE',
      detail: { reason: 'EXCEEDS_OWN_RIGHTS' },
    })
    expect(await fingerprint()).toBe(before)
  })
  test('asks for a fresh factor before it gives roles', async () => {
    const admin = await asAdministrator()
    const stale = await actorFor(admin.id, Date.now() - 11 * 60_000)
    await expect(createUser(stale, { ...ann, roleIds: [roleId('VIEWER')] })).rejects.toMatchObject({
      code: 'FORBIDDEN',
      detail: { reason: 'REAUTHENTICATE' },
    })
    await expect(createUser(stale, ann)).resolves.toBeTruthy()
  })
  test('refuses a password with the reason, unknown fields and mass assignment', async () => {
    const admin = await asAdministrator()
    await expect(createUser(admin, { ...ann, password: 'x' })).rejects.toMatchObject({
      code: 'INVALID',
      detail: { fields: { password: [expect.stringContaining('link')] } },
    })
    for (const field of ['id', 'status', 'version', 'passwordHash', 'emailVerifiedAt', 'createdAt', 'isAdmin', 'extra'])
      await expect(createUser(admin, { ...ann, [field]: 1 })).rejects.toMatchObject({
        code: 'INVALID',
        detail: { fields: { [field]: expect.anything() } },
      })
  })
  test('two users claiming one e-mail at once: one wins, the others get a conflict on that field', async () => {
    const admin = await asAdministrator()
    const tries = await Promise.allSettled(
      Array.from({ length: 32 }, (_, n) =>
        createUser(admin, { username: `racer${n}`, email: n % 2 ? 'race@example.org' : 'RACE@example.org' }),
      ),
    )
    expect(tries.filter((each) => each.status === 'fulfilled')).toHaveLength(1)
    for (const lost of tries)
      if (lost.status === 'rejected')
        expect(lost.reason).toMatchObject({ code: 'CONFLICT', detail: { fields: { email: [expect.any(String)] } } })
    expect(await db.user.count({ where: { username: { startsWith: 'racer' } } })).toBe(1)
    expect(
      await db.outboxMessage.count({
        where: { template: 'invitation', toAddress: { contains: 'example.org', startsWith: 'r', mode: 'insensitive' } },
      }),
    ).toBe(1)
  })
  test('never gives a used username to somebody else, in any case, also after the user is gone', async () => {
    const admin = await asAdministrator()
    const { userId } = await createUser(admin, ann)
    await deleteUser(admin, { userId })
    await purgeUser(admin, { userId, username: 'ann.lee' })
    await expect(createUser(admin, { ...ann, username: 'ANN.LEE' })).rejects.toMatchObject({
      code: 'CONFLICT',
      detail: { fields: { username: expect.anything() } },
    })
    await expect(createUser(admin, { ...ann, username: 'ann.lee2' })).resolves.toBeTruthy()
  })
  test('whoever creates within a group must put the user into that group', async () => {
    const [mine, other] = [await group(), await group()]
    const below = await group(mine)
    const creator = await person()
    await grantRole(system, { userId: creator.id, roleId: await makeRole('user:create', 'user:read'), reachGroupId: mine })
    const actor = await actorFor(creator.id)
    const before = await fingerprint()
    await expect(createUser(actor, ann)).rejects.toMatchObject({ code: 'INVALID', detail: { fields: { groupId: expect.anything() } } })
    await expect(createUser(actor, { ...ann, groupId: other })).rejects.toMatchObject({ code: 'RULE', detail: { reason: 'OUT_OF_REACH' } })
    expect(await fingerprint()).toBe(before)
    const { userId } = await createUser(actor, { ...ann, groupId: below })
    expect(await db.groupMember.findMany({ where: { userId }, select: { groupId: true } })).toEqual([{ groupId: below }])
  })
})

describe('updateUser', () => {
  test('changes what was given, counts the version up and records before and after', async () => {
    const admin = await asAdministrator()
    const user = await person({ organisation: 'Old' })
    const answer = await updateUser(admin, { userId: user.id, version: 1, organisation: 'New', firstName: 'Pat' })
    expect(answer).toEqual({ userId: user.id, version: 2, changed: ['organisation'] })
    expect((await auditOf(user.id)).at(-1)).toMatchObject({
      event: 'user.updated',
      changes: { organisation: { before: 'Old', after: 'New' } },
      detail: { version: 2 },
    })
  })
  test('nothing different: nothing is written', async () => {
    const admin = await asAdministrator()
    const user = await person({ organisation: 'Same' })
    const before = await fingerprint()
    expect(await updateUser(admin, { userId: user.id, version: 1, organisation: 'Same' })).toMatchObject({ version: 1, changed: [] })
    expect(await fingerprint()).toBe(before)
  })
  test('a stale edit is refused with what changed meanwhile and by whom', async () => {
    const [one, other] = [await asAdministrator(), await asAdministrator()]
    const user = await person({ organisation: 'First' })
    await updateUser(one, { userId: user.id, version: 1, organisation: 'Second' })
    const before = await fingerprint()
    await expect(updateUser(other, { userId: user.id, version: 1, lastName: 'Mine' })).rejects.toMatchObject({
      code: 'CONFLICT',
      detail: {
        reason: 'STALE',
        current: { version: 2 },
        fields: { organisation: [expect.stringMatching(/Pat Person .*changed this meanwhile to “Second”/)] },
      },
    })
    expect(await fingerprint()).toBe(before)
  })
  test('a stale edit also shows what the user changed in their own account meanwhile', async () => {
    const admin = await asAdministrator()
    const user = await person({ organisation: 'First' })
    await updateAccount(await actorFor(user.id), { version: 1, organisation: 'Their own' })
    await expect(updateUser(admin, { userId: user.id, version: 1, organisation: 'Mine' })).rejects.toMatchObject({
      detail: { reason: 'STALE', fields: { organisation: [expect.stringMatching(/changed this meanwhile to “Their own”/)] } },
    })
  })
  test('of 16 edits of the same version at once exactly one is accepted', async () => {
    const admin = await asAdministrator()
    const user = await person()
    const tries = await Promise.allSettled(
      Array.from({ length: 16 }, (_, n) => updateUser(admin, { userId: user.id, version: 1, organisation: `O${n}` })),
    )
    expect(tries.filter((each) => each.status === 'fulfilled')).toHaveLength(1)
    expect((await db.user.findUniqueOrThrow({ where: { id: user.id } })).version).toBe(2)
  })
  test('a new e-mail address has proved nothing: verification and open links are gone', async () => {
    const admin = await asAdministrator()
    const user = await person()
    await db.user.update({ where: { id: user.id }, data: { emailVerifiedAt: new Date() }, select: { id: true } })
    await updateUser(admin, { userId: user.id, version: 1, email: 'new@example.org' })
    expect(await db.user.findUniqueOrThrow({ where: { id: user.id } })).toMatchObject({ email: 'new@example.org', emailVerifiedAt: null })
    expect(await db.oneTimeToken.count({ where: { userId: user.id, voidedAt: null } })).toBe(0)
  })
  test('nobody edits somebody whose rights exceed their own', async () => {
    const [admin, manager] = [await asAdministrator(), await asManager()]
    const before = await fingerprint()
    await expect(updateUser(manager, { userId: admin.id, version: 1, email: 'stolen@example.org' })).rejects.toMatchObject({
      code: 'RULE',
      detail: { reason: 'OUTRANKED' },
    })
    expect(await fingerprint()).toBe(before)
    const refusal = (await auditOf(admin.id)).at(-1)
    expect(refusal).toMatchObject({ event: 'operation.refused', outcome: 'refused', actorId: manager.id, reason: 'OUTRANKED' })
  })
  test('a user out of reach reads exactly like one that does not exist', async () => {
    const mine = await group()
    const [editor, inside, outside] = [await person(), await person(), await person()]
    await join(mine, inside.id)
    await grantRole(system, { userId: editor.id, roleId: await makeRole('user:update'), reachGroupId: mine })
    const actor = await actorFor(editor.id)
    await expect(updateUser(actor, { userId: inside.id, version: 1, organisation: 'x' })).resolves.toMatchObject({ version: 2 })
    const read = (userId: string) =>
      updateUser(actor, { userId, version: 1 }).then(
        () => null,
        (error: Error & { code: string; detail: object }) => ({ ...error, message: error.message }),
      )
    expect(await read(outside.id)).toEqual(await read(crypto.randomUUID()))
    expect(await read(outside.id)).toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('upsertUser', () => {
  test('inserts, updates what differs, and does nothing for the same again', async () => {
    const admin = await asAdministrator()
    await expect(upsertUser(admin, { email: 'u@example.org' })).rejects.toMatchObject({
      code: 'INVALID',
      detail: { fields: { username: expect.anything() } },
    })
    const made = await upsertUser(admin, { email: 'u@example.org', username: 'upsert', organisation: 'A' })
    expect(made.outcome).toBe('created')
    expect(await upsertUser(admin, { email: 'U@example.org', organisation: 'B' })).toEqual({ outcome: 'updated', userId: made.userId })
    const before = await fingerprint()
    expect(await upsertUser(admin, { email: 'u@example.org', organisation: 'B' })).toEqual({ outcome: 'unchanged', userId: made.userId })
    expect(await fingerprint()).toBe(before)
    await expect(upsertUser(admin, { email: 'bad', username: 'upsert2' })).rejects.toMatchObject({ code: 'INVALID' })
  })
})

test('a stranger is refused before anything is looked up', async () => {
  const stranger = await asStranger()
  for (const operation of [createUser, updateUser, upsertUser])
    await expect(operation(stranger, {})).rejects.toMatchObject({ code: 'FORBIDDEN' })
})
