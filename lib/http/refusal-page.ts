import { createElement as h, type ReactNode } from 'react'
import { ProblemPage } from '../../components/layout/problem-page.tsx'
import { SupportLine } from '../../components/layout/support-line.tsx'
import { buttonClass } from '../../components/ui/button.tsx'
import { STATUS, type AppError, type ErrorCode } from '../core/errors.ts'

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
    { className: 'mx-auto grid w-full max-w-120 justify-items-start gap-3 py-16', 'aria-labelledby': 'refusal-title' },
    h('p', { className: 'text-sm text-ink-faint tabular-nums' }, STATUS[error.code]),
    h('h1', { id: 'refusal-title', className: 'text-xl font-semibold' }, TITLES[error.code]),
    h('p', { className: 'text-ink-soft' }, error.message),
    h(SupportLine),
    h('p', { className: 'pt-2' }, h('a', { href: '/', className: buttonClass({ variant: 'secondary' }) }, 'Go to the start page')),
  )

/** The page in place of one that failed unexpectedly. Under `reference` the log has the reason; `path` is where to try again. */
export const faultPage = (reference: string, path: string): ReactNode =>
  h(ProblemPage, {
    problem: 'unavailable',
    reference,
    action: h('a', { href: path, className: buttonClass({ variant: 'primary' }) }, 'Try again'),
  })

/** Says above a page that a form which was sent again went through. */
export const sentMessage = (message: string): ReactNode =>
  h('p', { role: 'status', className: 'rounded-md border border-success-line bg-success-soft px-4 py-3' }, message)
