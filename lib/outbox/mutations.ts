import '#server-only'
import { sha256 } from '../core/crypto.ts'
import { env } from '../core/env.ts'
import { AppError, refuse } from '../core/errors.ts'
import { defineMutation } from '../core/operation.ts'
import { DEFAULT_LIMIT } from '../core/rate-limit.ts'
import { linkOf } from '../mail/link.ts'
import { openSecret } from '../mail/secret.ts'
import { queueMail } from '../mail/steps.ts'
import { isLinkGone, isSpent, whyNotRetry } from './rules.ts'
import { outboxIdInput, testMailInput } from './schema.ts'
import { lockedMessage, targetOf } from './steps.ts'

/**
 * Sends a test mail to the given address, or to the actor's own, through the outbox like every other mail. Throws RULE
 * MAIL_NOT_CONFIGURED when SMTP_URL is not set, INVALID when the actor has no address. Returns the message's id.
 */
export const sendTestMail = defineMutation({
  name: 'sendTestMail',
  permission: 'outbox:send-test',
  input: testMailInput,
  limit: DEFAULT_LIMIT,
  async run({ actor, tx, audit }, { toAddress }) {
    if (env.smtpUrl === undefined)
      throw new AppError('RULE', 'Mail is not configured, so nothing was sent. Set SMTP_URL and restart Gatehouse first.', {
        reason: 'MAIL_NOT_CONFIGURED',
      })
    const own = actor.kind === 'user' && actor.id ? await tx.user.findUnique({ where: { id: actor.id }, select: { email: true } }) : null
    const to = toAddress ?? own?.email
    if (!to) throw new AppError('INVALID', 'Nothing was sent.', { fields: { toAddress: ['Say where the test mail goes.'] } })
    const mail = { template: 'test', values: { sentBy: actor.label }, toAddress: to, toName: '', userId: null } as const
    const outboxId = await queueMail(tx, mail)
    await audit.record('mail.test-sent', { target: { type: 'mail', id: outboxId, label: to }, detail: { to } })
    return { outboxId, to }
  },
})

/**
 * Sends a held or failed message now, under its old Message-ID and with further tries as usual. Throws RULE with the reason when it was
 * sent, is being tried anyway, mail is not configured, or its link no longer works.
 */
export const retryMessage = defineMutation({
  name: 'retryMessage',
  permission: 'outbox:retry',
  input: outboxIdInput,
  async run({ actor, tx, audit, enqueue }, { outboxId }) {
    const message = await lockedMessage(tx, actor, outboxId)
    const hasSecret = message.sealedSecret !== null
    refuse(whyNotRetry({ ...message, hasSecret }, env.smtpUrl !== undefined, new Date()))
    await tx.$executeRaw`update outbox_messages set status = 'PENDING', next_attempt_at = clock_timestamp(), ended_at = null
      where id = ${outboxId}::uuid`
    await enqueue('mail.send', { outboxId })
    await audit.record('mail.retried', { target: targetOf(message), detail: { to: message.toAddress } })
  },
})

/**
 * Shows the password link in a message that was not sent, for handing it over by other means. Whoever has it can take the account over,
 * so it asks for a fresh factor, refuses users who outrank the actor, and is part of the audit log. Throws RULE LINK_GONE when the link no
 * longer works, FORBIDDEN when it is not for this actor.
 */
export const showLink = defineMutation({
  name: 'showLink',
  permission: 'user:send-password-link',
  input: outboxIdInput,
  limit: DEFAULT_LIMIT,
  sensitive: true,
  async run({ actor, tx, audit }, { outboxId }) {
    const message = await lockedMessage(tx, actor, outboxId)
    if (!message.mayShowLink)
      throw new AppError(
        'FORBIDDEN',
        'This link opens the account of a user who may do things that you may not, so it is not shown to you.',
      )
    const secret = isLinkGone({ ...message, hasSecret: message.sealedSecret !== null }, new Date()) ? null : openSecret(message)
    const token =
      secret && (await tx.oneTimeToken.findUnique({ where: { tokenHash: sha256(secret) }, select: { usedAt: true, voidedAt: true } }))
    const link = secret === null || isSpent(token || null) ? null : linkOf(message.template, secret)
    if (link === null) throw new AppError('RULE', 'This message has no link that works. Send the user a new one.', { reason: 'LINK_GONE' })
    await audit.record('mail.link-shown', { target: targetOf(message), detail: { purpose: message.template, to: message.toAddress } })
    return { link }
  },
})
