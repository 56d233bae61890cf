'use client'
import { useId } from 'react'
import { ConfirmDialog } from '../../../../components/layout/confirm-dialog.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { DialogTrigger } from '../../../../components/ui/dialog.tsx'
import { invitationIdInput } from '../../../../lib/enrollment-pools/schema.ts'
import type { InvitationRow } from '../../../../lib/enrollment-pools/views.ts'
import { revokeInvitationAction } from '../actions.ts'

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

/** What can be done with an invitation that is not settled: send it again, at the address `resendHref`, or revoke it. */
export const InvitationActs = ({ invitation, resendHref }: { invitation: InvitationRow; resendHref: string }) => (
  <span className="flex justify-end gap-1">
    {invitation.whyNotResend === null && (
      <ButtonLink href={resendHref} size="sm" variant="ghost">
        Send again
      </ButtonLink>
    )}
    {invitation.whyNotRevoke === null && invitation.state === 'open' && <Revoke invitation={invitation} />}
  </span>
)
