import '#server-only'
import { sql as raw, type RawBuilder } from 'kysely'
import { canEverywhere, type Actor } from '../core/actor.ts'
import { outranks } from '../roles/rank.ts'

/**
 * Whether the actor may be shown the link in a message, as a condition on the table `outbox_messages`. Whoever has the link can take the
 * account over: it takes the right to send such links to everybody, and a user who may do nothing that the actor may not.
 */
export function maySeeLink(actor: Actor): RawBuilder<boolean> {
  if (!canEverywhere(actor, 'user:send-password-link')) return raw<boolean>`false`
  return raw<boolean>`not exists (select from users where users.id = outbox_messages.user_id and ${outranks(actor)})`
}
