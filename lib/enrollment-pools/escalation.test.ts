// Nobody comes to more than they hold by a pool or an invitation, whichever way they try (threats 38–40).
import { beforeEach, describe, expect, test } from 'vitest'
import type { Actor } from '../core/actor.ts'
import { db } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { trustGroup, approveGroup } from '../groups/mutations-flags.ts'
import { grantRole } from '../roles/mutations.ts'
import {
  actorFor,
  asAdministrator,
  asManager,
  asStranger,
  emptyTables,
  fingerprint,
  group,
  makeRole,
  person,
  roleId,
  system,
} from '../testing/world.ts'
import { exportPoolLinks } from './exports.ts'
import { changePoolOwner, createPool, updatePool } from './mutations.ts'
import { pausePool, resumePool } from './mutations-lifecycle.ts'
import { inviteUser, inviteUsers, resendInvitation, revokeInvitation } from './mutations-invitations.ts'
import { rotatePoolCode, showPoolLink, topUpPool } from './mutations-links.ts'

beforeEach(emptyTables)
const ADMIN = () => [{ roleId: roleId('ADMIN') }]

/** A group whose members are administrators by it. */
async function mightyGroup(under: string | null = null) {
  const groupId = await group(under)
  await grantRole(system, { groupId, roleId: roleId('ADMIN') })
  return groupId
}

/** Pools and an invitation of an administrator that give more than a manager holds: by a role, by their group, by a further group. */
async function mightyPools(admin: Actor, settings = {}) {
  const mighty = await mightyGroup()
  const gives = [{ roles: ADMIN() }, { groupId: mighty }, { groupIds: [mighty] }, { groupId: await group(mighty) }]
  const pools = []
  for (const each of gives) pools.push((await createPool(admin, { name: 'Mighty', quota: 1, ...settings, ...each })).poolId)
  return { mighty, gives, pools }
}

const EXCEEDS = { code: 'RULE', detail: { reason: 'EXCEEDS_OWN_RIGHTS' } }
async function refusedAll(acts: (() => Promise<unknown>)[], why: object = EXCEEDS) {
  const before = await fingerprint()
  for (const [at, act] of acts.entries()) await expect(act(), `act ${at}`).rejects.toMatchObject(why)
  expect(await fingerprint()).toBe(before)
}

describe('a manager of users, who is no administrator', () => {
  test('makes no pool and sends no invitation that gives more than they hold', async () => {
    const [admin, manager] = [await asAdministrator(), await asManager()]
    const { gives } = await mightyPools(admin)
    await refusedAll(
      gives.flatMap((each) => [
        () => createPool(manager, { name: 'Mine', ...each }),
        () => createPool(manager, { name: 'Mine', needsApproval: false, ...each }),
        () => inviteUser(manager, { email: 'mine@example.org', ...each }),
        () => inviteUsers(manager, { list: 'mine@example.org', ...each }),
      ]),
    )
    const own = await makeRole('user:read')
    await expect(createPool(manager, { name: 'Mine', roles: [{ roleId: own }] })).resolves.toMatchObject({ poolId: expect.any(String) })
  })

  test('neither widens, revives, tops up, rotates nor takes over one that does; narrowing and pausing it they may', async () => {
    const [admin, manager] = [await asAdministrator(), await asManager()]
    const { pools, gives } = await mightyPools(admin)
    const own = (await createPool(manager, { name: 'Mine' })).poolId
    await refusedAll([
      ...gives.map((each) => () => updatePool(manager, { poolId: own, version: 1, ...each })),
      ...pools.flatMap((poolId) => [
        () => updatePool(manager, { poolId, version: 1, needsApproval: false }),
        () => updatePool(manager, { poolId, version: 1, quota: 100 }),
        () => updatePool(manager, { poolId, version: 1, listed: true }),
        () => updatePool(manager, { poolId, version: 1, extra: { role: 'admin' } }),
        () => topUpPool(manager, { poolId, quota: 100 }),
        () => rotatePoolCode(manager, { poolId }),
        () => changePoolOwner(manager, { poolId }),
      ]),
    ])
    for (const poolId of pools) {
      expect(await updatePool(manager, { poolId, version: 1, name: 'Less mighty', certificate: 'none' })).toMatchObject({ version: 2 })
      expect(await pausePool(manager, { poolId })).toEqual({ changed: true })
      await expect(resumePool(manager, { poolId })).rejects.toMatchObject(EXCEEDS)
      // Behind an approver, who is asked then, a link is no more than a way to ask.
      await expect(showPoolLink(manager, { poolId })).resolves.toMatchObject({ number: 1 })
    }
  })

  test('gets no link with which they could let themselves in again as an administrator', async () => {
    const [admin, manager] = [await asAdministrator(), await asManager()]
    const { pools } = await mightyPools(admin, { needsApproval: false })
    const single = await createPool(admin, { name: 'Mighty', kind: 'single_use', links: 2, needsApproval: false, roles: ADMIN() })
    const { id: linkId } = await db.enrollmentLink.findFirstOrThrow({ where: { poolId: single.poolId } })
    await refusedAll([
      ...pools.flatMap((poolId) => [() => showPoolLink(manager, { poolId }), () => exportPoolLinks(manager, { poolId })]),
      () => showPoolLink(manager, { poolId: single.poolId, linkId }),
      () => exportPoolLinks(manager, { poolId: single.poolId }),
    ])
  })

  test('revokes an invitation that gives more than they hold, but sends none again', async () => {
    const [admin, manager] = [await asAdministrator(), await asManager()]
    const { invitationId } = await inviteUser(admin, { email: 'ann@example.org', roles: ADMIN() })
    await refusedAll([() => resendInvitation(manager, { invitationId })])
    expect(await revokeInvitation(manager, { invitationId })).toEqual({ changed: true })
  })

  test('gives no right for longer than they hold it, and none with a password that was entered long ago', async () => {
    const lasting = await makeRole('user:read', 'role:assign', 'enrollment-pool:create', 'enrollment:invite')
    const user = await person({ password: true })
    const soon = new Date(Date.now() + 86_400_000)
    await grantRole(system, { userId: user.id, roleId: lasting, validUntil: soon })
    const readers = await makeRole('user:read')
    const briefly = await actorFor(user.id)
    await refusedAll(
      [
        () => createPool(briefly, { name: 'Mine', roles: [{ roleId: readers }] }),
        () => inviteUser(briefly, { email: 'mine@example.org', roles: [{ roleId: readers }] }),
      ],
      { code: 'RULE', detail: { reason: 'EXCEEDS_OWN_TIME' } },
    )
    const admin = await asAdministrator()
    const stale = await actorFor(admin.id, Date.now() - 11 * 60_000)
    const { mighty, pools } = await mightyPools(admin)
    await pausePool(admin, { poolId: pools[0]! })
    await refusedAll(
      [
        () => createPool(stale, { name: 'Mine', roles: ADMIN() }),
        () => createPool(stale, { name: 'Mine', groupId: mighty }),
        () => createPool(stale, { name: 'Open', needsApproval: false }),
        () => resumePool(stale, { poolId: pools[0]! }),
        () => inviteUser(stale, { email: 'mine@example.org', roles: ADMIN() }),
      ],
      { code: 'FORBIDDEN', detail: { reason: 'REAUTHENTICATE' } },
    )
    await expect(createPool(stale, { name: 'Harmless' })).resolves.toMatchObject({ poolId: expect.any(String) })
  })
})

/** Somebody with just these rights, everywhere or within a group. */
async function withRights(permissions: string[], reachGroupId?: string): Promise<Actor & { id: string }> {
  const user = await person({ password: true })
  await grantRole(system, { userId: user.id, roleId: await makeRole(...permissions), ...(reachGroupId ? { reachGroupId } : {}) })
  return { ...(await actorFor(user.id)), id: user.id }
}

test('people get in without an approver only where both the actor and the owner may approve', async () => {
  const maker = await withRights(['enrollment-pool:create', 'enrollment-pool:update', 'enrollment-pool:share'])
  const approver = await withRights(['enrollment-pool:create', 'enrollment-pool:update', 'enrollment:approve'])
  const APPROVAL = { code: 'RULE', detail: { reason: 'APPROVAL_NEEDED' } }
  const { poolId } = await createPool(maker, { name: 'Mine' })
  await refusedAll([() => createPool(maker, { name: 'Open', needsApproval: false }), () => updatePool(maker, { poolId, version: 1, needsApproval: false })], APPROVAL) // prettier-ignore
  await refusedAll([() => updatePool(approver, { poolId, version: 1, needsApproval: false })], {
    code: 'RULE',
    detail: { reason: 'OWNER_MAY_NOT' },
  })
  expect(await changePoolOwner(approver, { poolId })).toMatchObject({ changed: true })
  expect(await updatePool(approver, { poolId, version: 2, needsApproval: false })).toMatchObject({ version: 3 })
  // Within a group: the right to approve has to reach the group of the pool.
  const [here, there] = [await group(), await group()]
  const both = await withRights(['enrollment-pool:create', 'group:manage-members'])
  await grantRole(system, { userId: both.id, roleId: await makeRole('enrollment:approve'), reachGroupId: here })
  const actor = await actorFor(both.id)
  await expect(createPool(actor, { name: 'Here', groupId: here, needsApproval: false })).resolves.toBeDefined()
  await refusedAll([() => createPool(actor, { name: 'There', groupId: there, needsApproval: false }), () => createPool(actor, { name: 'Nowhere', needsApproval: false })], APPROVAL) // prettier-ignore
})

test('rights within a group end there: no other group, no wider reach, no role without the right to give roles', async () => {
  const [parent, other] = [await group(), await group()]
  const own = await group(parent)
  const readers = await makeRole('user:read')
  const manager = await withRights(['CAN_MANAGE_USERS'], own)
  await refusedAll(
    [
      () => createPool(manager, { name: 'Mine', groupId: own, roles: [{ roleId: readers }] }),
      () => createPool(manager, { name: 'Mine', groupId: own, roles: [{ roleId: readers, reachGroupId: parent }] }),
      () => inviteUser(manager, { email: 'mine@example.org', groupId: own, roles: [{ roleId: readers, reachGroupId: other }] }),
    ],
    EXCEEDS,
  )
  await refusedAll(
    [
      () => inviteUser(manager, { email: 'mine@example.org' }),
      () => inviteUser(manager, { email: 'mine@example.org', groupId: other }),
      () => inviteUser(manager, { email: 'mine@example.org', groupId: parent }),
      () => inviteUser(manager, { email: 'mine@example.org', groupId: own, groupIds: [other] }),
      () => inviteUser(manager, { email: 'mine@example.org', groupId: own, roles: [{ roleId: readers, reachGroupId: newId() }] }),
    ],
    { code: 'INVALID' },
  )
  await expect(inviteUser(manager, { email: 'mine@example.org', groupId: own, roles: [{ roleId: readers, reachGroupId: own }] })).resolves.toBeDefined() // prettier-ignore
  const inviter = await withRights(['enrollment:invite', 'user:read'], own)
  await refusedAll([() => inviteUser(inviter, { email: 'two@example.org', groupId: own, roles: [{ roleId: readers, reachGroupId: own }] })], { code: 'FORBIDDEN', detail: { reason: 'role:assign' } }) // prettier-ignore
  // A right that holds everywhere, but says nothing about members, puts nobody into groups.
  const everywhere = await withRights(['enrollment:invite'])
  await refusedAll([() => inviteUser(everywhere, { email: 'two@example.org', groupId: own })], { code: 'INVALID' })
  await expect(inviteUser(everywhere, { email: 'two@example.org' })).resolves.toBeDefined()
  await expect(inviteUser(await asStranger(), { email: 'three@example.org' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test('who manages a trusted group by its grant alone makes no pool for it', async () => {
  const groupId = await group()
  await approveGroup(system, { groupId })
  await trustGroup(system, { groupId })
  const user = await person({ password: true })
  await db.groupMember.create({ data: { groupId, userId: user.id, role: 'manager' }, select: { groupId: true } })
  await expect(createPool(await actorFor(user.id), { name: 'Mine', groupId })).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test('the sign-in page is everybody’s: who may change pools within a group only lists none there, and writes in none that stands there', async () => {
  const own = await group()
  const manager = await withRights(
    [
      'enrollment-pool:create',
      'enrollment-pool:update',
      'enrollment-pool:read',
      'enrollment:approve',
      'group:manage-members',
      'user:create',
    ],
    own,
  )
  const refused = { code: 'RULE', detail: { reason: 'LISTED' } }
  await expect(createPool(manager, { name: 'Official', groupId: own, listed: true })).rejects.toMatchObject(refused)
  const { poolId } = await createPool(manager, { name: 'Team', groupId: own })
  await expect(updatePool(manager, { poolId, version: 1, listed: true })).rejects.toMatchObject(refused)
  await updatePool(await asAdministrator(), { poolId, version: 1, listed: true })
  await expect(updatePool(manager, { poolId, version: 2, name: 'Official' })).rejects.toMatchObject(refused)
  await updatePool(manager, { poolId, version: 2, name: 'Team again', listed: false })
})
