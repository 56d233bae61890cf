import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { readShell } from '../auth/shell-query.ts'
import { startSession } from '../auth/start-session.ts'
import { createMembership, deleteMembership, updateMembership } from '../memberships/mutations.ts'
import { actorFor, auditOf, emptyTables, person, system } from '../testing/world.ts'
import type { Actor, MembershipType } from './actor.ts'
import { closeDatabase } from './db.ts'
import { newId } from './id.ts'
import { defineMutation, defineQuery, type Requirement } from './operation.ts'

beforeEach(emptyTables)
afterAll(closeDatabase)

const ran: string[] = []
const guarded = (requires: Requirement) =>
  defineQuery({
    name: `needs ${requires}`,
    permission: 'account:read',
    requires,
    input: z.strictObject({ given: z.string() }),
    run: async () => void ran.push(requires),
  })
const refusal = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: { code: string; detail: { reason?: string } }) => [error.code, error.detail.reason],
  )
const ask = (requires: Requirement, actor: Actor) => refusal(guarded(requires)(actor, { given: 'x' }))
const asMember = async (type: MembershipType | null) => {
  const user = await person()
  if (type) await createMembership(system, { userId: user.id, type })
  return actorFor(user.id)
}

describe('an operation that requires', () => {
  test('a membership refuses who has none and takes every type', async () => {
    expect(await ask('membership', await asMember(null))).toEqual(['FORBIDDEN', 'membership'])
    for (const type of ['basic', 'supporting', 'sponsor', 'managing', 'contributing', 'fellow'] as const)
      expect(await ask('membership', await asMember(type)), type).toBeNull()
  })
  test('a higher membership refuses who has none and basic members, and takes all others', async () => {
    for (const type of [null, 'basic'] as const)
      expect(await ask('higherMembership', await asMember(type))).toEqual(['FORBIDDEN', 'higherMembership'])
    for (const type of ['supporting', 'sponsor', 'managing', 'contributing', 'fellow'] as const)
      expect(await ask('higherMembership', await asMember(type)), type).toBeNull()
  })
  test('an API key refuses people, who have another credential, and takes keys', async () => {
    const user = await asMember('fellow')
    expect(await ask('apiKey', user)).toEqual(['UNAUTHENTICATED', 'apiKey'])
    expect(await ask('apiKey', { ...user, kind: 'apiKey', session: null })).toBeNull()
  })
  test('anything is met by the system, and says what it requires', async () => {
    for (const requires of ['membership', 'higherMembership', 'apiKey'] as const) {
      expect(await ask(requires, system)).toBeNull()
      expect(guarded(requires).operation.requires).toBe(requires)
    }
  })
  test('asks after the permission and before the input, and runs nothing when it refuses', async () => {
    const stranger = await asMember(null)
    ran.length = 0
    expect(await refusal(guarded('membership')({ ...stranger, grants: new Map() }, {}))).toEqual(['FORBIDDEN', 'account:read'])
    expect(await refusal(guarded('membership')(stranger, { nonsense: true }))).toEqual(['FORBIDDEN', 'membership'])
    expect(await refusal(guarded('membership')(await asMember('basic'), { nonsense: true }))).toEqual(['INVALID', undefined])
    expect(ran).toEqual([])
  })
  test('is a mutation too, and its refusal is in the log', async () => {
    const change = defineMutation({
      name: 'changeAsMember',
      permission: 'account:update',
      requires: 'membership',
      input: z.strictObject({ userId: z.string() }),
      run: async ({ audit }) => audit.unchanged(),
    })
    const stranger = await asMember(null)
    const userId = String(stranger.id)
    expect(await refusal(change(stranger, { userId }))).toEqual(['FORBIDDEN', 'membership'])
    const refused = (await auditOf(userId)).find(({ event }) => event === 'operation.refused')
    expect(refused?.detail).toMatchObject({ operation: 'changeAsMember', code: 'FORBIDDEN' })
    expect(await refusal(change(await asMember('basic'), { userId }))).toBeNull()
  })
})

test('a request knows the membership as it is at that moment', async () => {
  const user = await person({ password: true })
  const request = { id: newId(), ip: '192.0.2.9', userAgent: 'test' }
  const token = await startSession({ id: user.id, label: user.username, request, method: 'password' })
  const now = async () => (await readShell(token, request))?.actor.membership
  expect(await now()).toBeNull()
  const { membershipId } = await createMembership(system, { userId: user.id })
  expect(await now()).toBe('basic')
  await updateMembership(system, { membershipId, version: 1, type: 'fellow' })
  expect(await now()).toBe('fellow')
  await deleteMembership(system, { membershipId })
  expect(await now()).toBeNull()
})
