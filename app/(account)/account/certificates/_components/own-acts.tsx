'use client'
import { OWN_REASON_OPTIONS } from '../../../../../components/certificates/certificate-words.ts'
import { CsrField } from '../../../../../components/certificates/csr-field.tsx'
import { SelectField } from '../../../../../components/form/fields.tsx'
import { ConfirmDialog } from '../../../../../components/layout/confirm-dialog.tsx'
import { DialogTrigger } from '../../../../../components/ui/dialog.tsx'
import { renewCertificateInput, revokeOwnCertificateInput } from '../../../../../lib/certificates/schema.ts'
import { renewOwnCertificateAction, revokeOwnCertificateAction } from '../actions.ts'

const RENEW = 'renew-certificate'
const REVOKE = 'revoke-certificate'

/** The button that renews one’s own certificate, with what that means. */
export const RenewOwn = ({ certificateId, ownKey, username }: { certificateId: string; ownKey: boolean; username: string }) => (
  <>
    <DialogTrigger dialogId={RENEW}>Renew</DialogTrigger>
    <ConfirmDialog
      id={RENEW}
      title="Renew this certificate?"
      verb="Renew certificate"
      danger={false}
      schema={renewCertificateInput}
      action={renewOwnCertificateAction}
      hidden={{ certificateId }}
      survives={[
        'This certificate, to its end. Revoke it when you do not need it any more.',
        ...(ownKey ? ['Your key: the new certificate is for the same one, unless you paste another request.'] : []),
      ]}
    >
      {!ownKey && <p className="text-ink-soft">The new certificate has a new key. Download it once it is signed.</p>}
      <CsrField
        summary={ownKey ? 'Use another key of my own' : 'Use a key of my own'}
        username={username}
        note="Paste a request for the new key. The key itself stays with you."
      />
    </ConfirmDialog>
  </>
)

/** The button that revokes one’s own certificate, with its question. */
export const RevokeOwn = ({ certificateId }: { certificateId: string }) => (
  <>
    <DialogTrigger dialogId={REVOKE}>Revoke</DialogTrigger>
    <ConfirmDialog
      id={REVOKE}
      title="Revoke this certificate?"
      verb="Revoke certificate"
      keep="Keep it"
      schema={revokeOwnCertificateInput}
      action={revokeOwnCertificateAction}
      hidden={{ certificateId }}
      defaultValues={{ reason: 'unspecified' }}
      stops={['Nobody signs in with it any more, on any device; sessions that it began end. That cannot be undone.']}
      survives={['Your password and your other certificates.']}
    >
      <SelectField name="reason" label="Reason" options={OWN_REASON_OPTIONS} />
    </ConfirmDialog>
  </>
)
