import { afterAll, beforeEach, expect, test } from 'vitest'
import type { Actor } from '../core/actor.ts'
import { closeDatabase, db, pool } from '../core/db.ts'
import { forget } from '../core/lazily.ts'
import { stopQueue } from '../jobs/queue.ts'
import { sendMail } from '../jobs/send-mail.ts'
import { queueMail, type Mail } from '../mail/steps.ts'
import { grantRole } from '../roles/mutations.ts'
import { actorFor, asAdministrator, asManager, asStranger, auditOf, emptyTables, makeRole, person, system } from '../testing/world.ts'
import { issueToken } from '../tokens/steps.ts'
import { retryMessage, sendTestMail, showLink } from './mutations.ts'
import { getMailStatus, getOutboxMessage, listOutbox } from './queries.ts'
import { RETRY_MINUTES, giveUpAt, nextAttempt, whyNotRetry } from './rules.ts'

const SECRET = 'S3cret_of-the-link'
function configure(smtpUrl?: string) {
  if (smtpUrl) process.env.SMTP_URL = smtpUrl
  else delete process.env.SMTP_URL
  forget('env')
}
const withMail = () => configure('smtp://127.0.0.1:9')

beforeEach(async () => {
  await emptyTables()
  await pool.query('delete from jobs.job')
  configure()
})
afterAll(async () => {
  await stopQueue()
  await closeDatabase()
})

const invitation = (userId: string | null, toAddress = 'ada@example.org'): Mail => ({
  template: 'invitation',
  values: { name: 'Ada', username: 'ada', linkMinutes: 7_200 },
  toAddress,
  toName: 'Ada',
  userId,
  secret: SECRET,
})
const notice = (toAddress: string): Mail => ({
  template: 'deactivated',
  values: { name: '<b>Eve</b>', username: 'eve', reason: '' },
  toAddress,
  toName: 'Eve',
  userId: null,
})
const queue = (mail: Mail) => db.$transaction((tx) => queueMail(tx, mail))
const row = (id: string) => db.outboxMessage.findUniqueOrThrow({ where: { id } })
const jobs = async () =>
  (await pool.query<{ data: unknown }>(`select data from jobs.job where name = 'mail.send' order by created_on`)).rows.map(
    (job) => job.data,
  )
const reader = async (...more: string[]): Promise<Actor> => {
  const user = await person()
  await grantRole(system, { userId: user.id, roleId: await makeRole('outbox:read', ...more) })
  return actorFor(user.id)
}

test('the list pages by key, narrows by status, and takes % and _ in a search literally', async () => {
  const admin = await asAdministrator()
  await db.outboxMessage.deleteMany()
  for (let n = 0; n < 30; n++) await queue(notice(`user_${String(n).padStart(2, '0')}@example.org`))
  await queue(notice('userX07@example.org'))
  const first = await listOutbox(admin, {})
  expect(first.messages).toHaveLength(25)
  expect(first.messages[0]).toMatchObject({ toAddress: 'userX07@example.org', subject: 'Your account was deactivated', status: 'HELD' })
  const second = await listOutbox(admin, { after: first.next! })
  expect(second.messages.map((each) => each.toAddress).at(-1)).toBe('user_00@example.org')
  expect(second.next).toBeNull()
  expect((await listOutbox(admin, { before: second.previous! })).messages).toEqual(first.messages)
  expect((await listOutbox(admin, { q: 'user_07' })).messages).toHaveLength(1)
  expect((await listOutbox(admin, { q: '%' })).messages).toHaveLength(0)
  expect((await listOutbox(admin, { status: 'sent' })).messages).toHaveLength(0)
  expect((await listOutbox(admin, { status: 'held', perPage: 50 })).messages).toHaveLength(31)
})

test('a message is shown as it is sent, with its link hidden from everybody', async () => {
  const admin = await asAdministrator()
  const user = await person()
  const shown = await getOutboxMessage(admin, { outboxId: await queue(invitation(user.id)) })
  expect(shown).toMatchObject({ subject: 'Set a password for your new account', link: { mayShow: true, isGone: false } })
  expect(shown.content!.text).toContain('set-password?token=(hidden)')
  expect(JSON.stringify(shown)).not.toContain(SECRET)
  const harmless = await getOutboxMessage(admin, { outboxId: await queue(notice('eve@example.org')) })
  expect(harmless.link).toBeNull()
  expect(harmless.content!.html).not.toContain('<b>Eve')
})

test('what another version wrote is listed, and cannot be shown or sent', async () => {
  withMail()
  const admin = await asAdministrator()
  const id = await queue(notice('eve@example.org'))
  await db.outboxMessage.update({ where: { id }, data: { template: 'from-the-future', status: 'DEAD' } })
  expect((await listOutbox(admin, { q: 'eve@' })).messages).toMatchObject([{ subject: 'from-the-future' }])
  expect((await getOutboxMessage(admin, { outboxId: id })).content).toBeNull()
  await expect(retryMessage(admin, { outboxId: id })).rejects.toMatchObject({ detail: { reason: 'UNKNOWN_TEMPLATE' } })
})

test('the link is shown to those who may send one, and the log says so', async () => {
  const [admin, user] = [await asAdministrator(), await person()]
  const id = await queue(invitation(user.id))
  expect(await showLink(admin, { outboxId: id })).toEqual({ link: `http://localhost:3000/set-password?token=${SECRET}` })
  const audit = await auditOf(user.id)
  expect(audit.at(-1)).toMatchObject({
    event: 'mail.link-shown',
    actorId: admin.id,
    detail: { purpose: 'invitation', to: 'ada@example.org' },
  })
  expect(JSON.stringify(audit)).not.toContain(SECRET)
})

test('the link is not shown to readers, to who is outranked, without a fresh factor, or once it ran out', async () => {
  const [admin, user] = [await asAdministrator(), await person()]
  const manager = await asManager('outbox:read')
  const [toUser, toAdmin] = [await queue(invitation(user.id)), await queue(invitation(admin.id))]
  await expect(showLink(await reader(), { outboxId: toUser })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect((await getOutboxMessage(manager, { outboxId: toAdmin })).link).toMatchObject({ mayShow: false })
  await expect(showLink(manager, { outboxId: toAdmin })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect(await showLink(manager, { outboxId: toUser })).toMatchObject({ link: expect.stringContaining(SECRET) as string })
  const stale = { ...manager, session: { ...manager.session!, authenticatedAt: Date.now() - 3_600_000 } }
  await expect(showLink(stale, { outboxId: toUser })).rejects.toMatchObject({ detail: { reason: 'REAUTHENTICATE' } })
  await db.outboxMessage.update({ where: { id: toUser }, data: { createdAt: new Date(Date.now() - 6 * 86_400_000) } })
  await expect(showLink(admin, { outboxId: toUser })).rejects.toMatchObject({ detail: { reason: 'LINK_GONE' } })
  await expect(showLink(admin, { outboxId: await queue(notice('a@example.org')) })).rejects.toMatchObject({
    detail: { reason: 'LINK_GONE' },
  })
})

test('a link that was replaced by a newer one is neither shown nor sent', async () => {
  const [admin, user] = [await asAdministrator(), await person()]
  const secret = await db.$transaction((tx) => issueToken(tx, 'SET_PASSWORD', user.id, 3_600))
  const id = await queue({ ...invitation(user.id), secret } as Mail)
  expect(await showLink(admin, { outboxId: id })).toMatchObject({ link: expect.stringContaining(secret) as string })
  await db.$transaction((tx) => issueToken(tx, 'SET_PASSWORD', user.id, 3_600))
  await expect(showLink(admin, { outboxId: id })).rejects.toMatchObject({ detail: { reason: 'LINK_GONE' } })
  withMail()
  await retryMessage(admin, { outboxId: id })
  await sendMail({ outboxId: id })
  expect(await row(id)).toMatchObject({
    status: 'DEAD',
    sealedSecret: null,
    lastError: expect.stringContaining('used or replaced') as string,
  })
})

test('a held message goes out once mail is configured, a failed one without a link again, others never', async () => {
  const [admin, user] = [await asAdministrator(), await person()]
  const [held, failed, dead] = [await queue(invitation(user.id)), await queue(notice('eve@example.org')), await queue(invitation(user.id))]
  await db.outboxMessage.update({ where: { id: failed }, data: { status: 'DEAD', attempts: 9, endedAt: new Date() } })
  await db.outboxMessage.update({ where: { id: dead }, data: { status: 'DEAD', sealedSecret: null, endedAt: new Date() } })
  await expect(retryMessage(admin, { outboxId: held })).rejects.toMatchObject({ detail: { reason: 'MAIL_NOT_CONFIGURED' } })
  withMail()
  await retryMessage(admin, { outboxId: held })
  await retryMessage(admin, { outboxId: failed })
  expect(await row(held)).toMatchObject({ status: 'PENDING', sealedSecret: expect.any(String) as string })
  expect((await row(failed)).endedAt).toBeNull()
  expect(await jobs()).toEqual([{ outboxId: held }, { outboxId: failed }])
  await expect(retryMessage(admin, { outboxId: held })).rejects.toMatchObject({ code: 'RULE', detail: { reason: 'WAITING' } })
  await expect(retryMessage(admin, { outboxId: dead })).rejects.toMatchObject({ detail: { reason: 'LINK_GONE' } })
  expect((await auditOf(user.id)).at(-1)).toMatchObject({ event: 'mail.retried' })
})

test('the test mail goes to the actor or to a given address, and only when mail is configured', async () => {
  const admin = await asAdministrator()
  await expect(sendTestMail(admin, {})).rejects.toMatchObject({ code: 'RULE', detail: { reason: 'MAIL_NOT_CONFIGURED' } })
  withMail()
  const { email } = await db.user.findUniqueOrThrow({ where: { id: admin.id } })
  const own = await sendTestMail(admin, { toAddress: '' })
  expect(own.to).toBe(email)
  expect(await row(own.outboxId)).toMatchObject({ template: 'test', toAddress: email, status: 'PENDING' })
  expect(await auditOf(own.outboxId)).toMatchObject([{ event: 'mail.test-sent', detail: { to: email } }])
  expect((await sendTestMail(admin, { toAddress: 'other@example.org' })).to).toBe('other@example.org')
  await expect(sendTestMail(admin, { toAddress: 'a@example.org\r\nBcc: b@example.org' })).rejects.toMatchObject({ code: 'INVALID' })
  await expect(sendTestMail(system, {})).rejects.toMatchObject({ code: 'INVALID' })
})

test('readers read, and strangers do not', async () => {
  const id = await queue(notice('eve@example.org'))
  const [auditor, stranger] = [await reader(), await asStranger()]
  expect(await getMailStatus(auditor, {})).toMatchObject({
    isConfigured: false,
    from: { address: 'gatehouse@localhost' },
    held: expect.any(Number) as number,
  })
  expect((await getOutboxMessage(auditor, { outboxId: id })).content).not.toBeNull()
  for (const call of [
    () => listOutbox(stranger, {}),
    () => getOutboxMessage(stranger, { outboxId: id }),
    () => getMailStatus(stranger, {}),
  ])
    await expect(call()).rejects.toMatchObject({ code: 'FORBIDDEN' })
  for (const call of [() => sendTestMail(auditor, {}), () => retryMessage(auditor, { outboxId: id })])
    await expect(call()).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(getOutboxMessage(auditor, { outboxId: crypto.randomUUID() })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('tries are spread over a day, and end just before it is over or with the link', () => {
  const createdAt = new Date('2026-03-01T00:00:00Z')
  const times: number[] = []
  let now = createdAt
  for (let attempts = 1; ; attempts++) {
    const next = nextAttempt({ template: 'deactivated', values: {}, createdAt, attempts }, now)
    if (!next) break
    times.push((next.getTime() - now.getTime()) / 60_000)
    now = next
  }
  expect(times.slice(0, 6)).toEqual([...RETRY_MINUTES])
  expect(Math.max(...times)).toBe(360)
  expect(now).toEqual(new Date('2026-03-02T00:00:00Z'))
  expect(giveUpAt({ template: 'password-reset', values: {}, createdAt })).toEqual(new Date('2026-03-01T00:30:00Z'))
  expect(giveUpAt({ template: 'invitation', values: {}, createdAt })).toEqual(new Date('2026-03-02T00:00:00Z'))
  const sent = { template: 'test', values: {}, createdAt, status: 'SENT', hasSecret: false }
  expect(whyNotRetry(sent, true, now)).toMatchObject({ reason: 'ALREADY_SENT' })
})
