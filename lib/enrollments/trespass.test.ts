// What people try who should not get in, or should not learn what they ask (threats 6, 12, 38–40).
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { db, pool } from '../core/db.ts'
import { applicant, enrollmentNow, form, mail, mailsTo, openPool, stranger } from '../testing/enrollments.ts'
import { grantRole } from '../roles/mutations.ts'
import { actorFor, asAdministrator, emptyTables, makeRole, person, roleId, system } from '../testing/world.ts'
import { startEnrollment } from './mutations.ts'
import { enroll, updateOwnEnrollment, withdrawEnrollment } from './mutations-applicant.ts'
import { confirmEmail, finishSignUp, sendConfirmationAgain } from './mutations-confirm.ts'
import { decideEnrollment } from './mutations-decide.ts'
import { readConfirmation, readOwnEnrollment } from './queries-own.ts'

const anybody = stranger()
const PASSWORD = 'a long enough passphrase'

beforeEach(async () => {
  mail(true)
  await emptyTables()
  await pool.query('delete from rate_limits')
})
afterAll(() => mail(false))

/** Somebody who may invite and nothing else, and the page of an applicant whom they started with this pool. */
async function startedWith(poolId: string, email: string) {
  const user = await person()
  await grantRole(system, { userId: user.id, roleId: await makeRole('enrollment:invite') })
  const inviter = await actorFor(user.id)
  const { enrollmentId, statusLink } = await startEnrollment(inviter, { username: 'second.me', firstName: 'Sam', poolId, email })
  return { enrollmentId, token: new URL(statusLink).searchParams.get('token')! }
}

describe('whoever may start enrollments, and has no link', () => {
  test.each([
    ['with', 'second@example.org'],
    ['without', ''],
  ])('%s an address let nobody in by a pool that needs no approval', async (_, email) => {
    const { poolId } = await openPool(await asAdministrator(), { needsApproval: false, roles: [{ roleId: roleId('ADMIN') }] })
    const { enrollmentId, token } = await startedWith(poolId, email)
    if (email === '') await updateOwnEnrollment(anybody, { token, email: 'second@example.org' })
    else await sendConfirmationAgain(anybody, { token })
    const [sent] = await mailsTo('second@example.org')
    expect(sent!.template).toBe('enrollment-confirm')
    expect(await readConfirmation(anybody, { token: sent!.secret })).toMatchObject({ purpose: 'confirm' })
    expect(await finishSignUp(anybody, { token: sent!.secret, password: PASSWORD })).toMatchObject({ state: 'PENDING' })
    await confirmEmail(anybody, { token: sent!.secret })
    expect(await enrollmentNow(enrollmentId)).toMatchObject({ state: 'PENDING', userId: null, needsApprovalCode: true })
    expect(await readOwnEnrollment(anybody, { token })).toMatchObject({ next: 'wait' })
    expect(await db.user.count({ where: { username: 'second.me' } })).toBe(0)
  })
})

describe('whoever wants to know which addresses have an account', () => {
  test('sees the same on the page of an open sign-up, whatever becomes of it', async () => {
    const admin = await asAdministrator()
    const { token } = await openPool(admin, { needsApproval: false })
    const pages = []
    for (const email of [(await person()).email, 'nobody.has.this@example.org']) {
      const [withdrawn, rejected] = [await enroll(anybody, form(token, { email })), await applicant(token, { email })]
      await withdrawEnrollment(anybody, { token: withdrawn.statusToken })
      await decideEnrollment(admin, { enrollmentId: rejected.id, version: 1, decision: 'reject', reason: 'Nobody knows you.' })
      const seen = [withdrawn.statusToken, rejected.token].map(async (own) => {
        const { state, mails, mayConfirmAgain, next } = await readOwnEnrollment(anybody, { token: own })
        return { state, mails, mayConfirmAgain, next }
      })
      pages.push(await Promise.all(seen))
    }
    expect(pages[0]).toEqual(pages[1])
  })
})
