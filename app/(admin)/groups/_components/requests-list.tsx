'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { TextAreaField, TextField } from '../../../../components/form/fields.tsx'
import { SubmitButton } from '../../../../components/form/submit-button.tsx'
import { RequestBadge } from '../../../../components/groups/group-badges.tsx'
import { Avatar } from '../../../../components/ui/avatar.tsx'
import { Badge } from '../../../../components/ui/badge.tsx'
import { PlainText } from '../../../../components/ui/plain-text.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import { decideGroupRequestInput } from '../../../../lib/groups/schema.ts'
import type { GroupRequestRow } from '../../../../lib/groups/views.ts'
import { decideGroupRequestAction } from '../actions.ts'
import { PersonLink } from './person-link.tsx'

/** Both decisions in one form, so that what is written to the one who asked goes with either. */
function DecideForm({ request, name }: { request: GroupRequestRow; name: string }) {
  return (
    <details className="group">
      <summary className="w-fit rounded-sm font-medium text-accent underline underline-offset-2">
        Decide<span className="sr-only"> on the request of {name}</span>
      </summary>
      <ActionForm
        id={`decide-${request.id}`}
        schema={decideGroupRequestInput}
        action={decideGroupRequestAction}
        hidden={{ requestId: request.id, version: request.version }}
        className="pt-3"
      >
        <TextAreaField name="note" label="Note" optional rows={2} hint={`Told to ${name} with the decision.`} />
        <TextField
          name="validUntil"
          type="date"
          label="Ends on"
          optional
          hint="If approved, the membership ends when this day begins (UTC). Empty: without end."
        />
        <div className="flex flex-wrap gap-2">
          <SubmitButton name="decision" value="approve">
            Approve request
          </SubmitButton>
          <SubmitButton name="decision" value="reject" variant="secondary">
            Reject request
          </SubmitButton>
        </div>
      </ActionForm>
    </details>
  )
}

function Decision({ request, timeZone }: { request: GroupRequestRow; timeZone: string | undefined }) {
  const { status, decidedAt, decidedByLabel, note } = request
  return (
    <div className="grid gap-1 text-ink-soft">
      <p>
        {status === 'WITHDRAWN' ? 'Withdrawn' : `${status === 'APPROVED' ? 'Approved' : 'Rejected'} by ${decidedByLabel || 'the system'}`}{' '}
        <Time value={decidedAt} timeZone={timeZone} />.
      </p>
      {note && <PlainText text={`Note: ${note}`} />}
    </div>
  )
}

function Request({ request, timeZone }: { request: GroupRequestRow; timeZone: string | undefined }) {
  const { user, email, reason, status, renewal, currentUntil, createdAt, whyNotDecide } = request
  const name = user.label
  return (
    <li className="grid gap-3 rounded-lg border border-line bg-surface p-4 sm:px-6">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="flex min-w-0 items-center gap-3">
          <Avatar name={name} seed={user.id} />
          <div className="min-w-0">
            <p className="font-medium">
              <PersonLink id={user.isVisible ? user.id : null}>{name}</PersonLink>
            </p>
            <p className="text-sm text-ink-soft">
              {email && <span className="wrap-anywhere">{email}, </span>}asked <Time value={createdAt} timeZone={timeZone} />
            </p>
          </div>
        </div>
        <p className="flex flex-wrap gap-1">
          {renewal && <Badge icon={null}>Wants to stay longer</Badge>}
          <RequestBadge status={status} />
        </p>
      </div>
      <blockquote className="border-s-2 border-line ps-3">
        <PlainText text={reason} />
      </blockquote>
      {currentUntil && (
        <p className="text-ink-soft">
          The present membership ends <Time value={currentUntil} timeZone={timeZone} />.
        </p>
      )}
      {status !== 'PENDING' ? (
        <Decision request={request} timeZone={timeZone} />
      ) : whyNotDecide === null ? (
        <DecideForm request={request} name={name} />
      ) : (
        <p className="text-sm text-ink-faint">{whyNotDecide.message}</p>
      )}
    </li>
  )
}

/** Requests to join: who asks, in their own words, since when, and the decision or the form for it. */
export const RequestsList = ({ requests, timeZone }: { requests: readonly GroupRequestRow[]; timeZone: string | undefined }) => (
  <ul aria-label="Requests" className="grid gap-3">
    {requests.map((request) => (
      <Request key={request.id} request={request} timeZone={timeZone} />
    ))}
  </ul>
)
