import type { Message } from '../../lib/enrollments/views.ts'
import { cx } from '../ui/classes.ts'
import { PlainText } from '../ui/plain-text.tsx'
import { Time } from '../ui/time.tsx'

/** Questions to an applicant and their answers, oldest first. `applicant` is what the applicant is called here. */
export const Conversation = ({
  messages,
  applicant,
  timeZone,
}: {
  messages: readonly Message[]
  applicant: string
  timeZone: string | undefined
}) => (
  <ol aria-label="Questions and answers" className="grid gap-3">
    {messages.map(({ id, fromApplicant, author, text, createdAt }) => (
      <li
        key={id}
        className={cx(
          'grid max-w-[min(100%,34rem)] gap-1 rounded-lg border border-line px-4 py-2',
          fromApplicant ? 'justify-self-start bg-surface' : 'justify-self-end bg-sunken',
        )}
      >
        <p className="text-sm text-ink-soft">
          <bdi className="font-medium text-ink">{fromApplicant ? applicant : (author ?? 'An approver')}</bdi>{' '}
          {fromApplicant ? 'answered' : 'asked'} <Time value={createdAt} timeZone={timeZone} />
        </p>
        <PlainText text={text} />
      </li>
    ))}
  </ol>
)
