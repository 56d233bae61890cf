import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { Actor, MembershipType } from '../core/actor.ts'
import { closeDatabase, db, pool } from '../core/db.ts'
import { actorFor, asStranger, auditOf, emptyTables, fingerprint, person, system } from '../testing/world.ts'
import { createMembership, deleteMembership, updateMembership } from './mutations.ts'
import { affirmVote, joinMembership, leaveMembership, updateOwnMembership } from './mutations-own.ts'
import { ownMembership } from './queries.ts'
import { dayOf } from './rules.ts'

beforeEach(emptyTables)
afterAll(closeDatabase)

const ME = {
  legalName: 'Ann Margaret Lee',
  preferredName: 'Ann',
  emailAddress: 'ann@example.org',
  city: 'Turku',
  region: 'Southwest Finland',
  country: 'Finland',
  postalCode: '20100',
  codeOfConduct: true,
}
const { codeOfConduct: _accepted, ...DETAILS } = ME
/** The form of one's own membership, filled. */
const EDIT = { ...DETAILS, announcements: false, version: 1 }
const today = () => dayOf(new Date())
const refusal = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: { code: string; detail: { reason?: string } }) => [error.code, error.detail.reason],
  )
const member = async (type: MembershipType = 'basic', fields: object = {}) => {
  const user = await person({ password: true })
  const { membershipId } = await createMembership(system, { userId: user.id, type, ...fields })
  return { actor: await actorFor(user.id), userId: user.id, membershipId }
}
/** The same person at their next request. */
const again = (actor: Actor) => actorFor(String(actor.id))

describe('joinMembership', () => {
  test('makes a basic member of who accepts the code of conduct, and tells the log', async () => {
    const stranger = await asStranger()
    expect(await ownMembership(stranger, {})).toBeNull()
    await joinMembership(stranger, { ...ME, announcements: 'true' })
    expect(await ownMembership(stranger, {})).toMatchObject({ ...ME, type: 'basic', announcements: true, votes: false, due: false })
    expect((await auditOf(stranger.id)).at(-1)).toMatchObject({
      event: 'membership.created',
      actorId: stranger.id,
      detail: { type: 'basic', source: 'self' },
    })
  })
  test.each(['legalName', 'preferredName', 'emailAddress', 'city', 'region', 'country', 'postalCode'])('asks for %s', async (field) => {
    const stranger = await asStranger()
    for (const value of ['', '   '])
      await expect(joinMembership(stranger, { ...ME, [field]: value })).rejects.toMatchObject({
        code: 'INVALID',
        detail: { fields: { [field]: [expect.any(String)] } },
      })
    const { [field]: _left, ...rest } = ME as Record<string, unknown>
    expect((await refusal(joinMembership(stranger, rest)))?.[0]).toBe('INVALID')
  })
  test.each([[false], ['false'], [undefined]])('takes no %s to the code of conduct', async (codeOfConduct) => {
    const stranger = await asStranger()
    expect((await refusal(joinMembership(stranger, { ...ME, codeOfConduct })))?.[0]).toBe('INVALID')
    expect(await db.membership.count()).toBe(0)
  })
  test.each([
    ['type', 'fellow'],
    ['votes', true],
    ['userId', '0199aaaa-0000-7000-8000-000000000001'],
  ])('lets nobody choose their %s', async (field, value) => {
    expect((await refusal(joinMembership(await asStranger(), { ...ME, [field]: value })))?.[0]).toBe('INVALID')
  })
  test('of 32 at the same instant joins once, and refuses who is a member', async () => {
    const stranger = await asStranger()
    const answers = await Promise.all(Array.from({ length: 32 }, () => refusal(joinMembership(stranger, ME))))
    expect(answers.filter((answer) => answer === null)).toHaveLength(1)
    expect(answers.filter((answer) => answer?.[1] === 'DUPLICATE')).toHaveLength(31)
    expect(await refusal(joinMembership(await again(stranger), ME))).toEqual(['CONFLICT', 'DUPLICATE'])
  })
})

describe('updateOwnMembership', () => {
  test('is refused to who is no member', async () => {
    expect(await refusal(updateOwnMembership(await asStranger(), EDIT))).toEqual(['FORBIDDEN', 'membership'])
  })
  test('changes what differs, and records it', async () => {
    const { actor, userId } = await member('supporting', DETAILS)
    expect(await updateOwnMembership(actor, { ...EDIT, city: 'Oulu', announcements: true })).toEqual({ version: 2 })
    expect(await ownMembership(actor, {})).toMatchObject({ ...DETAILS, city: 'Oulu', announcements: true, type: 'supporting' })
    expect((await auditOf(userId)).at(-1)).toMatchObject({ event: 'membership.updated', actorId: userId })
    expect(await updateOwnMembership(actor, { ...EDIT, version: 2, city: 'Oulu', announcements: true })).toEqual({ version: 2 })
  })
  test.each(['type', 'votes', 'userId', 'lastVoteAffirmation'])('does not know the field %s', async (field) => {
    const { actor } = await member('basic', DETAILS)
    expect((await refusal(updateOwnMembership(actor, { ...EDIT, [field]: 'false' })))?.[0]).toBe('INVALID')
  })
  test('accepts the code of conduct where it is not accepted yet, and never takes it back', async () => {
    const { actor } = await member('basic', DETAILS)
    await updateOwnMembership(actor, { ...EDIT, codeOfConduct: 'true' })
    expect(await ownMembership(actor, {})).toMatchObject({ codeOfConduct: true, version: 2 })
    expect(await refusal(updateOwnMembership(actor, { ...EDIT, version: 2, codeOfConduct: 'false' }))).toEqual([
      'RULE',
      'CODE_OF_CONDUCT_ACCEPTED',
    ])
  })
  test('refuses an empty field and a stale form', async () => {
    const { actor, membershipId } = await member('basic', DETAILS)
    await expect(updateOwnMembership(actor, { ...EDIT, city: '' })).rejects.toMatchObject({
      code: 'INVALID',
      detail: { fields: { city: ['Enter your city.'] } },
    })
    await updateMembership(system, { membershipId, version: 1, city: 'Pori' })
    await expect(updateOwnMembership(actor, { ...EDIT, city: 'Oulu' })).rejects.toMatchObject({
      code: 'CONFLICT',
      detail: { reason: 'STALE', fields: { city: ['Saved now: “Pori”.'] }, current: { version: 2 } },
    })
  })
})

describe('leaveMembership', () => {
  test('ends one’s own membership alone, and the account stays', async () => {
    const [mine, other] = [await member(), await member()]
    await leaveMembership(mine.actor, {})
    expect(await ownMembership(mine.actor, {})).toBeNull()
    expect(await ownMembership(other.actor, {})).toMatchObject({ id: other.membershipId })
    expect((await auditOf(mine.userId)).at(-1)).toMatchObject({
      event: 'membership.deleted',
      actorId: mine.userId,
      detail: { type: 'basic' },
    })
    expect(await db.user.findUnique({ where: { id: mine.userId }, select: { status: true } })).toEqual({ status: 'ACTIVE' })
    await joinMembership(await again(mine.actor), ME)
  })
  test('is refused to who is no member, and not found by who stopped being one meanwhile', async () => {
    expect(await refusal(leaveMembership(await asStranger(), {}))).toEqual(['FORBIDDEN', 'membership'])
    const { actor, membershipId } = await member()
    await deleteMembership(system, { membershipId })
    for (const call of [() => leaveMembership(actor, {}), () => updateOwnMembership(actor, { ...EDIT, city: 'Oulu' })])
      expect(await refusal(call())).toEqual(['NOT_FOUND', undefined])
  })
})

describe('affirmVote', () => {
  test('is for members of a higher level: with no membership and with a basic one it is refused and writes nothing', async () => {
    const [stranger, basic] = [await asStranger(), await member('basic', { votes: true })]
    await pool.query('update memberships set last_vote_affirmation = null')
    const before = await fingerprint()
    for (const actor of [stranger, basic.actor]) expect(await refusal(affirmVote(actor, {}))).toEqual(['FORBIDDEN', 'higherMembership'])
    expect(await fingerprint()).toBe(before)
  })
  test.each(['supporting', 'fellow', 'sponsor', 'contributing', 'managing'] as const)(
    '%s: says that one votes, from today',
    async (type) => {
      const { actor, userId } = await member(type)
      expect(await affirmVote(actor, {})).toEqual({ on: today() })
      expect(await ownMembership(actor, {})).toMatchObject({ votes: true, lastVoteAffirmation: today(), due: false, version: 2 })
      expect((await auditOf(userId)).at(-1)).toMatchObject({
        event: 'membership.vote-affirmed',
        detail: { on: today() },
        changes: { votes: { before: false, after: true }, lastVoteAffirmation: { before: null, after: today() } },
      })
    },
  )
  test('moves an old affirmation to today, and does nothing a second time', async () => {
    const { actor, userId } = await member('fellow', { votes: true })
    await pool.query(`update memberships set last_vote_affirmation = '2024-02-29'`)
    expect(await ownMembership(actor, {})).toMatchObject({ due: true })
    await affirmVote(actor, {})
    expect((await auditOf(userId)).at(-1)?.changes).toEqual({ lastVoteAffirmation: { before: '2024-02-29', after: today() } })
    const rows = (await auditOf(userId)).length
    await affirmVote(actor, {})
    expect((await auditOf(userId)).length).toBe(rows)
  })
  test('looks at the type again: who became basic since the request began is refused', async () => {
    const { actor, membershipId } = await member('fellow')
    await updateMembership(system, { membershipId, version: 1, type: 'basic' })
    expect(await refusal(affirmVote(actor, {}))).toEqual(['FORBIDDEN', 'higherMembership'])
  })
})
