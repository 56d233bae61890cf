// Coming in: by a shared link, with and without an approver, with and without mail, and by an invitation.
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { verifyPassword } from '../auth/password.ts'
import { db, pool } from '../core/db.ts'
import { inviteUser } from '../enrollment-pools/mutations-invitations.ts'
import { setPasswordWithLink } from '../passwords/mutations.ts'
import { endGrant } from '../roles/mutations.ts'
import { age, applicant, enrollmentNow, form, mail, mailsTo, openPool, stranger } from '../testing/enrollments.ts'
import { asAdministrator, asUserWith, auditOf, emptyTables, fingerprint, group, makeRole, person } from '../testing/world.ts'
import { deactivateUser } from '../users/mutations-lifecycle.ts'
import { enroll } from './mutations-applicant.ts'
import { confirmEmail, finishSignUp, sendConfirmationAgain, setEnrollmentPassword } from './mutations-confirm.ts'
import { decideEnrollment } from './mutations-decide.ts'
import { readEnrollmentLink } from './queries.ts'
import { readConfirmation, readOwnEnrollment } from './queries-own.ts'

const PASSWORD = 'seven quiet lanterns drift north'
const anybody = stranger()
const refused = (reason: string) => ({ code: 'RULE', detail: { reason } })
const badField = (name: string) => ({ code: 'INVALID', detail: { fields: { [name]: [expect.any(String)] } } })
const userNamed = (username: string) => db.user.findFirst({ where: { username } })

beforeEach(async () => {
  mail(true)
  await emptyTables()
  await pool.query('delete from rate_limits')
})
afterAll(() => mail(false))

describe('a pool that needs approval', () => {
  test('takes an enrollment with everything that the form has, and keeps it for approvers until the address is confirmed', async () => {
    const admin = await asAdministrator()
    const questions = [
      { key: 'why', label: 'Why?', type: 'text', required: true },
      { key: 'size', label: 'Size', type: 'choice', options: ['S', 'M'] },
      { key: 'vegan', label: 'Vegan', type: 'checkbox' },
    ]
    const { token } = await openPool(admin, { terms: 'Be kind.', questions, extra: { site: 'Berlin' }, domains: 'example.org' })
    expect(await readEnrollmentLink(anybody, { token })).toMatchObject({
      trouble: null,
      needsApproval: true,
      asksPassword: false,
      confirmsEmail: true,
    })
    await expect(enroll(anybody, form(token, { agreed: true, answers: {} }))).rejects.toMatchObject(badField('answers.why'))
    await expect(enroll(anybody, form(token, { agreed: true, answers: { why: 'x', size: 'XL' } }))).rejects.toMatchObject(
      badField('answers.size'),
    )
    await expect(enroll(anybody, form(token, { agreed: true, answers: { why: 'x', other: 'y' } }))).rejects.toMatchObject(
      badField('answers.other'),
    )
    await expect(enroll(anybody, form(token, { answers: { why: 'x' } }))).rejects.toMatchObject(badField('agreed'))
    const whole = { agreed: 'on', answers: { why: 'I live there.', size: 'M', vegan: 'on' } }
    await expect(enroll(anybody, form(token, { ...whole, email: 'a@example.com' }))).rejects.toMatchObject(badField('email'))
    await expect(enroll(anybody, form(token, { ...whole, password: PASSWORD }))).rejects.toMatchObject(badField('password'))
    await expect(enroll(anybody, form(token, { ...whole, csr: 'x' }))).rejects.toMatchObject(badField('csr'))
    await expect(enroll(anybody, form(token, { ...whole, website: 'http://spam.example' }))).rejects.toMatchObject(badField('website'))
    await expect(enroll(anybody, form(token, { ...whole, firstName: '', lastName: '' }))).rejects.toMatchObject(badField('firstName'))
    expect(await db.enrollment.count()).toBe(0)
    expect((await db.enrollmentPool.findFirstOrThrow()).used).toBe(0)
    const one = await applicant(token, whole)
    expect(one).toMatchObject({ state: 'PENDING', readyAt: null, next: 'confirm-email', extra: { site: 'Berlin' }, source: 'pool' })
    expect(one.answers).toEqual([
      { key: 'why', label: 'Why?', answer: 'I live there.' },
      { key: 'size', label: 'Size', answer: 'M' },
      { key: 'vegan', label: 'Vegan', answer: 'Yes' },
    ])
    expect(one.termsAgreedAt).not.toBeNull()
    expect((await auditOf(one.id)).map(({ event }) => event)).toEqual(['enrollment.started'])
    expect(await userNamed(one.username)).toBeNull()

    const [sent] = await mailsTo(one.email)
    expect(sent).toMatchObject({ template: 'enrollment-confirm' })
    const before = await fingerprint()
    for (let n = 0; n < 5; n++)
      expect(await readConfirmation(anybody, { token: sent!.secret })).toMatchObject({ purpose: 'confirm', isConfirmed: false })
    expect(await fingerprint()).toBe(before) // a mail scanner that opens the link confirms nothing (threat 68)
    expect(await confirmEmail(anybody, { token: sent!.secret })).toMatchObject({ state: 'PENDING', statusToken: one.token })
    const ready = await enrollmentNow(one.id)
    expect(ready.emailConfirmedAt).not.toBeNull()
    expect(ready.readyAt).not.toBeNull()
    expect(await confirmEmail(anybody, { token: sent!.secret })).toMatchObject({ state: 'PENDING' })
    expect(await enrollmentNow(one.id)).toEqual(ready)
    const { rows } = await pool.query(`select data from jobs.job where name = 'inbox.notify'`)
    expect(rows.filter(({ data }) => data.itemId === one.id)).toHaveLength(1)
  })
  test('writes, on approval, exactly one mail with a link that sets the password once', async () => {
    const admin = await asAdministrator()
    const { token } = await openPool(admin)
    const one = await applicant(token)
    await confirmEmail(anybody, { token: (await mailsTo(one.email))[0]!.secret })
    const { version } = await enrollmentNow(one.id)
    const decision = { enrollmentId: one.id, version, decision: 'approve', note: 'Welcome', noteShared: true }
    const { state, userId } = await decideEnrollment(admin, decision)
    expect(state).toBe('APPROVED')
    const mails = await mailsTo(one.email)
    expect(mails.map(({ template }) => template)).toEqual(['enrollment-confirm', 'enrollment-approved'])
    expect(mails[1]?.values).toMatchObject({ note: 'Welcome', username: one.username })
    const user = await db.user.findUniqueOrThrow({ where: { id: userId! } })
    expect(user).toMatchObject({ username: one.username, email: one.email, status: 'ACTIVE', passwordHash: null })
    expect(user.emailVerifiedAt).not.toBeNull()
    expect(await readOwnEnrollment(anybody, { token: one.token })).toMatchObject({
      state: 'APPROVED',
      next: 'sign-in',
      approvalCode: null,
      note: 'Welcome',
    })
    await expect(setEnrollmentPassword(anybody, { token: one.token, password: PASSWORD })).rejects.toMatchObject(refused('NOT_HERE'))
    await setPasswordWithLink(anybody, { token: mails[1]!.secret, password: PASSWORD })
    await expect(setPasswordWithLink(anybody, { token: mails[1]!.secret, password: PASSWORD })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
  test('without mail: ready at once, and the password is chosen on the status page, once and within five days', async () => {
    mail(false)
    const admin = await asAdministrator()
    const { token } = await openPool(admin)
    const [one, late] = [await applicant(token), await applicant(token)]
    expect(one).toMatchObject({ next: 'wait' })
    expect(one.readyAt).not.toBeNull()
    await expect(setEnrollmentPassword(anybody, { token: one.token, password: PASSWORD })).rejects.toMatchObject(refused('NOT_HERE'))
    for (const { id } of [one, late]) await decideEnrollment(admin, { enrollmentId: id, version: 1, decision: 'approve' })
    expect(await readOwnEnrollment(anybody, { token: one.token })).toMatchObject({ next: 'set-password', canSetPassword: true })
    await expect(setEnrollmentPassword(anybody, { token: one.token, password: `${one.username} ${one.username}` })).rejects.toMatchObject({
      detail: { reason: 'WEAK_PASSWORD' },
    })
    expect(await setEnrollmentPassword(anybody, { token: one.token, password: PASSWORD })).toEqual({ username: one.username })
    const { passwordHash } = (await userNamed(one.username))!
    expect(await verifyPassword(passwordHash, PASSWORD)).toBe(true)
    await expect(setEnrollmentPassword(anybody, { token: one.token, password: `${PASSWORD} again` })).rejects.toMatchObject(
      refused('NOT_HERE'),
    )
    await age(late.id, '5 days 1 minute')
    await expect(setEnrollmentPassword(anybody, { token: late.token, password: PASSWORD })).rejects.toMatchObject(refused('NOT_HERE'))
    expect((await userNamed(late.username))!.passwordHash).toBeNull()
  })
})

describe('open sign-up', () => {
  const open = { needsApproval: false, terms: 'Be kind.' }
  test('makes the user with the password that the reader of the mailbox chooses, and nobody before', async () => {
    const admin = await asAdministrator()
    const [groupId, roleId] = [await group(), await makeRole('user:read')]
    const { token } = await openPool(admin, { ...open, groupId, roles: `${roleId}@${groupId}`, extra: { site: 'Oslo' } })
    const one = await applicant(token, { agreed: true })
    expect(one).toMatchObject({ next: 'finish-sign-up', state: 'PENDING' })
    expect(await userNamed(one.username)).toBeNull()
    const [sent] = await mailsTo(one.email)
    expect(sent?.template).toBe('enrollment-finish')
    expect(await readConfirmation(anybody, { token: sent!.secret })).toMatchObject({ purpose: 'finish', username: one.username })
    await expect(confirmEmail(anybody, { token: sent!.secret })).rejects.toMatchObject(refused('NEEDS_PASSWORD'))
    await expect(finishSignUp(anybody, { token: sent!.secret, password: 'password password' })).rejects.toMatchObject({ code: 'INVALID' })
    expect(await finishSignUp(anybody, { token: sent!.secret, password: PASSWORD })).toMatchObject({
      state: 'APPROVED',
      username: one.username,
    })
    const user = (await userNamed(one.username))!
    expect(await verifyPassword(user.passwordHash, PASSWORD)).toBe(true)
    expect(user).toMatchObject({ extra: { site: 'Oslo' } })
    expect(user.emailVerifiedAt).not.toBeNull()
    expect(await db.groupMember.findMany({ where: { userId: user.id } })).toMatchObject([{ groupId, role: 'member', addedById: admin.id }])
    expect(await db.grant.findMany({ where: { userId: user.id } })).toMatchObject([
      { roleId, reachGroupId: groupId, grantedById: admin.id },
    ])
    expect(await enrollmentNow(one.id)).toMatchObject({ state: 'APPROVED', userId: user.id, decidedById: admin.id })
    const approved = (await auditOf(one.id)).find(({ event }) => event === 'enrollment.approved')
    expect(approved).toMatchObject({ actorId: admin.id, ip: null, detail: { automatic: true } })
    expect(await mailsTo(one.email)).toHaveLength(1)
    await finishSignUp(anybody, { token: sent!.secret, password: 'another long one of somebody else' })
    expect((await userNamed(one.username))!.passwordHash).toBe(user.passwordHash)
  })
  test('answers the same whether the address is known or not; only its owner learns of it', async () => {
    const { token } = await openPool(await asAdministrator(), open)
    const known = await person()
    const [one, other] = [
      await applicant(token, { agreed: true, email: known.email.toUpperCase() }),
      await applicant(token, { agreed: true }),
    ]
    const shape = async ({ token }: { token: string }) => {
      const { username, email, enrollmentId, firstName, lastName, approvalCode, inboxLink, ...rest } = await readOwnEnrollment(anybody, {
        token,
      })
      void [username, email, enrollmentId, firstName, lastName, approvalCode, inboxLink]
      return { ...rest, createdAt: null, expiresAt: null, termsAgreedAt: null, confirmationSentAt: rest.confirmationSentAt !== null }
    }
    expect(await shape(one)).toEqual(await shape(other))
    const sent = await mailsTo(known.email.toUpperCase())
    expect(sent).toMatchObject([{ template: 'enrollment-known', secret: null }])
    expect(await db.user.count({ where: { username: one.username } })).toBe(0)
    const asked = [one, other].map(({ token }) => sendConfirmationAgain(anybody, { token }))
    expect(await Promise.all(asked)).toEqual([{ sent: true }, { sent: true }])
  })
  test('waits for an approver when the owner left, lost the right, or may not give it any more', async () => {
    const [admin, gone] = [await asAdministrator(), await asAdministrator()]
    const lost = await asUserWith('ADMIN')
    const roleId = await makeRole('user:read')
    const pools = [await openPool(gone, open), await openPool(lost, { ...open, roles: roleId })]
    await deactivateUser(admin, { userId: gone.id, reason: 'Left' })
    const { id: grantId } = await db.grant.findFirstOrThrow({ where: { userId: lost.id } })
    await endGrant(admin, { userId: lost.id, grantId })
    for (const { token } of pools) {
      const one = await applicant(token, { agreed: true })
      const [sent] = await mailsTo(one.email)
      expect(await finishSignUp(anybody, { token: sent!.secret, password: PASSWORD })).toMatchObject({ state: 'PENDING' })
      expect(await userNamed(one.username)).toBeNull()
      const now = await enrollmentNow(one.id)
      expect(now.readyAt).not.toBeNull()
      expect(await readOwnEnrollment(anybody, { token: one.token })).toMatchObject({ next: 'wait', reason: '' })
      const decision = { enrollmentId: one.id, version: now.version, decision: 'approve' }
      expect(await decideEnrollment(admin, decision)).toMatchObject({ state: 'APPROVED' })
    }
  })
  test('without mail the form asks for the password and lets in at once; a taken address waits and is not told', async () => {
    mail(false)
    const { token } = await openPool(await asAdministrator(), open)
    expect(await readEnrollmentLink(anybody, { token })).toMatchObject({ asksPassword: true, confirmsEmail: false })
    await expect(enroll(anybody, form(token, { agreed: true }))).rejects.toMatchObject(badField('password'))
    const one = await applicant(token, { agreed: true, password: PASSWORD })
    expect(one).toMatchObject({ next: 'sign-in', state: 'APPROVED', emailConfirmedAt: null })
    expect(await verifyPassword((await userNamed(one.username))!.passwordHash, PASSWORD)).toBe(true)
    expect((await userNamed(one.username))!.emailVerifiedAt).toBeNull()
    const { email } = await person()
    const other = await applicant(token, { agreed: true, password: PASSWORD, email })
    expect(other).toMatchObject({ next: 'wait', state: 'PENDING' })
    expect(JSON.stringify(await readOwnEnrollment(anybody, { token: other.token }))).not.toMatch(/exist|belongs|taken/)
  })
})

describe('an invitation', () => {
  const invited = async (wasSent: boolean) => {
    const admin = await asAdministrator()
    const email = `guest.${Math.random().toString(36).slice(2)}@example.org`
    await inviteUser(admin, { email })
    const [sent] = await mailsTo(email)
    if (wasSent) await db.outboxMessage.update({ where: { id: sent!.id }, data: { status: 'SENT' }, select: { id: true } })
    return { email, token: sent!.secret! }
  }
  test('lets in who it was mailed to, with a password, and the address counts as proved', async () => {
    const { email, token } = await invited(true)
    expect(await readEnrollmentLink(anybody, { token })).toMatchObject({ email, asksPassword: true, needsApproval: false })
    await expect(enroll(anybody, form(token, { password: PASSWORD, email: 'other@example.org' }))).rejects.toMatchObject(badField('email'))
    const { email: _none, ...given } = form(token, { password: PASSWORD })
    expect(await enroll(anybody, given)).toMatchObject({ state: 'APPROVED', next: 'sign-in' })
    expect((await userNamed(given.username))!.emailVerifiedAt).not.toBeNull()
    expect((await userNamed(given.username))!.email).toBe(email)
    await expect(enroll(anybody, form(token, { password: PASSWORD, email }))).rejects.toMatchObject(refused('USED_UP'))
  })
  test('that never went out proves nothing about the address', async () => {
    const { email, token } = await invited(false)
    const given = form(token, { password: PASSWORD, email })
    expect(await enroll(anybody, given)).toMatchObject({ state: 'APPROVED' })
    expect((await userNamed(given.username))!.emailVerifiedAt).toBeNull()
  })
})
