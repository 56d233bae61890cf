import '#server-only'
import { env } from '../core/env.ts'
import { htmlOf } from './template-html.ts'
import { templateNamed, type Part } from './templates.ts'

/** A message as it is sent. */
export type Rendered = { subject: string; text: string; html: string }

/** Stands where a link's secret is not shown. */
export const HIDDEN = '(hidden)'

const textOf = (part: Part) =>
  part.kind === 'link' ? `${part.label}:\n${part.href}` : part.kind === 'quote' ? `> ${part.text}` : part.text

/** The address that the link of a template has with this secret, or null for templates without a link. Always below APP_URL. */
export function linkOf(template: string, secret: string): string | null {
  const path = templateNamed(template)?.linkPath
  return path ? `${env.appUrl}${path}?token=${secret === HIDDEN ? HIDDEN : encodeURIComponent(secret)}` : null
}

/**
 * Renders a stored message as text and HTML. Without a secret the link reads "(hidden)" and leads nowhere. Throws when the template or
 * the shape of its values is not known to this version.
 */
export async function renderMessage(message: { template: string; values: unknown }, secret: string = HIDDEN): Promise<Rendered> {
  const template = templateNamed(message.template)
  if (!template) throw new Error(`The mail template "${message.template}" is not known to this version.`)
  const link = linkOf(message.template, secret) ?? ''
  const parts = template.parts(template.values.parse(message.values), { appUrl: env.appUrl, link })
  const text = `${parts.map(textOf).join('\n\n')}\n\n-- \n${env.appUrl}\n`
  return { subject: template.subject, text, html: await htmlOf(template.subject, parts) }
}
