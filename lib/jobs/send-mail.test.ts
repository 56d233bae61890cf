import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { pino } from 'pino'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { closeDatabase, db, pool } from '../core/db.ts'
import { forget, once } from '../core/lazily.ts'
import { queueMail, type Mail } from '../mail/steps.ts'
import { headersNamed, refusal, startMailServer, type Arrived } from '../testing/mail-server.ts'
import { stopQueue } from './queue.ts'
import { sendMail, sweepMail } from './send-mail.ts'
import { startJobs } from './worker.ts'

const SECRET = 'S3cret_of-the-link_that_nobody_else_may_see'
const QUICK = { silence: 300, total: 1_000 }
const stops: (() => Promise<void>)[] = []
const lines: string[] = []

function configure(smtpUrl: string | undefined) {
  if (smtpUrl) process.env.SMTP_URL = smtpUrl
  else delete process.env.SMTP_URL
  forget('env')
}
async function server(options: Parameters<typeof startMailServer>[0] = {}) {
  const mail = await startMailServer(options)
  stops.push(mail.stop)
  configure(mail.url)
  return mail
}
const invitation = (change: Partial<Mail> = {}): Mail =>
  ({
    template: 'invitation',
    values: { name: 'Łukasz', username: 'lukasz' },
    toAddress: 'lukasz@example.org',
    toName: 'Łukasz Żółć',
    userId: null,
    secret: SECRET,
    ...change,
  }) as Mail
const queue = (mail: Mail = invitation()) => db.$transaction((tx) => queueMail(tx, mail))
const row = (id: string) => db.outboxMessage.findUniqueOrThrow({ where: { id } })
const makeDue = (id: string) => db.outboxMessage.update({ where: { id }, data: { nextAttemptAt: new Date(Date.now() - 1_000) } })
const waitingJobs = async () => (await pool.query(`select 1 from jobs.job where name = 'mail.send' and state = 'created'`)).rowCount
const messageIds = (arrived: Arrived[]) => new Set(arrived.flatMap((message) => headersNamed(message, 'message-id')))

beforeEach(() => {
  lines.length = 0
  forget('log')
  once('log', () => pino({ level: 'trace' }, { write: (line: string) => lines.push(line) }))
})
afterEach(async () => {
  await stopQueue()
  for (const stop of stops.splice(0)) await stop()
  await pool.query('delete from jobs.job; delete from outbox_messages')
})
afterAll(closeDatabase)

test('a committed message arrives at once, and its secret is nowhere afterwards', async () => {
  const arrivals: (() => void)[] = []
  const mail = await server({ verdict: () => arrivals.shift()?.() })
  stops.unshift(await startJobs())
  const arrival = new Promise<void>((resolve) => arrivals.push(resolve))
  const id = await queue()
  const everything = `select (select json_agg(o)::text from outbox_messages o) as outbox, (select json_agg(j)::text from jobs.job j) as jobs`
  const { rows: before } = await pool.query<{ outbox: string; jobs: string }>(everything)
  await arrival
  await stops.shift()!()

  const sent = await row(id)
  expect(sent).toMatchObject({ status: 'SENT', attempts: 1, sealedSecret: null, nextAttemptAt: null, lastError: '' })
  const [message] = mail.arrived
  expect(message!.to).toEqual(['lukasz@example.org'])
  expect(message!.raw.replace(/=\r\n/g, '').replaceAll('=3D', '=')).toContain(`http://localhost:3000/set-password?token=${SECRET}`)
  expect(headersNamed(message!, 'message-id')).toEqual([sent.messageId])
  expect(headersNamed(message!, 'auto-submitted')).toEqual(['auto-generated'])
  expect(headersNamed(message!, 'from')).toEqual(['Gatehouse <gatehouse@localhost>'])

  const { rows: after } = await pool.query<{ outbox: string; jobs: string }>(everything)
  for (const text of [before[0]!.outbox, before[0]!.jobs, after[0]!.outbox, after[0]!.jobs, ...lines]) expect(text).not.toContain(SECRET)
  expect(lines.join()).toContain('A message was sent.')
})

test('a change that is rolled back sends nothing', async () => {
  const mail = await server()
  const failing = db.$transaction(async (tx) => {
    await queueMail(tx, invitation())
    throw new Error('changed my mind')
  })
  await expect(failing).rejects.toThrow('changed my mind')
  expect(await db.outboxMessage.count()).toBe(0)
  expect(await waitingJobs()).toBe(0)
  expect(mail.arrived).toEqual([])
})

test('a temporary refusal is tried again later, under the same Message-ID', async () => {
  let refusals = 2
  const mail = await server({
    verdict: () => {
      if (refusals-- > 0) throw refusal(451, `4.7.1 greylisted, see http://localhost:3000/set-password?token=${SECRET}`)
    },
  })
  const id = await queue()
  await sendMail({ outboxId: id })
  const first = await row(id)
  expect(first).toMatchObject({ status: 'PENDING', attempts: 1 })
  expect(first.lastError).toContain('4.7.1 greylisted')
  expect(first.lastError).not.toContain(SECRET)
  expect(first.nextAttemptAt!.getTime() - Date.now()).toBeGreaterThan(50_000)
  expect(first.nextAttemptAt!.getTime() - Date.now()).toBeLessThan(61_000)

  await sendMail({ outboxId: id })
  expect(mail.arrived, 'not before it is due').toHaveLength(1)
  await makeDue(id)
  await sendMail({ outboxId: id })
  expect((await row(id)).nextAttemptAt!.getTime() - Date.now()).toBeGreaterThan(290_000)
  await makeDue(id)
  await sendMail({ outboxId: id })
  expect(await row(id)).toMatchObject({ status: 'SENT', attempts: 3, sealedSecret: null })
  expect(mail.arrived).toHaveLength(3)
  expect(messageIds(mail.arrived)).toEqual(new Set([first.messageId]))
  expect(lines.join()).not.toContain(SECRET)
})

test.each([
  ['recipient', { onRcptTo: (_: unknown, __: unknown, done: (error: Error) => void) => done(refusal(550, '5.1.1 no such user')) }],
  ['message', { verdict: () => { throw refusal(554, '5.7.1 spam') } }], // prettier-ignore
])('a final refusal of the %s ends it at once', async (_, options) => {
  await server(options as Parameters<typeof startMailServer>[0])
  const id = await queue()
  await sendMail({ outboxId: id })
  const dead = await row(id)
  expect(dead).toMatchObject({ status: 'DEAD', attempts: 1, sealedSecret: null, nextAttemptAt: null })
  expect(dead.lastError).toMatch(/The mail server refused the message\. It said: 55/)
})

test('a refusal of our own sender address is a matter of configuration and is tried again', async () => {
  await server({ onMailFrom: (_, __, done) => done(refusal(553, '5.1.8 sender not allowed')) })
  const id = await queue()
  await sendMail({ outboxId: id })
  expect(await row(id)).toMatchObject({ status: 'PENDING', attempts: 1 })
})

test('a connection that breaks after the message was handed over: sent again, under the same Message-ID', async () => {
  const sockets = new Set<Socket>()
  let breaks = 1
  const mail = await startMailServer({
    verdict: () => {
      if (breaks-- > 0) for (const socket of sockets) socket.destroy()
    },
  })
  stops.push(mail.stop)
  // In between, so that there is a socket to destroy.
  const relay = createServer((socket) => {
    const onward = connect(Number(new URL(mail.url).port), '127.0.0.1')
    sockets.add(socket)
    socket.on('close', () => onward.destroy())
    socket
      .on('error', () => {})
      .pipe(onward)
      .on('error', () => {})
      .pipe(socket)
  }).listen(0, '127.0.0.1')
  await new Promise((done) => relay.once('listening', done))
  stops.unshift(() => new Promise<void>((done) => relay.close(() => done())))
  configure(`smtp://127.0.0.1:${(relay.address() as AddressInfo).port}`)

  const id = await queue()
  await sendMail({ outboxId: id }, QUICK)
  expect(await row(id)).toMatchObject({ status: 'PENDING', attempts: 1 })
  await makeDue(id)
  await sendMail({ outboxId: id }, QUICK)
  expect(await row(id)).toMatchObject({ status: 'SENT', attempts: 2 })
  expect(mail.arrived).toHaveLength(2)
  expect(messageIds(mail.arrived).size).toBe(1)
})

test('a server that never answers does not slow the change, and is tried again', async () => {
  const sockets = new Set<Socket>()
  const tarPit = createServer((socket) => void sockets.add(socket.on('error', () => {}))).listen(0, '127.0.0.1')
  await new Promise((done) => tarPit.once('listening', done))
  stops.push(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise<void>((done) => tarPit.close(() => done()))
  })
  configure(`smtp://127.0.0.1:${(tarPit.address() as AddressInfo).port}`)
  await queue()
  const began = performance.now()
  const id = await queue()
  expect(performance.now() - began).toBeLessThan(300)
  await sendMail({ outboxId: id }, QUICK)
  expect(await row(id)).toMatchObject({ status: 'PENDING', attempts: 1, lastError: 'The mail server took too long to answer.' })
})

test('a server that drips one line after another is left after the whole time', async () => {
  const tarPit = createServer((socket) => {
    const drip = setInterval(() => socket.write('220-wait\r\n'), 50)
    socket.on('close', () => clearInterval(drip)).on('error', () => {})
  }).listen(0, '127.0.0.1')
  await new Promise((done) => tarPit.once('listening', done))
  stops.push(() => new Promise<void>((done) => tarPit.close(() => done())))
  configure(`smtp://127.0.0.1:${(tarPit.address() as AddressInfo).port}`)
  const id = await queue()
  const began = performance.now()
  await sendMail({ outboxId: id }, { silence: 5_000, total: 400 })
  expect(performance.now() - began).toBeLessThan(2_000)
  expect(await row(id)).toMatchObject({ status: 'PENDING', attempts: 1, lastError: 'The mail server took too long in all.' })
})

test('two workers at once deliver once', async () => {
  const mail = await server({ onMailFrom: (_, __, done) => void setTimeout(done, 100) })
  const id = await queue()
  await Promise.all(Array.from({ length: 8 }, () => sendMail({ outboxId: id })))
  expect(mail.arrived).toHaveLength(1)
  expect(await row(id)).toMatchObject({ status: 'SENT', attempts: 1 })
})

test('a message is given up after a day, with the last error kept', async () => {
  await server({ verdict: () => { throw refusal(452, '4.2.2 mailbox full') } }) // prettier-ignore
  const id = await queue()
  await db.outboxMessage.update({ where: { id }, data: { createdAt: new Date(Date.now() - 25 * 3_600_000) } })
  await sendMail({ outboxId: id })
  const dead = await row(id)
  expect(dead).toMatchObject({ status: 'DEAD', sealedSecret: null, nextAttemptAt: null })
  expect(dead.lastError).toContain('mailbox full')
  expect(dead.endedAt).not.toBeNull()
})

test('a reset link that ran out is not sent at all', async () => {
  const mail = await server()
  const id = await queue({ ...invitation(), template: 'password-reset' } as Mail)
  await db.outboxMessage.update({ where: { id }, data: { createdAt: new Date(Date.now() - 31 * 60_000) } })
  await sendMail({ outboxId: id })
  expect(await row(id)).toMatchObject({ status: 'DEAD', sealedSecret: null })
  expect(mail.arrived).toEqual([])
})

test('names cannot add headers or recipients', async () => {
  const mail = await server()
  const toName = `Eve" <other@evil.example>,\r\nBcc: everyone@evil.example\r\n\r\n<img src=x onerror=alert(1)>${'x'.repeat(5_000)}`
  const id = await queue(invitation({ toName, values: { name: toName, username: 'eve' } }))
  await sendMail({ outboxId: id })
  const [message] = mail.arrived
  expect(message!.to).toEqual(['lukasz@example.org'])
  expect(headersNamed(message!, 'bcc')).toEqual([])
  const [to, ...more] = headersNamed(message!, 'to')
  expect(more).toEqual([])
  expect(to!.endsWith('<lukasz@example.org>')).toBe(true)
  expect(message!.raw.split('\r\n').every((line) => Buffer.byteLength(line) <= 998)).toBe(true)
})

test('without SMTP_URL messages are held, and those that were waiting join them', async () => {
  await server()
  const waiting = await queue()
  configure(undefined)
  const held = await queue()
  expect(await row(held)).toMatchObject({ status: 'HELD', nextAttemptAt: null })
  expect(await waitingJobs()).toBe(1)
  await sendMail({ outboxId: waiting })
  expect(await row(waiting)).toMatchObject({ status: 'HELD', attempts: 0 })
  await db.outboxMessage.update({ where: { id: held }, data: { createdAt: new Date(Date.now() - 6 * 86_400_000) } })
  await sweepMail()
  expect((await row(held)).sealedSecret, 'its link has run out').toBeNull()
  expect((await row(waiting)).sealedSecret).not.toBeNull()
})

test('the sweep finds messages whose job was lost, also those of a worker that died while sending', async () => {
  await server()
  const [lost, claimed] = [await queue(), await queue()]
  await pool.query('delete from jobs.job')
  await db.outboxMessage.update({ where: { id: claimed }, data: { attempts: 1, nextAttemptAt: new Date(Date.now() + 200_000) } })
  await sweepMail()
  await sweepMail()
  const { rows } = await pool.query<{ id: string }>(`select data->>'outboxId' as id from jobs.job where name = 'mail.send'`)
  expect(rows).toEqual([{ id: lost }])
  await makeDue(claimed)
  await sweepMail()
  expect(await waitingJobs()).toBe(2)
})

test('a message that another key sealed is given up with a reason, not sent without its link', async () => {
  const mail = await server()
  const id = await queue()
  process.env.APP_ENCRYPTION_KEY = Buffer.alloc(32, 9).toString('base64')
  forget('env')
  try {
    await sendMail({ outboxId: id })
  } finally {
    process.env.APP_ENCRYPTION_KEY = Buffer.alloc(32, 1).toString('base64')
  }
  expect(await row(id)).toMatchObject({ status: 'DEAD', lastError: 'The message could not be put together; the log says why.' })
  expect(lines.join()).toContain('another APP_ENCRYPTION_KEY')
  expect(mail.arrived).toEqual([])
})
