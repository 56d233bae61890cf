import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { closeDatabase, db, pool } from '../core/db.ts'
import { forget } from '../core/lazily.ts'
import { stopQueue } from '../jobs/queue.ts'
import { queueMail, queueMails, type Mail } from './steps.ts'

beforeEach(() => {
  process.env.SMTP_URL = 'smtp://127.0.0.1:9'
  forget('env')
})
afterEach(async () => {
  await stopQueue()
  await pool.query('delete from jobs.job; delete from outbox_messages')
})
afterAll(closeDatabase)

const invitation = (change: Partial<Mail> = {}): Mail =>
  ({
    template: 'invitation',
    values: { name: 'Ada', username: 'ada' },
    toAddress: 'ada@example.org',
    toName: 'Ada Lovelace',
    userId: null,
    secret: 'a secret',
    ...change,
  }) as Mail
const queue = (mail: Mail) => db.$transaction((tx) => queueMail(tx, mail))
const waitingJobs = async () => (await pool.query(`select 1 from jobs.job where name = 'mail.send' and state = 'created'`)).rowCount

test.each(['a@b.example, c@d.example', 'a@b.example\r\nBcc: c@d.example', '<a@b.example>', 'a b@c.example', 'nobody', '"a"@b.example'])(
  'the address %j is refused where it is queued',
  async (toAddress) => {
    await expect(queue(invitation({ toAddress }))).rejects.toThrow('not an e-mail address')
  },
)

test('a secret and a template with a link belong together', async () => {
  await expect(queue(invitation({ secret: undefined } as unknown as Partial<Mail>))).rejects.toThrow('do not go together')
  const test = { template: 'test', values: { sentBy: 'A' }, toAddress: 'a@b.example', toName: '', userId: null, secret: 's' }
  await expect(queue(test as unknown as Mail)).rejects.toThrow('do not go together')
})

test('many messages are written and queued together', async () => {
  const mails = Array.from({ length: 300 }, (_, n) => invitation({ toAddress: `user${n}@example.org` }))
  const ids = await db.$transaction((tx) => queueMails(tx, mails))
  expect(new Set(ids).size).toBe(300)
  expect(await waitingJobs()).toBe(300)
  expect(await db.outboxMessage.count({ where: { status: 'PENDING' } })).toBe(300)
})
