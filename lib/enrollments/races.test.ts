// Many at once, on real PostgreSQL: one outcome, one user, one mail, and no more places than there are.
import { beforeEach, describe, expect, test } from 'vitest'
import { db, pool } from '../core/db.ts'
import { isAppError } from '../core/errors.ts'
import { applicant, codesOf, enrollmentNow, form, mail, mailsTo, openPool, stranger } from '../testing/enrollments.ts'
import { asAdministrator, asUserWith, auditOf, emptyTables, group, person, system } from '../testing/world.ts'
import { createUser } from '../users/mutations.ts'
import { enroll, updateOwnEnrollment, withdrawEnrollment } from './mutations-applicant.ts'
import { finishSignUp } from './mutations-confirm.ts'
import { decideEnrollment } from './mutations-decide.ts'
import { decideMany } from './steps-decide.ts'

const MANY = 32
const ROUNDS = 10
const PASSWORD = 'seven quiet lanterns drift north'

beforeEach(async () => {
  mail(false)
  await emptyTables()
  await pool.query('delete from rate_limits')
})

/** What became of many calls at once: how many got through, and with which codes and reasons the others were refused. */
async function outcomes<T>(calls: readonly Promise<T>[]) {
  const results = await Promise.allSettled(calls)
  const done = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const refused = results.flatMap((result) => {
    if (result.status === 'fulfilled') return []
    if (!isAppError(result.reason)) throw result.reason
    return [`${result.reason.code} ${result.reason.detail.reason ?? ''}`.trim()]
  })
  return { done, refused }
}
const times = <T>(count: number, call: (n: number) => Promise<T>) => Array.from({ length: count }, (_, n) => call(n))

describe('deciding', () => {
  test('by 16 approvers and 16 rejecters at once: one outcome, one user or none, one mail, ten times over (threat 57)', async () => {
    const approvers = await Promise.all([asAdministrator(), asAdministrator(), asUserWith('Enrollment approver')])
    const { token } = await openPool(approvers[0]!, { groupId: await group() })
    let approvals = 0
    for (let round = 0; round < ROUNDS; round++) {
      await pool.query('delete from rate_limits')
      const one = await applicant(token)
      const decide = (n: number) =>
        decideEnrollment(approvers[n % 3]!, {
          enrollmentId: one.id,
          version: 1,
          decision: (n + round) % 2 ? 'approve' : 'reject',
          reason: 'No',
        })
      const { done, refused } = await outcomes(times(MANY, decide))
      expect(done).toHaveLength(1)
      expect(refused).toEqual(Array(MANY - 1).fill('CONFLICT DECIDED'))
      const now = await enrollmentNow(one.id)
      const isApproved = now.state === 'APPROVED'
      approvals += isApproved ? 1 : 0
      expect(now.version).toBe(2)
      expect(await db.user.count({ where: { username: one.username } })).toBe(isApproved ? 1 : 0)
      expect((await mailsTo(one.email)).map(({ template }) => template)).toEqual([`enrollment-${isApproved ? 'approved' : 'rejected'}`])
      const decided = (await auditOf(one.id)).filter(({ event }) => /approved|rejected/.test(event))
      expect(decided).toHaveLength(1)
      if (isApproved) expect(await db.groupMember.count({ where: { userId: now.userId! } })).toBe(1)
    }
    expect(approvals).toBeLessThanOrEqual(ROUNDS)
  })
  test('one by one and many together, while the applicant withdraws and edits: nothing twice and nothing by halves', async () => {
    const admin = await asAdministrator()
    const { token } = await openPool(admin, { groupId: await group() })
    for (let round = 0; round < 5; round++) {
      const all = await Promise.all(times(6, () => applicant(token)))
      const words = { decision: 'approve', reason: '', reasonShared: false, note: '', noteShared: false } as const
      const items = all.map(({ id }) => ({ id, version: 1 }))
      const together = () => db.$transaction((tx) => decideMany(tx, admin, items, words), { timeout: 15_000 })
      const alone = (id: string) => decideEnrollment(admin, { enrollmentId: id, version: 1, decision: 'reject', reason: 'No' })
      await Promise.allSettled([
        together(),
        together(),
        ...all.map(({ id }) => alone(id)),
        withdrawEnrollment(stranger(), { token: all[0]!.token }),
        updateOwnEnrollment(stranger(), { token: all[1]!.token, organisation: 'Other' }),
      ])
      for (const { id, username } of all) {
        const now = await enrollmentNow(id)
        expect(await db.user.count({ where: { username } })).toBe(now.state === 'APPROVED' ? 1 : 0)
        expect((await auditOf(id)).filter(({ event }) => /approved|rejected|withdrawn/.test(event))).toHaveLength(
          now.state === 'PENDING' ? 0 : 1,
        )
      }
    }
  })
  test('of many at once: each by itself, also when somebody takes one of the names in the same instant', async () => {
    const admin = await asAdministrator()
    const { token } = await openPool(admin)
    for (let round = 0; round < ROUNDS; round++) {
      const all = await Promise.all(times(5, () => applicant(token)))
      const words = { decision: 'approve', reason: '', reasonShared: false, note: '', noteShared: false } as const
      const items = all.map(({ id }) => ({ id, version: 1 }))
      const thief = createUser(system, { username: all[2]!.username, email: `thief${round}@example.org` }).then(() => true, () => false) // prettier-ignore
      const answer = await db.$transaction((tx) => decideMany(tx, admin, items, words), { timeout: 15_000 })
      const stolen = await thief
      for (const [n, { id, username }] of all.entries()) {
        const isHit = n === 2 && stolen
        expect(answer.get(id)).toMatchObject(isHit ? { done: false, reason: 'DUPLICATE' } : { done: true, state: 'APPROVED' })
        expect(await db.user.count({ where: { username } })).toBe(1)
        expect((await enrollmentNow(id)).state).toBe(isHit ? 'PENDING' : 'APPROVED')
      }
    }
  })
})

describe('coming in', () => {
  test('32 for one username: one', async () => {
    const { token } = await openPool(await asAdministrator())
    for (let round = 0; round < ROUNDS; round++) {
      await pool.query('delete from rate_limits')
      const username = `same.name${round}`
      const { done, refused } = await outcomes(
        times(MANY, (n) => enroll(stranger(), form(token, { username: n % 2 ? username : username.toUpperCase() }))),
      )
      expect(done).toHaveLength(1)
      expect(refused).toEqual(Array(MANY - 1).fill('INVALID'))
    }
    expect((await db.enrollmentPool.findFirstOrThrow()).used).toBe(ROUNDS)
    expect(await db.enrollment.count()).toBe(ROUNDS)
  })
  test('32 for the last place of a pool: one', async () => {
    const admin = await asAdministrator()
    for (let round = 0; round < ROUNDS; round++) {
      await pool.query('delete from rate_limits')
      const { token, poolId } = await openPool(admin, { quota: 2 })
      await applicant(token)
      const { done, refused } = await outcomes(times(MANY, () => enroll(stranger(), form(token))))
      expect(done).toHaveLength(1)
      expect(refused).toEqual(Array(MANY - 1).fill('RULE USED_UP'))
      expect(await db.enrollment.count({ where: { poolId } })).toBe(2)
    }
  })
  test('32 with one single-use link: one, and the links beside it stay', async () => {
    const admin = await asAdministrator()
    const { poolId } = await openPool(admin, { kind: 'single_use', links: ROUNDS + 1 })
    const codes = await codesOf(poolId)
    for (const token of codes.slice(0, ROUNDS)) {
      await pool.query('delete from rate_limits')
      const { done, refused } = await outcomes(times(MANY, () => enroll(stranger(), form(token))))
      expect(done).toHaveLength(1)
      expect(refused).toEqual(Array(MANY - 1).fill('RULE USED_UP'))
    }
    expect(await db.enrollmentLink.count({ where: { poolId, uses: 1 } })).toBe(ROUNDS)
    expect((await db.enrollmentPool.findUniqueOrThrow({ where: { id: poolId } })).used).toBe(ROUNDS)
    expect(await enroll(stranger(), form(codes[ROUNDS]!))).toMatchObject({ state: 'PENDING' })
  })
  test('16 who finish one sign-up at once make one user, with one of the passwords', async () => {
    mail(true)
    const { token } = await openPool(await asAdministrator(), { needsApproval: false, terms: 'Be kind.' })
    const one = await applicant(token, { agreed: true })
    const [sent] = await mailsTo(one.email)
    const { done } = await outcomes(times(16, (n) => finishSignUp(stranger(), { token: sent!.secret, password: `${PASSWORD} ${n}` })))
    expect(done.length).toBeGreaterThan(0)
    expect(new Set(done.map(({ state }) => state))).toEqual(new Set(['APPROVED']))
    expect(await db.user.count({ where: { username: one.username } })).toBe(1)
    expect((await auditOf(one.id)).filter(({ event }) => event === 'enrollment.approved')).toHaveLength(1)
    mail(false)
  })
  test('a user who is made in the same instant keeps the name; the applicant is not half let in', async () => {
    const admin = await asAdministrator()
    const { token } = await openPool(admin)
    for (let round = 0; round < ROUNDS; round++) {
      const one = await applicant(token)
      const [decided, made] = await Promise.allSettled([
        decideEnrollment(admin, { enrollmentId: one.id, version: 1, decision: 'approve' }),
        person({ username: one.username }),
      ])
      expect([decided, made].filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect(await db.user.count({ where: { username: one.username } })).toBe(1)
      expect((await enrollmentNow(one.id)).state).toBe(decided.status === 'fulfilled' ? 'APPROVED' : 'PENDING')
    }
  })
})
