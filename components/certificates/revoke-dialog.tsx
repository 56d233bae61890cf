'use client'
import { revokeCertificateInput } from '../../lib/certificates/schema.ts'
import type { FormAction } from '../../lib/core/form-state.ts'
import { SelectField, TextField } from '../form/fields.tsx'
import { ConfirmDialog } from '../layout/confirm-dialog.tsx'
import { DialogTrigger } from '../ui/dialog.tsx'
import { REASON_OPTIONS } from './certificate-words.ts'

type Props = {
  certificate: { id: string; version: number; serial: string }
  user: string
  action: FormAction
  whyNot: string | null
  small?: boolean | undefined
}

/** The button that revokes somebody’s certificate, with its question; without the right it says so. */
export function RevokeCertificate({ certificate: { id, version, serial }, user, action, whyNot, small = false }: Props) {
  const dialogId = `revoke-${id}`
  return (
    <>
      <DialogTrigger
        dialogId={dialogId}
        size={small ? 'sm' : 'md'}
        disabledReason={whyNot}
        aria-label={small ? `Revoke certificate ${serial}` : undefined}
      >
        {small ? 'Revoke' : 'Revoke certificate'}
      </DialogTrigger>
      {whyNot === null && (
        <ConfirmDialog
          id={dialogId}
          title={`Revoke this certificate of ${user}?`}
          verb="Revoke certificate"
          schema={revokeCertificateInput}
          action={action}
          hidden={{ certificateId: id, version }}
          defaultValues={{ reason: 'unspecified' }}
          stops={[
            'Nobody signs in with it any more, and sessions that it began end with their next request.',
            'It stands on the public revocation list within moments. That cannot be undone.',
          ]}
          survives={['The user’s password, other sessions and other certificates. A new certificate can be issued at any time.']}
        >
          <SelectField name="reason" label="Reason" options={REASON_OPTIONS} hint="Published in the revocation list (RFC 5280)." />
          <TextField name="note" label="Note" optional maxLength={500} hint="For the audit log only." />
        </ConfirmDialog>
      )}
    </>
  )
}
