'use client'
import { supportLink } from '../../lib/settings/rules-contact.ts'
import { useSupportContact } from './shown-settings.tsx'

/** Where people turn who cannot go on by themselves; nothing as long as no support contact is set. */
export function SupportLine() {
  const link = supportLink(useSupportContact())
  if (!link) return null
  return (
    <p data-support className="text-sm wrap-anywhere text-ink-soft">
      Need help? Turn to{' '}
      <a href={link.href} className="rounded-sm text-accent underline underline-offset-2">
        {link.text}
      </a>
      .
    </p>
  )
}
