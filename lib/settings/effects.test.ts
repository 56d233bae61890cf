// Every setting, changed through the operation, seen at work. A new setting without a proof here does not compile.
import { afterAll, beforeEach, expect, test } from 'vitest'
import { getAccount } from '../account/queries.ts'
import { requestAccess } from '../access-requests/mutations.ts'
import { updatePreferences } from '../account/mutations.ts'
import { listUserActivity } from '../audit/queries.ts'
import { readShell } from '../auth/shell-query.ts'
import { startSession } from '../auth/start-session.ts'
import { downloadOwnCertificate, requestOwnCertificate } from '../certificates/mutations-own.ts'
import { closeDatabase, db, pool } from '../core/db.ts'
import { inviteUser } from '../enrollment-pools/mutations-invitations.ts'
import { startEnrollment } from '../enrollments/mutations.ts'
import { stopQueue } from '../jobs/queue.ts'
import { remindAllApprovers } from '../jobs/notify-approvers.ts'
import { renderMessage } from '../mail/render.ts'
import { linkEnds } from '../mail/templates.ts'
import { sendPasswordLink, setPasswordWithLink } from '../passwords/mutations.ts'
import { grantRole } from '../roles/mutations.ts'
import { listSessions } from '../sessions/queries.ts'
import { issuedFor } from '../testing/openssl.ts'
import { actorFor, asAdministrator, auditOf, emptyTables, makeRole, person, set, system } from '../testing/world.ts'
import { deleteUser, purgeTrash } from '../users/mutations-lifecycle.ts'
import { getUser } from '../users/queries.ts'
import { SETTING_KEYS, type SettingKey } from './catalogue.ts'
import { setting } from './read.ts'

const request = { id: 'r', ip: '192.0.2.1', userAgent: 'test' }
const HOUR = 60

async function signedIn({ privileged = false } = {}) {
  const user = await person({ password: true })
  if (privileged) await grantRole(system, { userId: user.id, roleId: await makeRole('user:read') })
  const start = () => startSession({ id: user.id, label: user.username, request, method: 'password' })
  return { user, start, token: await start() }
}

/** Whether a session is open at this age: for its holder, in the list of sessions, and in the count on the user's page. All three agree. */
async function isOpen(userId: string, token: string, column: 'last_seen_at' | 'created_at', minutes: number): Promise<boolean> {
  await pool.query('update sessions set last_seen_at = now(), created_at = now() where user_id = $1', [userId])
  await pool.query(`update sessions set ${column} = now() - make_interval(mins => $1) where user_id = $2`, [minutes, userId])
  const shell = await readShell(token, request, { background: true })
  const { sessions } = await listSessions(system, { userId })
  const { openSessions } = await getUser(system, { userId })
  expect([sessions[0]?.endedAt === null, openSessions === 1]).toEqual([shell !== null, shell !== null])
  return shell !== null
}

/** A limit of sessions: what was open longer than the new value is over at once, what was not goes on. */
const limit = (key: SettingKey, column: 'last_seen_at' | 'created_at', value: number, unit: number, privileged: boolean) => async () => {
  const { user, token } = await signedIn({ privileged })
  expect(await isOpen(user.id, token, column, value * unit + 1)).toBe(true)
  await set(key, value)
  expect(await isOpen(user.id, token, column, value * unit + 1)).toBe(false)
  expect(await isOpen(user.id, token, column, value * unit - 1)).toBe(true)
}

const latestMail = (userId: string) =>
  db.outboxMessage.findFirstOrThrow({
    where: { userId },
    orderBy: { id: 'desc' },
    select: { template: true, values: true, createdAt: true },
  })

/** The life of a link: token, mail and its words say the same; a link of before keeps what it was sent with. */
const life = (key: SettingKey, kind: 'invitation' | 'reset', value: number, minutes: number, words: string, before: string) => async () => {
  const user = await person({ password: kind === 'reset' })
  await sendPasswordLink(system, { userId: user.id, kind })
  const old = await latestMail(user.id)
  await set(key, value)
  expect((await renderMessage(old)).text).toContain(`within ${before}`)
  await sendPasswordLink(system, { userId: user.id, kind })
  const fresh = await latestMail(user.id)
  const text = (await renderMessage(fresh)).text
  expect(text).toContain(`within ${words}.`)
  const { rows } = await pool.query<{ minutes: number }>(
    `select round(extract(epoch from expires_at - now()) / 60)::int as minutes from one_time_tokens where user_id = $1 and voided_at is null
     order by id desc limit 1`,
    [user.id],
  )
  expect(rows.map((row) => row.minutes)).toEqual([minutes])
  expect(linkEnds(fresh)!.getTime() - fresh.createdAt.getTime()).toBe(minutes * 60_000)
}

const invitationText = async () => (await renderMessage(await latestMail((await person()).id))).text

const EFFECTS: Record<SettingKey, () => Promise<void>> = {
  'session.idleMinutes': limit('session.idleMinutes', 'last_seen_at', 20, 1, false),
  'session.absoluteHours': limit('session.absoluteHours', 'created_at', 13, HOUR, false),
  'session.privilegedIdleMinutes': limit('session.privilegedIdleMinutes', 'last_seen_at', 7, 1, true),
  'session.privilegedAbsoluteHours': limit('session.privilegedAbsoluteHours', 'created_at', 3, HOUR, true),
  'session.mostOpen': async () => {
    const { user, start, token } = await signedIn()
    const second = await start()
    await set('session.mostOpen', 2)
    expect(await readShell(token, request)).not.toBeNull()
    await pool.query(`update sessions set last_seen_at = now() - interval '2 minutes' where user_id = $1`, [user.id])
    await readShell(token, request)
    const third = await start()
    expect(await readShell(second, request)).toBeNull()
    expect([await readShell(token, request), await readShell(third, request)]).not.toContain(null)
    const { sessions } = await listSessions(system, { userId: user.id })
    expect(sessions.find(({ endedAt }) => endedAt)?.ended).toBe('Ended by a newer sign-in: as many were open as may be')
  },
  'password.minLength': async () => {
    const user = await person()
    const { link } = await sendPasswordLink(system, { userId: user.id, kind: 'invitation' })
    const token = new URL(link!).searchParams.get('token')
    const stranger = { ...system, kind: 'anonymous' as const, grants: new Map([['auth:set-password', 'everywhere' as const]]) }
    await set('password.minLength', 30)
    const short = 'marmalade tractor cloud' // 23 characters
    await expect(setPasswordWithLink(stranger, { token, password: short })).rejects.toMatchObject({
      code: 'INVALID',
      detail: { fields: { password: ['At least 30 characters; this has 23. A few words in a row are fine.'] } },
    })
    await set('password.minLength', 23)
    await expect(setPasswordWithLink(stranger, { token, password: short })).resolves.toEqual({ username: user.username })
  },
  'password.linkHours': life('password.linkHours', 'invitation', 36, 36 * HOUR, '36 hours', '5 days'),
  'password.resetMinutes': life('password.resetMinutes', 'reset', 45, 45, '45 minutes', '30 minutes'),
  'enrollment.invitationDays': async () => {
    const inviter = await asAdministrator()
    const daysOf = async (email: string) => {
      const { expiresAt } = await inviteUser(inviter, { email })
      const mail = await db.outboxMessage.findFirstOrThrow({
        where: { toAddress: email },
        select: { template: true, values: true, createdAt: true },
      })
      return [Math.round((expiresAt.getTime() - Date.now()) / 86_400_000), (await renderMessage(mail)).text.match(/within (\d+ days)/)?.[1]]
    }
    expect(await daysOf('first@example.org')).toEqual([7, '7 days'])
    await set('enrollment.invitationDays', 21)
    expect(await daysOf('second@example.org')).toEqual([21, '21 days'])
  },
  'signIn.notice': async () => {
    // What the sign-in page shows is played in a browser (e2e/settings.spec.ts).
    await set('signIn.notice', ' Closed on Sunday.\r\nSorry. ')
    expect(setting('signIn.notice')).toBe('Closed on Sunday.\nSorry.')
  },
  'signUp.text': async () => {
    expect(await invitationText()).not.toContain('Welcome')
    await set('signUp.text', 'Welcome to the <b>library</b>.\n\nRules: https://example.org/rules')
    expect(await invitationText()).toContain('\n\nWelcome to the <b>library</b>.\n\nRules: https://example.org/rules\n\n')
    const { html } = await renderMessage(await latestMail((await person()).id))
    expect(html).toContain('Welcome to the &lt;b&gt;library&lt;/b&gt;.')
  },
  'support.contact': async () => {
    expect(await invitationText()).not.toContain('Questions?')
    await set('support.contact', 'help@example.org')
    expect(await invitationText()).toContain('-- \nQuestions? Turn to help@example.org\nhttp://localhost:3000\n')
    const { html } = await renderMessage({ template: 'test', values: { sentBy: 'Ada' } })
    expect(html).toContain('Questions? Turn to help@example.org')
  },
  'enrollment.remindDays': async () => {
    const approver = await asAdministrator()
    const waiting = (email: string) =>
      db.accessRequest.create({
        data: { id: crypto.randomUUID(), email, fullName: 'Bo', reason: 'Please', createdAt: new Date(Date.now() - 50 * 3_600_000) },
        select: { id: true },
      })
    const reminders = () => db.outboxMessage.count({ where: { userId: approver.id, template: 'approval-reminder' } })
    await waiting('one@example.org')
    await set('enrollment.remindDays', 3)
    await remindAllApprovers()
    expect(await reminders()).toBe(0)
    await set('enrollment.remindDays', 2)
    await remindAllApprovers()
    expect(await reminders()).toBe(1)
    await set('enrollment.remindDays', 0)
    await waiting('two@example.org')
    await remindAllApprovers()
    expect(await reminders()).toBe(1)
  },
  'accessRequests.open': async () => {
    const stranger = { ...system, kind: 'anonymous' as const, grants: new Map([['public:request-access', 'everywhere' as const]]) }
    const ask = (email: string) => requestAccess(stranger, { email, fullName: 'Bo', reason: 'Please' })
    await ask('one@example.org')
    await set('accessRequests.open', 'no')
    await expect(ask('two@example.org')).rejects.toMatchObject({ code: 'RULE', detail: { reason: 'CLOSED' } })
    expect(await db.accessRequest.count()).toBe(1)
  },
  'list.rowsPerPage': async () => {
    const { user, token } = await signedIn()
    const actor = await actorFor(user.id)
    await updatePreferences(actor, { theme: 'dark' })
    const rows = async () => [(await readShell(token, request))?.user.rowsPerPage, (await getAccount(actor, {})).preferences.rowsPerPage]
    expect(await rows()).toEqual([25, 25])
    await set('list.rowsPerPage', 100)
    expect(await rows()).toEqual([100, 100])
    await updatePreferences(actor, { rowsPerPage: '50' })
    expect(await rows()).toEqual([50, 50])
    expect((await getAccount(actor, {})).ownRowsPerPage).toBe(50)
    await updatePreferences(actor, { rowsPerPage: '' })
    expect(await rows()).toEqual([100, 100])
    expect((await getAccount(actor, {})).ownRowsPerPage).toBeNull()
  },
  'enrollment.expireDays': async () => {
    const daysOf = async (username: string) => {
      const { enrollmentId } = await startEnrollment(system, { username })
      const { expiresAt } = await db.enrollment.findUniqueOrThrow({ where: { id: enrollmentId }, select: { expiresAt: true } })
      return Math.round((expiresAt.getTime() - Date.now()) / 86_400_000)
    }
    expect(await daysOf('waits.long')).toBe(30)
    await set('enrollment.expireDays', 3)
    expect(await daysOf('waits.short')).toBe(3)
  },
  'certificate.days': async () => {
    const days = async () => {
      const { notBefore, notAfter } = await issuedFor((await person()).id)
      return Math.round((notAfter!.getTime() - notBefore!.getTime()) / 86_400_000)
    }
    expect(await days()).toBe(365)
    await set('certificate.days', 7)
    expect(await days()).toBe(7)
  },
  'certificate.selfService': async () => {
    const me = await actorFor((await person()).id)
    await expect(requestOwnCertificate(me, {})).rejects.toMatchObject({ detail: { reason: 'NOT_OFFERED' } })
    await set('certificate.selfService', 'everybody')
    expect((await requestOwnCertificate(me, {})).certificateId).toBeTruthy()
  },
  'certificate.legacyPfx': async () => {
    const me = await actorFor((await person()).id)
    const { id: certificateId } = await issuedFor(me.id!)
    await expect(downloadOwnCertificate(me, { certificateId, legacy: true })).rejects.toMatchObject({ detail: { reason: 'LEGACY_OFF' } })
    await set('certificate.legacyPfx', 'on')
    expect((await downloadOwnCertificate(me, { certificateId, legacy: true })).fileName).toMatch(/\.pfx$/)
  },
  'trash.days': async () => {
    const user = await person()
    await deleteUser(system, { userId: user.id })
    await pool.query(`update users set status_changed_at = now() - interval '2 days 1 hour' where id = $1`, [user.id])
    expect(await purgeTrash(system, {})).toBe(0)
    await set('trash.days', 2)
    expect(await purgeTrash(system, {})).toBe(1)
    expect((await auditOf(user.id)).at(-1)).toMatchObject({ event: 'user.purged', reason: 'In the trash for 2 days' })
  },
  'audit.retentionMonths': async () => {
    // The daily job that reads it is proved beside it (lib/audit); a number alone removes nothing.
    const user = await person()
    await set('audit.retentionMonths', 12)
    expect(setting('audit.retentionMonths')).toBe(12)
    expect((await listUserActivity(system, { userId: user.id })).entries.length).toBeGreaterThan(0)
  },
}

beforeEach(emptyTables)
afterAll(async () => {
  await stopQueue()
  await closeDatabase()
})

test.each(SETTING_KEYS)('%s has its effect', (key) => EFFECTS[key]())
