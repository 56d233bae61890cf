import type { ReactNode } from 'react'
import { STATE_WORDS } from '../../../../components/inbox/inbox-words.ts'
import { Callout, type CalloutTone } from '../../../../components/ui/callout.tsx'
import { PlainText } from '../../../../components/ui/plain-text.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import type { InboxState } from '../../../../lib/inbox/views.ts'

const TONES: Partial<Record<InboxState, CalloutTone>> = {
  APPROVED: 'success',
  ENROLLED: 'success',
  REJECTED: 'danger',
  DISMISSED: 'danger',
}

/** Words of a decision: what was written, and whether the applicant sees it. */
export type DecisionText = { label: string; text: string; shared: boolean }

const told = (shared: boolean) => (shared ? 'shared with the applicant' : 'internal')

/** What became of an item: who decided and when, in which words, and what to do now. Nothing while it waits. */
export function Decision({
  state,
  by,
  at,
  texts,
  timeZone,
  action,
  children,
}: {
  state: InboxState
  by: string
  at: Date | null
  texts: readonly DecisionText[]
  timeZone: string | undefined
  action?: ReactNode
  children?: ReactNode
}) {
  if (state === 'PENDING') return null
  const who = by === '' ? '' : ` by ${by}`
  return (
    <Callout
      tone={TONES[state] ?? 'info'}
      action={action}
      title={
        <>
          {STATE_WORDS[state]}
          <bdi>{who}</bdi>
          {at && (
            <>
              , <Time value={at} exact timeZone={timeZone} />
            </>
          )}
        </>
      }
    >
      <div className="grid gap-1">
        {texts
          .filter(({ text }) => text !== '')
          .map(({ label, text, shared }) => (
            <PlainText key={label} text={`${label} (${told(shared)}): ${text}`} />
          ))}
        {children}
      </div>
    </Callout>
  )
}
