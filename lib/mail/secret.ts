import '#server-only'
import { seal, unseal } from '../core/crypto.ts'

const context = (outboxId: string) => `outbox:${outboxId}`

/** Encrypts the secret of a message's link for its outbox row. It opens for that row only. */
export const sealSecret = (outboxId: string, secret: string) => seal(secret, context(outboxId))

/** The secret of a message's link, or null when it was removed. Throws when it was sealed under another APP_ENCRYPTION_KEY. */
export const openSecret = (message: { id: string; sealedSecret: string | null }): string | null =>
  message.sealedSecret === null ? null : unseal(message.sealedSecret, context(message.id))
