import { linkEnds, templateNamed } from '../mail/templates.ts'

/** Minutes to wait after the first, second, … failed try; the last one repeats. */
export const RETRY_MINUTES = [1, 5, 15, 60, 180, 360] as const
const GIVE_UP_HOURS = 24

type Message = { template: string; createdAt: Date; values: unknown }
type WhyNot = { reason: string; message: string } | null

/** When trying ends: 24 hours after the message was written, or when its link stops working, as a dead link helps nobody. */
export function giveUpAt(message: Message): Date {
  const day = new Date(message.createdAt.getTime() + GIVE_UP_HOURS * 3_600_000)
  const link = linkEnds(message)
  return link && link < day ? link : day
}

/** When to try again after `attempts` tries have failed, or null when it is time to give up. The last try is made just before that. */
export function nextAttempt(message: Message & { attempts: number }, now: Date): Date | null {
  const end = giveUpAt(message)
  if (now >= end) return null
  const minutes = RETRY_MINUTES[Math.min(message.attempts, RETRY_MINUTES.length) - 1] ?? RETRY_MINUTES[0]
  const next = new Date(now.getTime() + minutes * 60_000)
  return next < end ? next : end
}

/** Whether the link in a message no longer works, or was removed because the message was sent or given up. */
export function isLinkGone(message: Message & { hasSecret: boolean }, now: Date): boolean {
  const ends = linkEnds(message)
  return ends !== null && (!message.hasSecret || now >= ends)
}

/** Whether the one-time token behind a link was used, or voided by a newer one. A token that is not known here says nothing. */
export const isSpent = (token: { usedAt: Date | null; voidedAt: Date | null } | null) =>
  token !== null && (token.usedAt !== null || token.voidedAt !== null)

/** Only messages that nobody is trying to send can be sent by hand, and only while what they say is still true. */
export function whyNotRetry(message: Message & { status: string; hasSecret: boolean }, isConfigured: boolean, now: Date): WhyNot {
  if (message.status === 'SENT') return { reason: 'ALREADY_SENT', message: 'This message was sent already. Nothing was changed.' }
  if (message.status === 'PENDING')
    return { reason: 'WAITING', message: 'This message is waiting to be sent, by itself, at the time shown. Nothing was changed.' }
  if (!isConfigured)
    return {
      reason: 'MAIL_NOT_CONFIGURED',
      message: 'Mail is not configured, so nothing was sent. Set SMTP_URL and restart Gatehouse first.',
    }
  if (!templateNamed(message.template))
    return {
      reason: 'UNKNOWN_TEMPLATE',
      message: 'This message was written by another version of Gatehouse and cannot be sent by this one.',
    }
  if (isLinkGone(message, now))
    return {
      reason: 'LINK_GONE',
      message: 'The link in this message does not work any more, so it was not sent. Send the user a new link instead.',
    }
  return null
}
