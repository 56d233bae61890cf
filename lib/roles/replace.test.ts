import { beforeEach, describe, expect, test } from 'vitest'
import { db } from '../core/db.ts'
import { newId } from '../core/id.ts'
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
import { replaceRolesOfUser } from './mutations-replace.ts'
import { grantRole } from './mutations.ts'

beforeEach(emptyTables)

const hour = (n: number) => new Date(Date.now() + n * 3_600_000)
const [staff, viewer, researcher] = [roleId('Staff'), roleId('VIEWER'), roleId('RESEARCHER')]
const everywhere = async (userId: string) =>
  (
    await db.grant.findMany({
      where: { userId, reachGroupId: null, OR: [{ validUntil: null }, { validUntil: { gt: new Date() } }] },
      select: { roleId: true },
    })
  )
    .map((row) => row.roleId)
    .sort()

describe('replaceRolesOfUser', () => {
  test('makes the roles exactly these with one log row; what is within groups or through them stays', async () => {
    const admin = await asAdministrator()
    const user = await person()
    const mine = await group()
    await join(mine, user.id)
    await grantRole(system, { groupId: mine, roleId: staff })
    const limited = await grantRole(system, { userId: user.id, roleId: await makeRole('user:read'), reachGroupId: mine })
    const kept = await grantRole(system, { userId: user.id, roleId: viewer, validUntil: hour(3) })
    await grantRole(system, { userId: user.id, roleId: staff })
    const logged = (await auditOf(user.id)).length
    expect(await replaceRolesOfUser(admin, { userId: user.id, roleIds: [researcher, viewer], version: user.version })).toEqual({
      changed: true,
      added: ['RESEARCHER'],
      removed: ['Staff'],
    })
    expect(await everywhere(user.id)).toEqual([researcher, viewer].sort())
    expect(await db.grant.count({ where: { id: { in: [limited.grantId, kept.grantId] } } })).toBe(2)
    expect((await db.grant.findUniqueOrThrow({ where: { id: kept.grantId } })).validUntil).not.toBeNull()
    expect(await db.grant.count({ where: { groupId: mine } })).toBe(1)
    expect((await auditOf(user.id)).slice(logged)).toMatchObject([
      { event: 'roles.replaced', detail: { added: ['RESEARCHER'], removed: ['Staff'] } },
    ])
    const before = await fingerprint()
    expect(await replaceRolesOfUser(admin, { userId: user.id, roleIds: [viewer, researcher] })).toEqual({
      changed: false,
      added: [],
      removed: [],
    })
    expect(await fingerprint()).toBe(before)
  })
  test('an unknown role is named and nothing is half done; so with an unknown user, an old page, no role and one named twice', async () => {
    const admin = await asAdministrator()
    const user = await person()
    await grantRole(system, { userId: user.id, roleId: viewer })
    const unknown = newId()
    const before = await fingerprint()
    await expect(replaceRolesOfUser(admin, { userId: user.id, roleIds: [staff, unknown] })).rejects.toMatchObject({
      code: 'INVALID',
      detail: { fields: { roleIds: [`There is no role with the id ${unknown}.`] } },
    })
    await expect(replaceRolesOfUser(admin, { userId: newId(), roleIds: [staff] })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(replaceRolesOfUser(admin, { userId: user.id, roleIds: [staff], version: user.version + 1 })).rejects.toMatchObject({
      code: 'CONFLICT',
      detail: { reason: 'STALE' },
    })
    for (const roleIds of [[], [staff, staff], ['no id'], Array.from({ length: 21 }, newId)])
      await expect(replaceRolesOfUser(admin, { userId: user.id, roleIds })).rejects.toMatchObject({ code: 'INVALID' })
    expect(await fingerprint()).toBe(before)
  })
  test('403 comes before any lookup', async () => {
    await expect(replaceRolesOfUser(await asStranger(), { userId: newId(), roleIds: ['nonsense'] })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
  })
  test('gives and takes only what the actor holds, and touches nobody who may do more', async () => {
    const manager = await asManager()
    const [user, stronger] = [await person(), await person()]
    await grantRole(system, { userId: user.id, roleId: viewer })
    await grantRole(system, { userId: stronger.id, roleId: roleId('Auditor') })
    const made = await makeRole('audit:read')
    const before = await fingerprint()
    const exceeds = { code: 'RULE', detail: { reason: 'EXCEEDS_OWN_RIGHTS' } }
    for (const wanted of [roleId('ADMIN'), roleId('Auditor'), made]) {
      await expect(replaceRolesOfUser(manager, { userId: user.id, roleIds: [viewer, wanted] })).rejects.toMatchObject(exceeds)
      await expect(replaceRolesOfUser(manager, { userId: manager.id, roleIds: [wanted] })).rejects.toMatchObject(exceeds)
    }
    await expect(replaceRolesOfUser(manager, { userId: stronger.id, roleIds: [viewer] })).rejects.toMatchObject({
      detail: { reason: 'OUTRANKED' },
    })
    expect(await fingerprint()).toBe(before)
    // Limited to a group, role:assign gives and takes nothing that holds everywhere.
    const mine = await group()
    await join(mine, user.id)
    const local = await person({ password: true })
    await grantRole(system, { userId: local.id, roleId: await makeRole('role:assign', 'user:read'), reachGroupId: mine })
    await expect(replaceRolesOfUser(await actorFor(local.id), { userId: user.id, roleIds: [await makeRole()] })).rejects.toMatchObject({
      detail: { reason: 'OUT_OF_REACH' },
    })
  })
  test('keeps the last administrator, also against oneself', async () => {
    const admin = await asAdministrator()
    await expect(replaceRolesOfUser(admin, { userId: admin.id, roleIds: [viewer] })).rejects.toMatchObject({
      code: 'RULE',
      detail: { reason: 'LAST_ADMINISTRATOR' },
    })
    expect(await everywhere(admin.id)).toEqual([roleId('ADMIN')])
    await asAdministrator()
    await expect(replaceRolesOfUser(admin, { userId: admin.id, roleIds: [viewer] })).resolves.toMatchObject({ removed: ['ADMIN'] })
  })
  test('32 at once end in one of the wanted sets, none mixed', async () => {
    const admin = await asAdministrator()
    const user = await person()
    const sets = [[staff], [viewer, researcher]]
    const results = await Promise.allSettled(
      Array.from({ length: 32 }, (_each, n) => replaceRolesOfUser(admin, { userId: user.id, roleIds: sets[n % 2] })),
    )
    expect(results.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0)
    expect(sets.map((each) => JSON.stringify([...each].sort()))).toContain(JSON.stringify(await everywhere(user.id)))
  })
})
