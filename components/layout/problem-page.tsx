import type { ReactNode } from 'react'
import { ButtonLink } from '../ui/button.tsx'
import { SupportLine } from './support-line.tsx'

export type Problem = 'forbidden' | 'not-found' | 'session-ended' | 'unavailable' | 'too-many'

const problems: Record<Problem, { status: number; title: string; text: string }> = {
  forbidden: {
    status: 403,
    title: 'You are not allowed to see this page',
    text: 'Your roles do not include it. If your work needs it, ask an administrator to give you a role that does.',
  },
  'not-found': {
    status: 404,
    title: 'There is nothing at this address',
    text: 'It may have been removed or mistyped, or it is not yours to see. Nothing was changed.',
  },
  'session-ended': {
    status: 401,
    title: 'Your session has ended',
    text: 'Sessions end after some time without use. Sign in again to go on where you were.',
  },
  unavailable: {
    status: 500,
    title: 'This page could not be shown',
    text: 'The fault is on our side, and it was written to the log. Try again; if it stays, tell an administrator what you were doing.',
  },
  'too-many': {
    status: 429,
    title: 'Too many requests',
    text: 'Wait a moment, then reload this page. Nothing was changed.',
  },
}

/**
 * The whole page in place of one that cannot be shown: what is wrong and what to do. `text` replaces the general sentence; `next` is
 * where to come back to after sign-in; `reference` is the number under which the log has it.
 */
export function ProblemPage({
  problem,
  text,
  next,
  reference,
  action,
}: {
  problem: Problem
  text?: ReactNode
  next?: string | undefined
  reference?: string | undefined
  action?: ReactNode
}) {
  const { status, title, text: general } = problems[problem]
  return (
    <div className="mx-auto grid w-full max-w-120 justify-items-start gap-3 py-16">
      <p className="text-sm text-ink-faint tabular-nums">{status}</p>
      <h1 className="text-xl font-semibold">{title}</h1>
      <p className="text-ink-soft">{text ?? general}</p>
      {reference && <p className="text-sm text-ink-faint">Reference {reference}</p>}
      <SupportLine />
      <div className="flex flex-wrap gap-2 pt-2">
        {action}
        {problem === 'session-ended' ? (
          <ButtonLink variant="primary" href={next ? `/sign-in?next=${encodeURIComponent(next)}` : '/sign-in'}>
            Sign in
          </ButtonLink>
        ) : (
          <ButtonLink href="/">Go to the start page</ButtonLink>
        )}
      </div>
    </div>
  )
}
