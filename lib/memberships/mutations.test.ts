import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { closeDatabase, db, pool } from '../core/db.ts'
import { deleteUser, purgeUser } from '../users/mutations-lifecycle.ts'
import { updateUser } from '../users/mutations.ts'
import { asAdministrator, auditOf, emptyTables, fingerprint, person, system } from '../testing/world.ts'
import { createMembership, deleteMembership, updateMembership } from './mutations.ts'
import { getMembership, membershipOfUser } from './queries.ts'
import { dayOf } from './rules.ts'

beforeEach(emptyTables)
afterAll(closeDatabase)

const ANN = {
  type: 'supporting',
  legalName: 'Ann Margaret Lee',
  preferredName: 'Ann',
  emailAddress: 'Ann@Example.org',
  city: 'Turku',
  region: 'Southwest Finland',
  country: 'Finland',
  postalCode: '20100',
  codeOfConduct: true,
  announcements: true,
}
const today = () => dayOf(new Date())
const refusal = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: { code: string; detail: { reason?: string } }) => [error.code, error.detail.reason],
  )
const membership = async (fields: object = {}) => {
  const user = await person()
  return { user, ...(await createMembership(system, { userId: user.id, ...fields })) }
}
const affirmedOn = (membershipId: string, day: string | null) =>
  pool.query('update memberships set last_vote_affirmation = $2 where id = $1', [membershipId, day])

describe('createMembership', () => {
  test('keeps all that was given, and is told in the log of the user', async () => {
    const [admin, user] = [await asAdministrator(), await person({ firstName: 'Ann', lastName: 'Lee', username: 'ann.lee' })]
    const { membershipId } = await createMembership(admin, { userId: user.id, ...ANN })
    expect(await getMembership(admin, { membershipId })).toMatchObject({
      ...ANN,
      id: membershipId,
      user: { id: user.id, username: 'ann.lee', fullName: 'Ann Lee', status: 'ACTIVE' },
      votes: false,
      lastVoteAffirmation: null,
      due: false,
      version: 1,
    })
    const last = (await auditOf(user.id)).at(-1)
    expect(last).toMatchObject({
      event: 'membership.created',
      actorId: admin.id,
      targetLabel: 'Ann Lee (ann.lee)',
      detail: { type: 'supporting', source: 'administrator' },
    })
    expect(last?.changes).toMatchObject({ city: { before: null, after: 'Turku' } })
    expect(Object.keys(last?.changes as object)).not.toContain('votes')
  })
  test('is basic and empty where nothing is said', async () => {
    const { user } = await membership()
    expect((await membershipOfUser(system, { userId: user.id })).membership).toMatchObject({
      type: 'basic',
      legalName: '',
      emailAddress: '',
      codeOfConduct: false,
      announcements: false,
      votes: false,
    })
  })
  test('of 32 at the same instant makes one, and a conflict of every other', async () => {
    const [admin, user] = [await asAdministrator(), await person()]
    const answers = await Promise.all(Array.from({ length: 32 }, () => refusal(createMembership(admin, { userId: user.id, ...ANN }))))
    expect(answers.filter((answer) => answer === null)).toHaveLength(1)
    expect(answers.filter((answer) => answer?.[0] === 'CONFLICT' && answer[1] === 'DUPLICATE')).toHaveLength(31)
    expect(await db.membership.count({ where: { userId: user.id } })).toBe(1)
    expect((await auditOf(user.id)).filter(({ event }) => event === 'membership.created')).toHaveLength(1)
  })
  test('names the field of a second one', async () => {
    const { user } = await membership()
    await expect(createMembership(system, { userId: user.id })).rejects.toMatchObject({
      code: 'CONFLICT',
      detail: { fields: { userId: [expect.stringContaining('nobody has two')] } },
    })
  })
  test('makes nobody a managing member, but the system brings those of an older one', async () => {
    const [admin, user] = [await asAdministrator(), await person()]
    expect(await refusal(createMembership(admin, { userId: user.id, type: 'managing' }))).toEqual(['RULE', 'LEGACY_TYPE'])
    const { membershipId } = await createMembership(system, { userId: user.id, type: 'managing' })
    expect((await auditOf(user.id)).at(-1)?.detail).toMatchObject({ source: 'import' })
    expect(await updateMembership(admin, { membershipId, version: 1, type: 'managing', city: 'Oulu' })).toMatchObject({ changed: ['city'] })
    await updateMembership(admin, { membershipId, version: 2, type: 'contributing' })
    expect(await refusal(updateMembership(admin, { membershipId, version: 3, type: 'managing' }))).toEqual(['RULE', 'LEGACY_TYPE'])
  })
  test.each([
    ['lastVoteAffirmation', '2020-01-01'],
    ['last_vote_affirmation', '2020-01-01'],
    ['version', 7],
    ['userSearchText', 'x'],
  ])('does not know the field %s', async (field, value) => {
    const user = await person()
    await expect(createMembership(system, { userId: user.id, [field]: value })).rejects.toMatchObject({ code: 'INVALID' })
  })
  test.each([
    ['legalName', 'x'.repeat(256)],
    ['city', 'x'.repeat(101)],
    ['postalCode', 'x'.repeat(21)],
    ['country', 'Fin\nland'],
    ['emailAddress', 'no address'],
    ['type', 'honorary'],
  ])('refuses %s when it does not fit', async (field, value) => {
    const user = await person()
    await expect(createMembership(system, { userId: user.id, [field]: value })).rejects.toMatchObject({
      code: 'INVALID',
      detail: { fields: { [field]: [expect.any(String)] } },
    })
  })
  test('is not for users in the trash', async () => {
    const user = await person()
    await deleteUser(system, { userId: user.id })
    expect(await refusal(createMembership(system, { userId: user.id }))).toEqual(['RULE', 'BAD_TRANSITION'])
  })
})

describe('votes', () => {
  test('said for the first time affirm, at creating and at editing', async () => {
    const first = await membership({ type: 'fellow', votes: true })
    expect(await getMembership(system, { membershipId: first.membershipId })).toMatchObject({
      votes: true,
      lastVoteAffirmation: today(),
      due: false,
    })
    const { membershipId } = await membership({ type: 'fellow' })
    await updateMembership(system, { membershipId, version: 1, votes: true })
    expect(await getMembership(system, { membershipId })).toMatchObject({ lastVoteAffirmation: today() })
  })
  test('are not affirmed anew by a later edit, nor by taking them back and giving them again', async () => {
    const { membershipId, user } = await membership({ type: 'fellow', votes: true })
    await affirmedOn(membershipId, '2024-02-29')
    await updateMembership(system, { membershipId, version: 1, city: 'Oulu', votes: true })
    await updateMembership(system, { membershipId, version: 2, votes: false })
    await updateMembership(system, { membershipId, version: 3, votes: true })
    expect(await getMembership(system, { membershipId })).toMatchObject({ lastVoteAffirmation: '2024-02-29', due: true })
    expect((await auditOf(user.id)).at(-1)?.changes).toEqual({ votes: { before: false, after: true } })
  })
  test('of a member who never affirmed are stamped by the next save, and the log says so', async () => {
    const { membershipId, user } = await membership({ type: 'fellow', votes: true })
    await affirmedOn(membershipId, null)
    await updateMembership(system, { membershipId, version: 1, city: 'Oulu' })
    expect((await auditOf(user.id)).at(-1)?.changes).toMatchObject({ lastVoteAffirmation: { before: null, after: today() } })
  })
})

describe('updateMembership', () => {
  test('changes what is given and keeps the rest', async () => {
    const admin = await asAdministrator()
    const { membershipId, user } = await membership(ANN)
    expect(await updateMembership(admin, { membershipId, version: 1, city: 'Oulu', announcements: false })).toMatchObject({
      version: 2,
      changed: ['city', 'announcements'],
    })
    expect(await getMembership(admin, { membershipId })).toMatchObject({ ...ANN, city: 'Oulu', announcements: false, version: 2 })
    expect((await auditOf(user.id)).at(-1)).toMatchObject({
      event: 'membership.updated',
      changes: { city: { before: 'Turku', after: 'Oulu' }, announcements: { before: true, after: false } },
    })
  })
  test('writes and records nothing when nothing differs', async () => {
    const { membershipId, user } = await membership(ANN)
    const [before, rows] = [await fingerprint(), (await auditOf(user.id)).length]
    expect(await updateMembership(system, { membershipId, version: 1, city: 'Turku' })).toMatchObject({ version: 1, changed: [] })
    expect([await fingerprint(), (await auditOf(user.id)).length]).toEqual([before, rows])
  })
  test('refuses a stale form with what is saved now, and saves nothing of it', async () => {
    const { membershipId } = await membership(ANN)
    await updateMembership(system, { membershipId, version: 1, city: 'Oulu' })
    const before = await fingerprint()
    await expect(updateMembership(system, { membershipId, version: 1, city: 'Pori', region: ANN.region })).rejects.toMatchObject({
      code: 'CONFLICT',
      detail: { reason: 'STALE', fields: { city: ['Saved now: “Oulu”.'] }, current: { version: 2 } },
    })
    expect(await fingerprint()).toBe(before)
  })
  test('does not take back the code of conduct, but takes a later yes', async () => {
    const accepted = await membership(ANN)
    expect(await refusal(updateMembership(system, { membershipId: accepted.membershipId, version: 1, codeOfConduct: false }))).toEqual([
      'RULE',
      'CODE_OF_CONDUCT_ACCEPTED',
    ])
    const { membershipId } = await membership()
    await updateMembership(system, { membershipId, version: 1, codeOfConduct: true })
    expect(await getMembership(system, { membershipId })).toMatchObject({ codeOfConduct: true })
  })
  test.each([
    ['userId', '0199aaaa-0000-7000-8000-000000000001'],
    ['lastVoteAffirmation', '2020-01-01'],
  ])('does not know the field %s', async (field, value) => {
    const { membershipId } = await membership()
    await expect(updateMembership(system, { membershipId, version: 1, [field]: value })).rejects.toMatchObject({ code: 'INVALID' })
  })
  test('leaves users in the trash alone', async () => {
    const { membershipId, user } = await membership()
    await deleteUser(system, { userId: user.id })
    expect(await refusal(updateMembership(system, { membershipId, version: 1, city: 'Oulu' }))).toEqual(['RULE', 'BAD_TRANSITION'])
  })
  test('of 32 with the same version lets one through', async () => {
    const admin = await asAdministrator()
    const { membershipId } = await membership(ANN)
    const answers = await Promise.all(
      Array.from({ length: 32 }, (_, n) => refusal(updateMembership(admin, { membershipId, version: 1, city: `City ${n}` }))),
    )
    expect(answers.filter((answer) => answer === null)).toHaveLength(1)
    expect(answers.filter((answer) => answer?.[1] === 'STALE')).toHaveLength(31)
  })
})

describe('deleteMembership', () => {
  test('takes the membership and leaves the user; a second time it is not found', async () => {
    const admin = await asAdministrator()
    const { membershipId, user } = await membership(ANN)
    await deleteMembership(admin, { membershipId })
    expect((await membershipOfUser(admin, { userId: user.id })).membership).toBeNull()
    expect(await db.user.findUnique({ where: { id: user.id }, select: { status: true, version: true } })).toEqual({
      status: user.status,
      version: user.version,
    })
    expect((await auditOf(user.id)).at(-1)).toMatchObject({ event: 'membership.deleted', detail: { type: 'supporting' } })
    expect(await refusal(deleteMembership(admin, { membershipId }))).toEqual(['NOT_FOUND', undefined])
    expect(await createMembership(admin, { userId: user.id })).toMatchObject({ userId: user.id })
  })
  test('works for users in the trash, and removing a user for good takes theirs along', async () => {
    const [first, second] = [await membership(), await membership()]
    for (const { user } of [first, second]) await deleteUser(system, { userId: user.id })
    await deleteMembership(system, { membershipId: first.membershipId })
    await purgeUser(system, { userId: second.user.id, username: second.user.username })
    expect(await db.membership.count()).toBe(0)
  })
})

test('a membership follows the names of its user', async () => {
  const { membershipId, user } = await membership({ city: 'Turku' })
  const names = async () => (await pool.query('select user_sort_name, search_text from memberships where id = $1', [membershipId])).rows[0]
  expect(await names()).toMatchObject({
    user_sort_name: expect.stringMatching(/^pat person/),
    search_text: expect.stringContaining('turku'),
  })
  await updateUser(system, { userId: user.id, version: user.version, firstName: 'Żoë', lastName: 'Quist' })
  expect(await names()).toMatchObject({ user_sort_name: 'zoe quist', search_text: expect.stringContaining('quist') })
})
