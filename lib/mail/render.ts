import '#server-only'
import { env } from '../core/env.ts'
import { setting } from '../settings/read.ts'
import { HIDDEN, linkOf } from './link.ts'
import { htmlOf } from './template-html.ts'
import type { Part } from './template-parts.ts'
import { templateNamed } from './templates.ts'

/** A message as it is sent. */
export type Rendered = { subject: string; text: string; html: string }

const textOf = (part: Part) =>
  part.kind === 'link' ? `${part.label}:\n${part.href}` : part.kind === 'quote' ? `> ${part.text}` : part.text

/**
 * Renders a stored message as text and HTML, with the sign-up text and the support contact of this moment. Without a secret the link reads
 * "(hidden)" and leads nowhere. Throws when the template or the shape of its values is not known to this version.
 */
export async function renderMessage(message: { template: string; values: unknown }, secret: string = HIDDEN): Promise<Rendered> {
  const template = templateNamed(message.template)
  if (!template) throw new Error(`The mail template "${message.template}" is not known to this version.`)
  const link = linkOf(message.template, secret) ?? ''
  const parts = template.parts(template.values.parse(message.values), { appUrl: env.appUrl, link, signUpText: setting('signUp.text') })
  const contact = setting('support.contact')
  const footer = contact && `Questions? Turn to ${contact}`
  const text = `${parts.map(textOf).join('\n\n')}\n\n-- \n${footer && `${footer}\n`}${env.appUrl}\n`
  return { subject: template.subject, text, html: await htmlOf(template.subject, parts, footer) }
}
