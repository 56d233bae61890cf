import { createElement as h, type ReactNode } from 'react'
import { buttonClass } from '../../components/ui/button.tsx'
import type { AppError, ErrorCode } from '../core/errors.ts'

const TITLES: Record<ErrorCode, string> = {
  UNAUTHENTICATED: 'Sign in first',
  FORBIDDEN: 'You are not allowed to see this',
  NOT_FOUND: 'Nothing is here for you',
  INVALID: 'This address is not complete',
  CONFLICT: 'This has changed meanwhile',
  RULE: 'This is not possible',
  RATE_LIMITED: 'Too many requests',
  UNAVAILABLE: 'Not available at this moment',
}

/** The page that says why nothing is shown, what was not changed, and where to go. The status is set by the caller. */
export const refusalPage = (error: AppError): ReactNode =>
  h(
    'section',
    { className: 'grid max-w-160 gap-4 py-8', 'aria-labelledby': 'refusal-title' },
    h('h1', { id: 'refusal-title', className: 'text-2xl font-semibold' }, TITLES[error.code]),
    h('p', null, error.message),
    h('p', null, h('a', { href: '/', className: buttonClass({ variant: 'secondary' }) }, 'Go to the start page')),
  )

/** Says above a page that a form which was sent again went through. */
export const sentMessage = (message: string): ReactNode =>
  h('p', { role: 'status', className: 'mb-4 rounded-md border border-line bg-sunken p-3' }, message)
