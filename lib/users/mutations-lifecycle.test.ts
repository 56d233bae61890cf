import { beforeEach, describe, expect, test } from 'vitest'
import { db } from '../core/db.ts'
import { endGrant, grantRole } from '../roles/mutations.ts'
import {
  actorFor,
  asAdministrator,
  asManager,
  auditOf,
  emptyTables,
  fingerprint,
  makeRole,
  person,
  roleId,
  system,
} from '../testing/world.ts'
import { deactivateUser, deleteUser, purgeTrash, purgeUser, reactivateUser, recordSignIn, restoreUser } from './mutations-lifecycle.ts'
import { createUser } from './mutations.ts'

beforeEach(emptyTables)
const statusOf = async (id: string) => (await db.user.findUniqueOrThrow({ where: { id }, select: { status: true } })).status
const openSession = (userId: string) =>
  db.session.create({ data: { id: crypto.randomUUID(), userId, tokenHash: crypto.randomUUID() }, select: { id: true } })

describe('deactivate and reactivate', () => {
  test('ends open sessions and links, tells the user, and keeps roles', async () => {
    const admin = await asAdministrator()
    const user = await person({ password: true })
    await grantRole(system, { userId: user.id, roleId: roleId('Staff') })
    await openSession(user.id)
    await deactivateUser(admin, { userId: user.id, reason: 'Left' })
    expect(await db.user.findUniqueOrThrow({ where: { id: user.id } })).toMatchObject({
      status: 'DEACTIVATED',
      statusReason: 'Left',
      statusChangedById: admin.id,
      version: 2,
    })
    expect(await db.session.count({ where: { userId: user.id, endedAt: null } })).toBe(0)
    expect(await db.oneTimeToken.count({ where: { userId: user.id, voidedAt: null } })).toBe(0)
    expect(await db.grant.count({ where: { userId: user.id } })).toBe(1)
    expect(await db.outboxMessage.count({ where: { userId: user.id, template: 'deactivated' } })).toBe(1)
    expect((await auditOf(user.id)).at(-1)).toMatchObject({ event: 'user.deactivated', reason: 'Left', detail: { sessionsEnded: 1 } })
    await reactivateUser(admin, { userId: user.id })
    expect(await statusOf(user.id)).toBe('ACTIVE')
    expect(await db.session.count({ where: { userId: user.id, endedAt: null } })).toBe(0)
  })
  test('again changes nothing', async () => {
    const admin = await asAdministrator()
    const user = await person()
    await deactivateUser(admin, { userId: user.id, reason: 'Left' })
    const before = await fingerprint()
    await deactivateUser(admin, { userId: user.id, reason: 'Other' })
    expect(await fingerprint()).toBe(before)
    await reactivateUser(admin, { userId: user.id })
    const active = await fingerprint()
    await reactivateUser(admin, { userId: user.id })
    expect(await fingerprint()).toBe(active)
  })
  test('a missing user is not found, a missing reason is bad input', async () => {
    const admin = await asAdministrator()
    await expect(deactivateUser(admin, { userId: crypto.randomUUID(), reason: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(deactivateUser(admin, { userId: admin.id })).rejects.toMatchObject({ code: 'INVALID' })
  })
  test('nobody deactivates themselves or somebody who outranks them', async () => {
    const [admin, manager] = [await asAdministrator(), await asManager()]
    const before = await fingerprint()
    await expect(deactivateUser(admin, { userId: admin.id, reason: 'x' })).rejects.toMatchObject({ detail: { reason: 'SELF' } })
    for (const act of [deactivateUser, deleteUser])
      await expect(act(manager, { userId: admin.id, reason: 'x' })).rejects.toMatchObject({ code: 'RULE', detail: { reason: 'OUTRANKED' } })
    expect(await fingerprint()).toBe(before)
  })
  test('asks for a fresh factor', async () => {
    const admin = await asAdministrator()
    const stale = await actorFor(admin.id, Date.now() - 11 * 60_000)
    for (const act of [deactivateUser, deleteUser, purgeUser])
      await expect(act(stale, {})).rejects.toMatchObject({ detail: { reason: 'REAUTHENTICATE' } })
  })
})

describe('there is always an administrator', () => {
  test('the last one cannot be demoted, deactivated or deleted by another with the right to', async () => {
    const admin = await asAdministrator()
    const grant = await db.grant.findFirstOrThrow({ where: { userId: admin.id }, select: { id: true } })
    const before = await fingerprint()
    for (const attempt of [
      () => deactivateUser(system, { userId: admin.id, reason: 'x' }),
      () => deleteUser(system, { userId: admin.id }),
      () => endGrant(system, { userId: admin.id, grantId: grant.id }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'RULE', detail: { reason: 'LAST_ADMINISTRATOR' } })
    expect(await fingerprint()).toBe(before)
  })
  test('an administrator without a password does not count', async () => {
    const admin = await asAdministrator()
    const other = await person()
    await grantRole(system, { userId: other.id, roleId: roleId('ADMIN') })
    await expect(deactivateUser(system, { userId: admin.id, reason: 'x' })).rejects.toMatchObject({
      detail: { reason: 'LAST_ADMINISTRATOR' },
    })
  })
  test('32 administrators who demote one another in parallel leave one', async () => {
    const admins: Awaited<ReturnType<typeof asAdministrator>>[] = []
    for (let n = 0; n < 32; n++) admins.push(await asAdministrator())
    const grants = await db.grant.findMany({ where: { roleId: roleId('ADMIN') }, select: { id: true, userId: true } })
    const grantOf = new Map(grants.map((grant) => [grant.userId, grant.id]))
    const tries = await Promise.allSettled(
      admins.map((admin, n) => {
        const victim = admins[(n + 1) % admins.length]!
        return endGrant(admin, { userId: victim.id, grantId: grantOf.get(victim.id) })
      }),
    )
    expect(tries.filter((each) => each.status === 'fulfilled')).toHaveLength(31)
    expect(
      tries.filter((each) => each.status === 'rejected').map((each) => (each.reason as { detail: { reason: string } }).detail.reason),
    ).toEqual(['LAST_ADMINISTRATOR'])
    expect(await db.grant.count({ where: { roleId: roleId('ADMIN') } })).toBe(1)
  })
})

describe('trash', () => {
  test('restore returns to what it was', async () => {
    const admin = await asAdministrator()
    const [active, deactivated] = [await person(), await person()]
    await deactivateUser(admin, { userId: deactivated.id, reason: 'Left' })
    for (const { id } of [active, deactivated]) {
      await deleteUser(admin, { userId: id })
      expect(await statusOf(id)).toBe('DELETED')
      const before = await fingerprint()
      await deleteUser(admin, { userId: id })
      expect(await fingerprint()).toBe(before)
      await expect(reactivateUser(admin, { userId: id })).rejects.toMatchObject({ code: 'RULE', detail: { reason: 'BAD_TRANSITION' } })
      await restoreUser(admin, { userId: id })
    }
    expect([await statusOf(active.id), await statusOf(deactivated.id)]).toEqual(['ACTIVE', 'DEACTIVATED'])
    const before = await fingerprint()
    await restoreUser(admin, { userId: active.id })
    expect(await fingerprint()).toBe(before)
  })
  test('purge needs the trash and the exact username; the audit keeps the name, the address is free again', async () => {
    const admin = await asAdministrator()
    const { userId } = await createUser(admin, { username: 'Gone.Soon', email: 'gone@example.org', firstName: 'Gone', lastName: 'Soon' })
    await expect(purgeUser(admin, { userId, username: 'Gone.Soon' })).rejects.toMatchObject({ detail: { reason: 'BAD_TRANSITION' } })
    await deleteUser(admin, { userId })
    await expect(purgeUser(admin, { userId, username: 'gone.soon' })).rejects.toMatchObject({ detail: { reason: 'NOT_CONFIRMED' } })
    await purgeUser(admin, { userId, username: 'Gone.Soon' })
    expect(await db.user.count({ where: { id: userId } })).toBe(0)
    expect(await db.outboxMessage.count({ where: { userId } })).toBe(0)
    expect((await auditOf(userId)).at(-1)).toMatchObject({ event: 'user.purged', targetLabel: 'Gone Soon (Gone.Soon)' })
    await expect(purgeUser(admin, { userId, username: 'Gone.Soon' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(createUser(admin, { username: 'other', email: 'gone@example.org' })).resolves.toBeTruthy()
  })

  test('after 30 days the trash empties itself, and not a day earlier', async () => {
    const [old, recent, live] = [await person(), await person(), await person()]
    for (const { id } of [old, recent]) await deleteUser(system, { userId: id })
    const age = (id: string, days: number) =>
      db.user.update({ where: { id }, data: { statusChangedAt: new Date(Date.now() - days * 86_400_000) }, select: { id: true } })
    await age(old.id, 30.01)
    await age(recent.id, 29.9)
    await age(live.id, 400)
    expect(await purgeTrash(system, {})).toBe(1)
    expect((await db.user.findMany({ select: { id: true } })).map(({ id }) => id).sort()).toEqual([recent.id, live.id].sort())
    expect((await auditOf(old.id)).at(-1)).toMatchObject({
      event: 'user.purged',
      actorKind: 'system',
      targetLabel: expect.stringContaining(old.username),
    })
    expect(await purgeTrash(system, {})).toBe(0)
  })
})

describe('recordSignIn', () => {
  test('now or at a given time, never backwards, never in the future', async () => {
    const manager = await asManager()
    const user = await person()
    await recordSignIn(manager, { userId: user.id, at: '2026-01-02T03:04:05Z' })
    const last = async () => (await db.user.findUniqueOrThrow({ where: { id: user.id } })).lastSignInAt?.toISOString()
    expect(await last()).toBe('2026-01-02T03:04:05.000Z')
    const before = await fingerprint()
    await recordSignIn(manager, { userId: user.id, at: '2025-01-01' })
    expect(await fingerprint()).toBe(before)
    await recordSignIn(manager, { userId: user.id })
    expect(Date.parse((await last()) ?? '')).toBeGreaterThan(Date.now() - 60_000)
    await expect(recordSignIn(manager, { userId: user.id, at: '2999-01-01' })).rejects.toMatchObject({ code: 'INVALID' })
    await expect(recordSignIn(manager, { userId: crypto.randomUUID() })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

test('a user with one more permission than the actor is out of the actor’s hands', async () => {
  const manager = await asManager()
  const user = await person()
  await grantRole(system, { userId: user.id, roleId: await makeRole('audit:read') })
  await expect(deactivateUser(manager, { userId: user.id, reason: 'x' })).rejects.toMatchObject({ detail: { reason: 'OUTRANKED' } })
  const equal = await asManager('audit:read')
  await expect(deactivateUser(equal, { userId: user.id, reason: 'x' })).resolves.toBeUndefined()
})
