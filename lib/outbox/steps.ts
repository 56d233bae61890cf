import '#server-only'
import { sql as raw } from 'kysely'
import type { Actor } from '../core/actor.ts'
import { runIn, sql, type Tx } from '../core/db.ts'
import { notFound } from '../core/errors.ts'
import { labelOf } from '../users/rules.ts'
import type { OutboxStatus } from './schema.ts'
import { maySeeLink } from './scope.ts'

/** What deciding about a message takes. `username` and `fullName` are those of the user whom it is about, if there is one. */
export type LockedMessage = {
  id: string
  template: string
  values: unknown
  status: OutboxStatus
  createdAt: Date
  toAddress: string
  userId: string | null
  sealedSecret: string | null
  mayShowLink: boolean
  username: string | null
  fullName: string | null
}

/** One message, locked until the transaction ends, and whether its link is for this actor. Throws NOT_FOUND. */
export async function lockedMessage(tx: Tx, actor: Actor, outboxId: string): Promise<LockedMessage> {
  const query = raw<LockedMessage>`select outbox_messages.id, template, "values", outbox_messages.status::text as status,
      outbox_messages.created_at as "createdAt", to_address as "toAddress", user_id as "userId", sealed_secret as "sealedSecret",
      ${maySeeLink(actor)} as "mayShowLink", users.username, users.full_name as "fullName"
    from outbox_messages left join users on users.id = outbox_messages.user_id
    where outbox_messages.id = ${outboxId}::uuid for update of outbox_messages`
  const [message] = await runIn(tx, query.compile(sql))
  if (!message) throw notFound('Message')
  return message
}

/** What the audit log says was acted upon: the user whom the message is about, so that it shows in their history; the message itself when there is none. */
export function targetOf({ id, userId, username, fullName, toAddress }: LockedMessage) {
  if (userId && username) return { type: 'user' as const, id: userId, label: labelOf({ username, fullName: fullName ?? '' }) }
  return { type: 'mail' as const, id, label: toAddress }
}
