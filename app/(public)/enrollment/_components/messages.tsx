import { Callout } from '../../../../components/ui/callout.tsx'
import { PlainText } from '../../../../components/ui/plain-text.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import type { Message, OwnEnrollment } from '../../../../lib/enrollments/views.ts'
import { AnswerForm } from './own-forms.tsx'
import { isAsked } from '../../../../components/enrollments/own-words.ts'

const Said = ({ message: { fromApplicant, author, text, createdAt } }: { message: Message }) => (
  <li className="grid gap-1 border-b border-line py-3 first:pt-0 last:border-0 last:pb-0">
    <p className="text-sm text-ink-faint">
      {fromApplicant ? 'You' : (author ?? 'Somebody who decides')}, <Time value={createdAt} />
    </p>
    <PlainText text={text} />
  </li>
)

/** What approvers asked and the applicant answered; an open question brings the form to answer it. */
export function Messages({ own, token }: { own: OwnEnrollment; token: string }) {
  if (own.messages.length === 0) return null
  const open = isAsked(own)
  return (
    <section aria-labelledby="messages-title" className="grid gap-3">
      <h2 id="messages-title" className="text-lg font-semibold">
        {open ? 'A question for you' : 'Questions and answers'}
      </h2>
      <ol className="grid rounded-md border border-line bg-surface px-4 py-3">
        {own.messages.map((message) => (
          <Said key={message.id} message={message} />
        ))}
      </ol>
      {open && <AnswerForm token={token} />}
    </section>
  )
}

/** What an approver said about the decision, when they chose to tell the applicant. */
export function DecisionWords({ own: { state, reason, note } }: { own: OwnEnrollment }) {
  if (reason === '' && note === '') {
    if (state !== 'REJECTED') return null
    return <Callout>No reason was given. If you think that this is a mistake, turn to whoever gave you the link.</Callout>
  }
  return (
    <>
      {reason !== '' && (
        <Callout tone={state === 'REJECTED' ? 'warning' : 'info'} title="The reason">
          <PlainText text={reason} />
        </Callout>
      )}
      {note !== '' && (
        <Callout title="A note for you">
          <PlainText text={note} />
        </Callout>
      )}
    </>
  )
}
