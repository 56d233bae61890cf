// Links that work, links that do not, and addresses that have to be confirmed.
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { db, pool } from '../core/db.ts'
import { pausePool } from '../enrollment-pools/mutations-lifecycle.ts'
import { rotatePoolCode } from '../enrollment-pools/mutations-links.ts'
import { age, applicant, enrollmentNow, form, mail, mailsTo, openPool, stranger } from '../testing/enrollments.ts'
import { asAdministrator, auditOf, emptyTables, person, set } from '../testing/world.ts'
import { enroll } from './mutations-applicant.ts'
import { confirmEmail, sendConfirmationAgain } from './mutations-confirm.ts'
import { checkEnrollmentCode, readEnrollmentLink } from './queries.ts'
import { readOwnEnrollment } from './queries-own.ts'

const anybody = stranger()
const refused = (reason: string) => ({ code: 'RULE', detail: { reason } })

beforeEach(async () => {
  mail(true)
  await emptyTables()
  await pool.query('delete from rate_limits')
})
afterAll(() => mail(false))

describe('links', () => {
  test('unknown, malformed, rotated and deleted codes are one answer; 21 misses within an hour are 429', async () => {
    const admin = await asAdministrator()
    const { poolId, token } = await openPool(admin)
    await rotatePoolCode(admin, { poolId })
    const from = stranger('198.51.100.4')
    const answers = new Set<unknown>()
    for (const code of [token, 'x', 'A'.repeat(26), '0'.repeat(26), '']) {
      answers.add(await readEnrollmentLink(from, { token: code }).catch((error) => `${error.code} ${error.message}`))
      answers.add(await enroll(from, form(code)).catch((error) => `${error.code} ${error.message}`))
    }
    expect(answers.size).toBe(1)
    expect([...answers][0]).toMatch(/^NOT_FOUND This link does not work/)
    expect(await checkEnrollmentCode(from, { code: token })).toEqual({ active: false })
    for (let n = 11; n < 20; n++) await expect(enroll(from, form('B'.repeat(26)))).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(enroll(from, form('B'.repeat(26)))).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    await expect(readOwnEnrollment(from, { token: 'x' })).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    await expect(enroll(stranger('198.51.100.5'), form('B'.repeat(26)))).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const { token: living } = await openPool(admin)
    expect(await readEnrollmentLink(from, { token: living.toLowerCase().replace(/(.{4})/g, '$1-') })).toMatchObject({ trouble: null })
  })
  test('paused, expired and used-up ones say which', async () => {
    const admin = await asAdministrator()
    const paused = await openPool(admin)
    await pausePool(admin, { poolId: paused.poolId })
    const expired = await openPool(admin, { expiresAt: '2099-01-01' })
    await pool.query(`update enrollment_pools set expires_at = now() - interval '1 second' where id = $1`, [expired.poolId])
    const full = await openPool(admin, { quota: 1 })
    await applicant(full.token)
    for (const [{ token }, reason] of [
      [paused, 'PAUSED'],
      [expired, 'EXPIRED'],
      [full, 'USED_UP'],
    ] as const) {
      await expect(enroll(anybody, form(token))).rejects.toMatchObject(refused(reason))
      expect(await readEnrollmentLink(anybody, { token })).toMatchObject({ trouble: { reason } })
      expect(await checkEnrollmentCode(anybody, { code: token })).toEqual({ active: false })
    }
  })
  test('a name that is taken, was used, is reserved or is asked for by another is one answer, and costs no place', async () => {
    const admin = await asAdministrator()
    const { token, poolId } = await openPool(admin)
    const known = await person()
    const waiting = await applicant(token)
    await pool.query(`insert into usernames (key, user_id) values ('gone.for.good', gen_random_uuid())`)
    const answers = new Set<string>()
    for (const username of [known.username.toUpperCase(), waiting.username.toUpperCase(), 'gone.for.good', 'Administrator'])
      await enroll(anybody, form(token, { username })).catch(({ code, detail }) => answers.add(`${code} ${JSON.stringify(detail.fields)}`))
    expect([...answers]).toEqual(['INVALID {"username":["This username is not available. Choose another one."]}'])
    expect((await db.enrollmentPool.findUniqueOrThrow({ where: { id: poolId } })).used).toBe(1)
  })
})

describe('confirming an address', () => {
  test('is asked for at most 5 times for one enrollment, 3 times an hour for one address, and each new link ends the one before', async () => {
    const { token } = await openPool(await asAdministrator())
    const one = await applicant(token)
    await sendConfirmationAgain(anybody, { token: one.token })
    await sendConfirmationAgain(anybody, { token: one.token })
    await expect(sendConfirmationAgain(anybody, { token: one.token })).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    // Others who type the same address cannot write to it more often either, and are not told.
    const other = await applicant(token, { email: one.email })
    const sent = await mailsTo(one.email)
    expect(sent).toHaveLength(3)
    expect((await enrollmentNow(other.id)).confirmationsSent).toBe(0)
    await expect(confirmEmail(anybody, { token: sent[0]!.secret })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await pool.query('delete from sign_in_throttles')
    await sendConfirmationAgain(anybody, { token: one.token })
    await sendConfirmationAgain(anybody, { token: one.token })
    await pool.query('delete from sign_in_throttles')
    await expect(sendConfirmationAgain(anybody, { token: one.token })).rejects.toMatchObject(refused('ENOUGH'))
    const last = (await mailsTo(one.email)).at(-1)!.secret
    await age(one.id, '5 days 1 minute')
    await expect(confirmEmail(anybody, { token: last })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
  test('by 32 at once happens once', async () => {
    await set('enrollment.expireDays', 30)
    const { token } = await openPool(await asAdministrator())
    const one = await applicant(token)
    const [sent] = await mailsTo(one.email)
    await Promise.all(Array.from({ length: 32 }, () => confirmEmail(anybody, { token: sent!.secret })))
    expect((await auditOf(one.id)).filter(({ event }) => event === 'enrollment.email-confirmed')).toHaveLength(1)
    expect((await enrollmentNow(one.id)).version).toBe(2)
  })
})
