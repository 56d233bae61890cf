import '#server-only'
import { createTransport, type NodemailerError } from 'nodemailer'
import { env } from '../core/env.ts'
import type { Rendered } from './render.ts'
import { senderAddress } from './sender.ts'
import { tame } from './template-parts.ts'

/** Milliseconds: how long each silence of the server may last, and how long one try may take in all. */
export type Patience = { silence: number; total: number }
const PATIENCE: Patience = { silence: 10_000, total: 60_000 }

/** How one try ended. `permanent`: the server refuses this recipient or this message for good. `reason` is for administrators. */
export type Outcome = { sent: true } | { sent: false; permanent: boolean; reason: string }

const REASONS: Record<string, string> = {
  EDNS: 'The name of the mail server could not be resolved.',
  ECONNECTION: 'The mail server could not be reached, or closed the connection.',
  ESOCKET: 'The mail server could not be reached, or broke the connection off.',
  ETIMEDOUT: 'The mail server took too long to answer.',
  EABORT: 'The mail server took too long in all.',
  ETLS: 'No encrypted connection to the mail server could be made.',
  EAUTH: 'The mail server refused the user name or password in SMTP_URL.',
  ENOAUTH: 'The mail server asks for a user name and password, and SMTP_URL has none.',
}

/** What went wrong, with the server's own words. Servers may quote what was sent to them: the given secrets and whatever follows `token=` are hidden. */
export function reasonOf(error: NodemailerError, secrets: readonly string[]): string {
  const said = error.response ? ` It said: ${error.response}` : error.originalCode ? ` (${error.originalCode})` : ''
  const sentence = REASONS[error.code ?? ''] ?? (error.response ? 'The mail server refused the message.' : 'The message could not be sent.')
  const clean = secrets.filter(Boolean).reduce((text, secret) => text.replaceAll(secret, '(hidden)'), `${sentence}${said}`)
  return tame(clean.replace(/token=\S+/gi, 'token=(hidden)'), 400)
}

/** A 5xx about the sender, the sign-in or the session is a matter of configuration and can be repaired in time; these two cannot. */
const isFinal = (error: NodemailerError) => error.permanent === true && (error.command === 'RCPT TO' || error.command === 'DATA')

function smtpSecrets(url: string) {
  const { username = '', password = '' } = URL.parse(url) ?? {}
  const plain = (text: string) => {
    try {
      return decodeURIComponent(text)
    } catch {
      return text
    }
  }
  const pair = Buffer.from(`\0${plain(username)}\0${plain(password)}`).toString('base64')
  return password ? [password, plain(password), Buffer.from(plain(password)).toString('base64'), pair] : []
}

/**
 * Tries once to hand a message to the server of SMTP_URL, and says how that ended; it never throws for what a server does. A connection
 * that is lost after the message was handed over counts as not sent: sending again with the same Message-ID is the lesser evil.
 */
export async function deliver(
  message: Rendered & { messageId: string; toAddress: string; toName: string },
  secret: string | null,
  patience: Patience = PATIENCE,
): Promise<Outcome> {
  const url = env.smtpUrl
  if (!url) throw new Error('SMTP_URL is not set.')
  const { silence, total } = patience
  const timeouts = { connectionTimeout: silence, greetingTimeout: silence, socketTimeout: silence, dnsTimeout: silence }
  const transport = createTransport({ url, ...timeouts, disableFileAccess: true, disableUrlAccess: true })
  const from = senderAddress()
  try {
    await transport.sendMail({
      messageId: message.messageId,
      from: { name: from.name, address: from.address },
      to: { name: message.toName, address: message.toAddress },
      envelope: { from: from.address, to: [message.toAddress] },
      subject: message.subject,
      text: message.text,
      html: message.html,
      headers: { 'Auto-Submitted': 'auto-generated' },
      signal: AbortSignal.timeout(total),
    })
    return { sent: true }
  } catch (error) {
    const failure = error as NodemailerError
    return { sent: false, permanent: isFinal(failure), reason: reasonOf(failure, [...(secret ? [secret] : []), ...smtpSecrets(url)]) }
  } finally {
    transport.close()
  }
}
