import { createElement as h, type ReactNode } from 'react'
import { buttonClass } from '../../components/ui/button.tsx'
import type { KeptForm } from './action.ts'
import { resendField } from './form-data.ts'

/** "firstName" as people say it: "First name". */
function words(name: string): string {
  const spaced = name
    .replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .replace(/[-_[\]]+/g, ' ')
  return spaced.charAt(0).toUpperCase() + spaced.slice(1).trimEnd()
}

const link = (href: string, text: string, newTab = false) =>
  h('a', { href, className: 'text-accent underline', ...(newTab ? { target: '_blank' } : {}) }, text)

const errorList = (fields: Record<string, string[]>) => {
  const sentences = Object.entries(fields).flatMap(([name, errors]) => errors.map((text) => (name ? `${words(name)}: ${text}` : text)))
  return sentences.length ? h('ul', { className: 'list-disc ps-5' }, ...sentences.map((text) => h('li', { key: text }, text))) : null
}

const steps = (signedOut: boolean, path: string): ReactNode =>
  signedOut
    ? h(
        'p',
        null,
        link(`/sign-in?next=${encodeURIComponent(path)}`, 'Sign in in a new tab', true),
        ', then come back here and send it again.',
      )
    : h('p', null, 'Correct it here and send it again, or ', link(path, 'open the page anew'), '.')

/** One text to correct or copy. Ids and versions travel along unseen. */
const field = (name: string, value: string, index: number): ReactNode => {
  const hidden = /(?:^id|Id|Ids|version)(?:\[\])?$/.test(name)
  const id = `kept-${name}-${index}`
  if (hidden) return h('input', { key: id, type: 'hidden', name, value })
  const look = 'w-full rounded-md border border-line-strong bg-surface px-3 py-2 text-ink'
  return h(
    'div',
    { key: id, className: 'grid gap-1' },
    h('label', { htmlFor: id, className: 'font-medium' }, words(name)),
    value.includes('\n') || value.length > 80
      ? h('textarea', { id, name, defaultValue: value, rows: 5, className: look })
      : h('input', { id, name, defaultValue: value, className: look }),
  )
}

/**
 * Shown in place of a page when a form came without client JavaScript and was not accepted because the session had ended: all that was
 * typed, in a form that goes to the same action. Passwords are not kept; the page says so.
 */
export function keptFormPage({ action, state, secretsDropped }: KeptForm, path: string): ReactNode {
  const signedOut = state.code === 'UNAUTHENTICATED'
  const values = Object.entries(state.values).flatMap(([name, value]) => [value].flat().map((text) => [name, text] as const))
  return h(
    'section',
    { className: 'grid max-w-160 gap-4 py-8', 'aria-labelledby': 'kept-title' },
    h('h1', { id: 'kept-title', className: 'text-xl font-semibold' }, signedOut ? 'Your session ended' : 'This was not saved'),
    h('div', { role: 'alert', className: 'grid gap-2' }, h('p', null, state.message), errorList(state.fields)),
    steps(signedOut, path),
    secretsDropped
      ? h('p', null, 'Passwords are never kept: for these ', link(path, 'open the page anew'), ' and enter them again.')
      : null,
    h(
      'form',
      { action: action.bind(null, null) as unknown as (form: FormData) => void, className: 'grid gap-4' },
      h('input', { type: 'hidden', name: resendField, value: '1' }),
      ...values.map(([name, text], index) => field(name, text, index)),
      h('div', null, h('button', { type: 'submit', className: buttonClass({ variant: 'primary' }) }, 'Send again')),
    ),
  )
}
