'use client'
import { useId } from 'react'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { useFormAnswer } from '../../../../components/form/form-answer.ts'
import { SubmitButton } from '../../../../components/form/submit-button.tsx'
import { ConfirmDialog } from '../../../../components/layout/confirm-dialog.tsx'
import { Callout } from '../../../../components/ui/callout.tsx'
import { CopyField } from '../../../../components/ui/copy-button.tsx'
import { Dialog, DialogClose, DialogTrigger } from '../../../../components/ui/dialog.tsx'
import { Effects } from '../../../../components/layout/effects.tsx'
import { invitationIdInput } from '../../../../lib/enrollment-pools/schema.ts'
import type { InvitationRow, Invited } from '../../../../lib/enrollment-pools/views.ts'
import { resendInvitationAction, revokeInvitationAction } from '../actions.ts'

function ResendSteps({ invitation: { email }, dialogId }: { invitation: InvitationRow; dialogId: string }) {
  const { answer } = useFormAnswer()
  const done = answer?.ok ? (answer.result as Pick<Invited, 'link'>) : null
  if (done?.link != null)
    return (
      <>
        <Callout tone="warning" title="Mail is not configured: hand this link over yourself.">
          It is shown only now. Whoever has it can enroll with it, once.
        </Callout>
        <CopyField value={done.link} label="Invitation link" copyLabel="Copy link" />
        <div>
          <DialogClose dialogId={dialogId}>Close</DialogClose>
        </div>
      </>
    )
  if (done)
    return (
      <>
        <p role="status">
          A new link is on its way to <bdi>{email}</bdi>.
        </p>
        <div>
          <DialogClose dialogId={dialogId}>Close</DialogClose>
        </div>
      </>
    )
  return (
    <>
      <Effects title="What stops" items={['The link that was sent before.']} />
      <Effects title="What stays" items={['What the invitation gives. It gets new time to be accepted.']} />
      <div className="flex flex-wrap gap-2">
        <SubmitButton>Send again</SubmitButton>
        <DialogClose dialogId={dialogId} />
      </div>
    </>
  )
}

function Resend({ invitation }: { invitation: InvitationRow }) {
  const id = `resend-${invitation.id}`
  return (
    <>
      <DialogTrigger dialogId={id} size="sm" variant="ghost">
        Send again
      </DialogTrigger>
      <Dialog
        id={id}
        title={
          <>
            Invite <bdi className="wrap-anywhere">{invitation.email}</bdi> again?
          </>
        }
      >
        <ActionForm schema={invitationIdInput} action={resendInvitationAction} hidden={{ invitationId: invitation.id }} staysOpen>
          <ResendSteps invitation={invitation} dialogId={id} />
        </ActionForm>
      </Dialog>
    </>
  )
}

function Revoke({ invitation }: { invitation: InvitationRow }) {
  const id = useId()
  return (
    <>
      <DialogTrigger dialogId={id} size="sm" variant="ghost">
        Revoke
      </DialogTrigger>
      <ConfirmDialog
        id={id}
        title={
          <>
            Revoke the invitation of <bdi className="wrap-anywhere">{invitation.email}</bdi>?
          </>
        }
        verb="Revoke invitation"
        schema={invitationIdInput}
        action={revokeInvitationAction}
        hidden={{ invitationId: invitation.id }}
        stops={['Its link works no more, for ever.']}
        survives={['The address can be invited anew.']}
      />
    </>
  )
}

/** What can be done with an invitation that is not settled: send it again with a new link, or revoke it. */
export const InvitationActs = ({ invitation }: { invitation: InvitationRow }) => (
  <span className="flex justify-end gap-1">
    {invitation.whyNotResend === null && <Resend invitation={invitation} />}
    {invitation.whyNotRevoke === null && invitation.state === 'open' && <Revoke invitation={invitation} />}
  </span>
)
