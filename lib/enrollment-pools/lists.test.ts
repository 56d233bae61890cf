import { beforeEach, describe, expect, test } from 'vitest'
import { db, pool as connections } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { deleteGroup } from '../groups/mutations-tree.ts'
import { grantRole } from '../roles/mutations.ts'
import { deleteRole } from '../roles/mutations-roles.ts'
import { actorFor, asAdministrator, asManager, auditOf, emptyTables, group, makeRole, person, system } from '../testing/world.ts'
import { exportPoolLinks } from './exports.ts'
import { changePoolOwner, createPool, updatePool } from './mutations.ts'
import { deletePool, pausePool } from './mutations-lifecycle.ts'
import { inviteUser } from './mutations-invitations.ts'
import { rotatePoolCode, showPoolLink } from './mutations-links.ts'
import { getPool, listPoolLinks, listPools, searchPools } from './queries.ts'

beforeEach(emptyTables)
const eventsOf = async (poolId: string) => (await auditOf(poolId)).map(({ event }) => event)

describe('what pools depend on', () => {
  test('a group that is deleted pauses the pools for it, as said before, and others give one group less', async () => {
    const admin = await asAdministrator()
    const groupId = await group()
    const { name } = await db.group.findUniqueOrThrow({ where: { id: groupId } })
    const own = await createPool(admin, { name: 'Own', groupId })
    const further = await createPool(admin, { name: 'Further', groupIds: [groupId] })
    const { invitationId } = await inviteUser(admin, { email: 'ann@example.org', groupId })
    expect(await deleteGroup(admin, { groupId, preview: true })).toMatchObject({ pools: 2, invitations: 1 })
    await deleteGroup(admin, { groupId, name })
    expect(await getPool(admin, { poolId: own.poolId })).toMatchObject({ state: 'paused', group: null })
    expect(await eventsOf(own.poolId)).toEqual(['enrollment-pool.created', 'enrollment-pool.paused'])
    expect(await getPool(admin, { poolId: further.poolId })).toMatchObject({ state: 'active', groups: [] })
    expect(await db.enrollmentPool.findUniqueOrThrow({ where: { id: invitationId } })).toMatchObject({ active: false, groupId: null })
  })

  test('a role that is deleted is given by no pool any more, as said before', async () => {
    const admin = await asAdministrator()
    const roleId = await makeRole('user:read')
    const { name } = await db.role.findUniqueOrThrow({ where: { id: roleId } })
    const { poolId } = await createPool(admin, { name: 'Readers', roles: [{ roleId }] })
    await inviteUser(admin, { email: 'ann@example.org', roles: [{ roleId }] })
    expect(await deleteRole(admin, { roleId, preview: true })).toMatchObject({ pools: 1, invitations: 1 })
    await deleteRole(admin, { roleId, confirm: name })
    expect(await getPool(admin, { poolId })).toMatchObject({ state: 'active', roles: [] })
  })
})

describe('the list of pools', () => {
  test('sorts, pages, searches and filters, and knows no invitations', async () => {
    const admin = await asAdministrator()
    const places = [await group(), await group()]
    for (const [at, name] of ['Ärzte', 'Bakers', 'Cooks', 'Divers'].entries()) await createPool(admin, { name, groupId: places[at % 2] })
    await connections.query(`update enrollment_pools set used = case name when 'Bakers' then 7 when 'Divers' then 30 else 0 end`)
    await inviteUser(admin, { email: 'cooks@example.org' })
    const names = async (params: object) => (await listPools(admin, params)).pools.map(({ name }) => name)
    expect(await names({ sort: 'name', direction: 'asc' })).toEqual(['Ärzte', 'Bakers', 'Cooks', 'Divers'])
    expect(await names({})).toEqual(['Divers', 'Cooks', 'Bakers', 'Ärzte'])
    expect((await names({ sort: 'used' })).slice(0, 2)).toEqual(['Divers', 'Bakers'])
    expect(await names({ q: 'arz' })).toEqual(['Ärzte'])
    expect(await names({ q: 'cooks' })).toEqual(['Cooks'])
    expect(await names({ group: places[1] })).toEqual(['Divers', 'Bakers'])
    expect(await names({ kind: 'single_use' })).toEqual([])
    expect((await searchPools(admin, { q: 'bak' })).map(({ name }) => name)).toEqual(['Bakers'])
  })

  test.each(['created', 'name', 'used'] as const)('walks over many by %s without missing or repeating one', async (sort) => {
    const admin = await asAdministrator()
    await connections.query(
      `insert into enrollment_pools (id, kind, name, owner_id, owner_label, used, email, created_at)
       select gen_random_uuid(), (case when n % 3 = 0 then 'invitation' else 'shared' end)::"PoolKind", 'Pool ' || n % 50, $1, 'Somebody', n % 7,
         case when n % 3 = 0 then n || '@example.org' else '' end, now() - make_interval(hours => n % 40) from generate_series(1, 900) n`,
      [newId()],
    )
    const seen: string[] = []
    for (let after: string | undefined, pages = 0; pages < 20; pages++) {
      const { pools, next, count } = await listPools(admin, { sort, perPage: 50, after })
      expect(count).toBe(600)
      seen.push(...pools.map(({ id }) => id))
      if (!next) break
      after = next
    }
    expect([seen.length, new Set(seen).size]).toEqual([600, 600])
    expect((await listPools(admin, { sort, after: Buffer.from('["1; drop","x"]').toString('base64url') })).pools).toHaveLength(25)
  })
})

test('a manager of a group makes, sees and keeps pools of that group, and no others', async () => {
  const [parent, other] = [await group(), await group()]
  const own = await group(parent)
  const user = await person({ password: true })
  await grantRole(system, { userId: user.id, roleId: await makeRole('CAN_MANAGE_USERS'), reachGroupId: own })
  const manager = { ...(await actorFor(user.id)), id: user.id }
  const outside = (await createPool(await asManager(), { name: 'Elsewhere', groupId: other })).poolId
  for (const groupId of [undefined, parent, other, newId()])
    await expect(createPool(manager, { name: 'Mine', groupId })).rejects.toMatchObject({
      code: 'INVALID',
      detail: { fields: { groupId: [expect.any(String)] } },
    })
  await expect(createPool(manager, { name: 'Mine', groupId: own, groupIds: [other] })).rejects.toMatchObject({ code: 'INVALID' })
  const { poolId } = await createPool(manager, { name: 'Mine', groupId: own, needsApproval: false })
  expect((await listPools(manager, {})).pools.map(({ id }) => id)).toEqual([poolId])
  for (const groupId of [null, parent, other])
    await expect(updatePool(manager, { poolId, version: 1, groupId })).rejects.toMatchObject({ code: 'INVALID' })
  for (const act of [
    () => getPool(manager, { poolId: outside }),
    () => pausePool(manager, { poolId: outside }),
    () => showPoolLink(manager, { poolId: outside }),
    () => rotatePoolCode(manager, { poolId: outside }),
    () => deletePool(manager, { poolId: outside }),
    () => changePoolOwner(manager, { poolId: outside }),
    () => exportPoolLinks(manager, { poolId: outside }),
    () => listPoolLinks(manager, { poolId: outside }),
  ])
    await expect(act()).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect((await getPool(manager, { poolId })).whyNot.update).toBeNull()
})
