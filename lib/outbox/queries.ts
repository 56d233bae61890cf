import '#server-only'
import { sql as raw, type RawBuilder } from 'kysely'
import { z } from 'zod'
import { can } from '../core/actor.ts'
import { env } from '../core/env.ts'
import { notFound } from '../core/errors.ts'
import { keyset } from '../core/keyset.ts'
import { log } from '../core/log.ts'
import { defineQuery } from '../core/operation.ts'
import { renderMessage, type Rendered } from '../mail/render.ts'
import { senderAddress } from '../mail/sender.ts'
import { linkEnds, templateNamed } from '../mail/templates.ts'
import { isLinkGone, whyNotRetry } from './rules.ts'
import { maySeeLink } from './scope.ts'
import { outboxIdInput, outboxList, type OutboxListParams, type OutboxStatus } from './schema.ts'

/** A message as the list shows it. `nextAttemptAt` is null unless it is waiting. */
export type OutboxSummary = {
  id: string
  template: string
  subject: string
  toAddress: string
  toName: string
  userId: string | null
  status: OutboxStatus
  attempts: number
  lastError: string
  createdAt: Date
  nextAttemptAt: Date | null
  sentAt: Date | null
  endedAt: Date | null
}
type Row = Omit<OutboxSummary, 'subject'>

const COLUMNS = raw`id, template, to_address as "toAddress", to_name as "toName", user_id as "userId", status::text as status, attempts,
  last_error as "lastError", created_at as "createdAt", next_attempt_at as "nextAttemptAt", sent_at as "sentAt", ended_at as "endedAt"`

const STATUSES: Record<OutboxListParams['status'], RawBuilder<boolean>> = {
  any: raw`true`,
  waiting: raw`status = 'PENDING'`,
  sent: raw`status = 'SENT'`,
  failed: raw`status = 'DEAD'`,
  held: raw`status = 'HELD'`,
}

/** `%` and `_` are letters like any other. */
const contains = (q: string) => `%${q.replace(/[\\%_]/g, '\\$&')}%`
const withSubject = (row: Row): OutboxSummary => ({ ...row, subject: templateNamed(row.template)?.subject ?? row.template })

/** One page of outgoing mail, with cursors to its neighbours. Contents are not part of it. */
export const listOutbox = defineQuery({
  name: 'listOutbox',
  permission: 'outbox:read',
  input: outboxList.strict,
  async run({ sql }, params) {
    const { condition, orderBy, cursorKey, limit, page } = keyset({ expression: raw`created_at`, type: 'timestamptz' }, params)
    const found = params.q ? raw`(to_address ilike ${contains(params.q)} or to_name ilike ${contains(params.q)})` : raw`true`
    const fetched = await raw<Row & { cursor_key: string }>`select ${COLUMNS}, ${cursorKey} as cursor_key from outbox_messages
      where ${STATUSES[params.status]} and ${found} and ${condition} order by ${orderBy} limit ${limit}`.execute(sql)
    const { rows, previous, next } = page(fetched.rows)
    return { messages: rows.map(({ cursor_key: _own, ...row }) => withSubject(row)), previous, next }
  },
})

/**
 * Whether mail can be sent, from which address, how many messages are not on their way as they should be, and whether the actor may send a
 * test mail. For banners and the outbox.
 */
export const getMailStatus = defineQuery({
  name: 'getMailStatus',
  permission: 'outbox:read',
  input: z.strictObject({}),
  async run({ actor, sql }) {
    const { rows } = await raw<{ held: number; failed: number; late: number }>`select
      (select count(*)::int from outbox_messages where status = 'HELD') as held,
      (select count(*)::int from outbox_messages where status = 'DEAD' and ended_at > now() - interval '7 days') as failed,
      (select count(*)::int from outbox_messages where status = 'PENDING' and attempts > 0) as late`.execute(sql)
    const { name, address } = senderAddress()
    const counts = rows[0] ?? { held: 0, failed: 0, late: 0 }
    return { isConfigured: env.smtpUrl !== undefined, from: { name, address }, maySendTest: can(actor, 'outbox:send-test'), ...counts }
  },
})

type Content = { messageId: string; values: unknown; hasSecret: boolean; mayShowLink: boolean }

async function contentOf(message: Row & Content): Promise<Rendered | null> {
  try {
    return await renderMessage(message)
  } catch (error) {
    log.warn({ outboxId: message.id, err: error }, 'A message cannot be shown.')
    return null
  }
}

/**
 * One message with its contents; `content` is null when another version of Gatehouse wrote it. The secret of its link is always hidden
 * here: `link.mayShow` says whether `showLink` will give it to this actor, and `link.ends` until when. Throws NOT_FOUND.
 */
export const getOutboxMessage = defineQuery({
  name: 'getOutboxMessage',
  permission: 'outbox:read',
  input: outboxIdInput,
  async run({ actor, sql }, { outboxId }) {
    const found = await raw<Row & Content>`select ${COLUMNS}, message_id as "messageId", "values", sealed_secret is not null as "hasSecret",
      ${maySeeLink(actor)} as "mayShowLink" from outbox_messages where id = ${outboxId}::uuid`.execute(sql)
    const [message] = found.rows
    if (!message) throw notFound('Message')
    const { values: _stored, hasSecret: _sealed, mayShowLink, ...shown } = message
    const ends = linkEnds(message)
    const now = new Date()
    return {
      ...withSubject(shown),
      messageId: message.messageId,
      from: senderAddress(),
      content: await contentOf(message),
      link: ends && { ends, isGone: isLinkGone(message, now), mayShow: mayShowLink },
      mayRetry: can(actor, 'outbox:retry'),
      mayReadUser: can(actor, 'user:read'),
      whyNotRetry: whyNotRetry(message, env.smtpUrl !== undefined, now),
    }
  },
})
