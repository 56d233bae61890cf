import '#server-only'
import { sql as raw } from 'kysely'
import { sha256 } from '../core/crypto.ts'
import { db, sql } from '../core/db.ts'
import { env } from '../core/env.ts'
import { log } from '../core/log.ts'
import { renderMessage } from '../mail/render.ts'
import { openSecret } from '../mail/secret.ts'
import { linkEnds } from '../mail/templates.ts'
import { deliver, type Outcome, type Patience } from '../mail/transport.ts'
import { isSpent, nextAttempt } from '../outbox/rules.ts'
import { enqueueMany } from './queue.ts'

/** Longer than a try may take: whoever claimed a message and died with it loses it after this many minutes. */
const LEASE_MINUTES = 5
const AT_ONCE = 1_000

type Claimed = {
  id: string
  messageId: string
  template: string
  values: unknown
  sealedSecret: string | null
  toAddress: string
  toName: string
  createdAt: Date
  attempts: number
  now: Date
}

/** Takes a due message for this try, or gives nothing: it is another worker's, not due, or done. */
async function claim(outboxId: string): Promise<Claimed | undefined> {
  const { rows } = await raw<Claimed>`
    update outbox_messages
    set attempts = attempts + 1, next_attempt_at = clock_timestamp() + make_interval(mins => ${LEASE_MINUTES})
    where id = ${outboxId}::uuid and status = 'PENDING' and next_attempt_at <= clock_timestamp()
    returning id, message_id as "messageId", template, "values", sealed_secret as "sealedSecret", to_address as "toAddress",
      to_name as "toName", created_at as "createdAt", attempts, clock_timestamp() as now`.execute(sql)
  return rows[0]
}

const given = (error: unknown) => (error instanceof Error ? error.message : String(error))

const tokenOf = (secret: string) =>
  db.oneTimeToken.findUnique({ where: { tokenHash: sha256(secret) }, select: { usedAt: true, voidedAt: true } })

/** One try. What cannot become better by waiting is permanent. */
async function attempt(message: Claimed, patience: Patience | undefined): Promise<Outcome> {
  const ends = linkEnds(message)
  if (ends && message.now >= ends)
    return { sent: false, permanent: true, reason: 'The link in this message ran out before it could be sent. Send a new one.' }
  let secret: string | null
  let rendered
  try {
    secret = openSecret(message)
    if (ends && secret === null) throw new Error('The secret of its link is missing.')
    rendered = await renderMessage(message, secret ?? undefined)
  } catch (error) {
    log.error({ outboxId: message.id, reason: given(error) }, 'A message could not be put together.')
    return { sent: false, permanent: true, reason: 'The message could not be put together; the log says why.' }
  }
  if (secret !== null && isSpent(await tokenOf(secret)))
    return { sent: false, permanent: true, reason: 'The link in this message was used or replaced before it could be sent.' }
  return deliver({ ...message, ...rendered }, secret, patience)
}

/** Writes down how a try ended, unless somebody else has taken the message over since. Secrets go when nothing is left to send. */
async function settle(message: Claimed, outcome: Outcome) {
  const mine = { id: message.id, status: 'PENDING' as const, attempts: message.attempts }
  const ended = { sealedSecret: null, nextAttemptAt: null, endedAt: new Date() }
  if (outcome.sent) {
    await db.outboxMessage.updateMany({ where: mine, data: { ...ended, status: 'SENT', sentAt: new Date() } })
    return log.info({ outboxId: message.id, attempts: message.attempts }, 'A message was sent.')
  }
  const next = outcome.permanent ? null : nextAttempt(message, message.now)
  const lastError = outcome.reason
  await db.outboxMessage.updateMany({
    where: mine,
    data: next ? { lastError, nextAttemptAt: next } : { ...ended, lastError, status: 'DEAD' },
  })
  log.warn(
    { outboxId: message.id, attempts: message.attempts, reason: lastError, next },
    next ? 'A message will be tried again.' : 'A message was given up.',
  )
}

/**
 * The job `mail.send`: one try to send one message, if it is due and nobody else has it. A message is delivered at least once and always
 * under the same Message-ID; after a crash between the server's answer and our note of it, twice. Without SMTP_URL it is held instead.
 */
export async function sendMail({ outboxId }: { outboxId: string }, patience?: Patience): Promise<void> {
  if (!env.smtpUrl) {
    await db.outboxMessage.updateMany({ where: { id: outboxId, status: 'PENDING' }, data: { status: 'HELD', nextAttemptAt: null } })
    return
  }
  const message = await claim(outboxId)
  if (message) await settle(message, await attempt(message, patience))
}

/**
 * The job `mail.sweep`: puts every message that is due back into the queue, at most 1,000 per minute, and removes the secrets of held
 * messages whose link has run out.
 */
export async function sweepMail(): Promise<void> {
  const due = await db.outboxMessage.findMany({
    where: { status: 'PENDING', nextAttemptAt: { lte: new Date() } },
    orderBy: { nextAttemptAt: 'asc' },
    take: AT_ONCE,
    select: { id: true },
  })
  await db.$transaction((tx) =>
    enqueueMany(
      tx,
      'mail.send',
      due.map(({ id }) => ({ outboxId: id })),
    ),
  )
  const held = await db.outboxMessage.findMany({
    where: { status: 'HELD', sealedSecret: { not: null } },
    select: { id: true, template: true, values: true, createdAt: true },
  })
  const over = held.filter((message) => (linkEnds(message)?.getTime() ?? 0) <= Date.now())
  if (over.length > 0)
    await db.outboxMessage.updateMany({ where: { id: { in: over.map(({ id }) => id) }, status: 'HELD' }, data: { sealedSecret: null } })
}
