import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { closeDatabase } from '../core/db.ts'
import {
  actorFor,
  asAdministrator,
  asStranger,
  asUserWith,
  emptyTables,
  fingerprint,
  group,
  join,
  makeRole,
  person,
  system,
} from '../testing/world.ts'
import { grantRole } from '../roles/mutations.ts'
import { createMembership, deleteMembership, updateMembership, upsertMembership } from './mutations.ts'
import { getMembership, membershipOfUser } from './queries.ts'

beforeEach(emptyTables)
afterAll(closeDatabase)

const refusal = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: { code: string; detail: { reason?: string } }) => [error.code, error.detail.reason],
  )
const membership = async (fields: object = {}) => {
  const user = await person()
  return { user, ...(await createMembership(system, { userId: user.id, ...fields })) }
}

/** A user who holds these permissions within one group only, and somebody in that group. */
async function officerOf(...permissions: string[]) {
  const groupId = await group()
  const [officer, inside] = [await person({ password: true }), await person()]
  await join(groupId, inside.id)
  await grantRole(system, { userId: officer.id, roleId: await makeRole(...permissions), reachGroupId: groupId })
  return { officer: await actorFor(officer.id), inside, groupId }
}

describe('upsertMembership', () => {
  test('creates, then changes what differs, then changes nothing', async () => {
    const [admin, user] = [await asAdministrator(), await person()]
    const upsert = (fields: object) => upsertMembership(admin, { userId: user.id, ...fields })
    const { outcome, membershipId } = await upsert({ type: 'sponsor', city: 'Turku' })
    expect(outcome).toBe('created')
    expect(await upsert({ city: 'Oulu' })).toEqual({ outcome: 'updated', membershipId })
    expect(await upsert({ city: 'Oulu', type: 'sponsor' })).toEqual({ outcome: 'unchanged', membershipId })
    expect(await getMembership(admin, { membershipId })).toMatchObject({ type: 'sponsor', city: 'Oulu', version: 2 })
  })
  test('of 32 at the same instant creates one', async () => {
    const [admin, user] = [await asAdministrator(), await person()]
    const answers = await Promise.all(Array.from({ length: 32 }, () => upsertMembership(admin, { userId: user.id, city: 'Turku' })))
    expect(answers.filter(({ outcome }) => outcome === 'created')).toHaveLength(1)
    expect(new Set(answers.map(({ membershipId }) => membershipId)).size).toBe(1)
  })
  test('creates only for who may create, within their reach', async () => {
    const { officer, inside } = await officerOf('membership:update')
    expect(await refusal(upsertMembership(officer, { userId: inside.id, city: 'Turku' }))).toEqual(['FORBIDDEN', 'membership:create'])
    const both = await officerOf('membership:update', 'membership:create')
    expect(await upsertMembership(both.officer, { userId: both.inside.id })).toMatchObject({ outcome: 'created' })
    expect(await refusal(upsertMembership(both.officer, { userId: inside.id }))).toEqual(['NOT_FOUND', undefined])
  })
  test('makes nobody a managing member', async () => {
    const [admin, user] = [await asAdministrator(), await person()]
    expect(await refusal(upsertMembership(admin, { userId: user.id, type: 'managing' }))).toEqual(['RULE', 'LEGACY_TYPE'])
  })
})

describe('who may', () => {
  test('an auditor reads and changes nothing; somebody without a role does not even read', async () => {
    const [auditor, stranger] = [await asUserWith('Auditor'), await asStranger()]
    const { membershipId, user } = await membership()
    expect(await getMembership(auditor, { membershipId })).toMatchObject({ id: membershipId })
    const before = await fingerprint()
    for (const actor of [auditor, stranger])
      for (const call of [
        () => createMembership(actor, { userId: user.id }),
        () => updateMembership(actor, { membershipId, version: 1, city: 'Oulu' }),
        () => upsertMembership(actor, { userId: user.id, city: 'Oulu' }),
        () => deleteMembership(actor, { membershipId }),
      ])
        expect((await refusal(call()))?.[0]).toBe('FORBIDDEN')
    expect((await refusal(getMembership(stranger, { membershipId })))?.[0]).toBe('FORBIDDEN')
    expect(await fingerprint()).toBe(before)
  })
  test('an officer of a group acts on its members, and everybody else is not found', async () => {
    const { officer, inside } = await officerOf('membership:read', 'membership:create', 'membership:update', 'membership:delete')
    const [outside, elsewhere] = [await membership(), await person()]
    const { membershipId } = await createMembership(officer, { userId: inside.id })
    await updateMembership(officer, { membershipId, version: 1, city: 'Oulu' })
    for (const call of [
      () => getMembership(officer, { membershipId: outside.membershipId }),
      () => membershipOfUser(officer, { userId: outside.user.id }),
      () => updateMembership(officer, { membershipId: outside.membershipId, version: 1, city: 'Mine' }),
      () => deleteMembership(officer, { membershipId: outside.membershipId }),
      () => createMembership(officer, { userId: elsewhere.id }),
    ])
      expect(await refusal(call())).toEqual(['NOT_FOUND', undefined])
    await deleteMembership(officer, { membershipId })
  })
})
