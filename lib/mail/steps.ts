import '#server-only'
import { z } from 'zod'
import type { Tx } from '../core/db.ts'
import { env } from '../core/env.ts'
import { newId } from '../core/id.ts'
import { enqueueMany } from '../jobs/queue.ts'
import { sealSecret } from './secret.ts'
import { senderAddress } from './sender.ts'
import { tame } from './template-parts.ts'
import { TEMPLATES, templateNamed, type LinkTemplate, type TemplateName, type TemplateValues } from './templates.ts'

/**
 * A message to be sent. `secret` is what makes the link in it work: required by templates with a link, unknown to all others. `userId`
 * names whom the message is about; `aboutId` the enrollment or the link, when they are no user.
 */
export type Mail = {
  [T in TemplateName]: {
    template: T
    values: TemplateValues<T>
    toAddress: string
    toName: string
    userId: string | null
    aboutId?: string
  } & (T extends LinkTemplate ? { secret: string } : { secret?: never })
}[TemplateName]

/** One address and nothing that a mail program could read as more: no spaces, lists, brackets, comments or line breaks. */
const address = z
  .string()
  .max(254)
  .regex(/^[^\s@<>()[\],;:"\\\p{Cc}]+@[^\s@<>()[\],;:"\\\p{Cc}]+$/u, 'This is not an e-mail address.')

const hasLink = (template: TemplateName) => templateNamed(template)?.linkPath !== undefined

function rowOf({ template, values, toAddress, toName, userId, aboutId, secret }: Mail) {
  const id = newId()
  return {
    id,
    message_id: `<${id}@${senderAddress().domain}>`,
    template,
    values: TEMPLATES[template].values.parse(values),
    sealed_secret: secret === undefined ? null : sealSecret(id, secret),
    to_address: address.parse(toAddress),
    to_name: tame(toName, 100),
    user_id: userId,
    about_id: aboutId ?? null,
  }
}

/**
 * Writes messages into the outbox, in the caller's transaction and with one statement: no commit, no mail. They are sent within seconds
 * of the commit, or kept to be read when mail is not configured. Returns their ids in order. Throws when an address or a value does not
 * fit, or when only one of a template and its secret is there.
 */
export async function queueMails(tx: Tx, mails: readonly Mail[]): Promise<string[]> {
  if (mails.length === 0) return []
  for (const { template, secret } of mails)
    if (hasLink(template) !== Boolean(secret)) throw new Error(`The template ${template} and a secret do not go together.`)
  const rows = mails.map(rowOf)
  const isConfigured = env.smtpUrl !== undefined
  await tx.$executeRaw`
    insert into outbox_messages (id, message_id, template, "values", sealed_secret, to_address, to_name, user_id, about_id, status, next_attempt_at)
    select id, message_id, template, "values", sealed_secret, to_address, to_name, user_id, about_id,
      ${isConfigured ? 'PENDING' : 'HELD'}::"OutboxStatus", case when ${isConfigured} then clock_timestamp() end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as message (id uuid, message_id text, template text, "values" jsonb,
      sealed_secret text, to_address text, to_name text, user_id uuid, about_id uuid)`
  const ids = rows.map((row) => row.id)
  if (isConfigured)
    await enqueueMany(
      tx,
      'mail.send',
      ids.map((outboxId) => ({ outboxId })),
    )
  return ids
}

/** Writes one message, see `queueMails`. Returns its id. */
export const queueMail = async (tx: Tx, mail: Mail): Promise<string> => (await queueMails(tx, [mail]))[0] as string
