'use client'
import { CsrField } from '../../../../components/certificates/csr-field.tsx'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { SubmitButton } from '../../../../components/form/submit-button.tsx'
import { ConfirmDialog } from '../../../../components/layout/confirm-dialog.tsx'
import { Button } from '../../../../components/ui/button.tsx'
import { DialogTrigger } from '../../../../components/ui/dialog.tsx'
import { certificateIdInput, renewCertificateInput } from '../../../../lib/certificates/schema.ts'
import { renewCertificateAction, retryCertificateAction } from '../actions.ts'

const ID = 'renew-certificate'

type Renewed = { id: string; user: string; username: string; ownKey: boolean }
type Props = { certificate: Renewed; whyNot: string | null; mayBringKey: boolean }

/** The button that renews somebody’s certificate, with what that means. */
export const RenewCertificate = ({ certificate: { id, user, username, ownKey }, whyNot, mayBringKey }: Props) => (
  <>
    <DialogTrigger dialogId={ID} disabledReason={whyNot}>
      Renew
    </DialogTrigger>
    {whyNot === null && (
      <ConfirmDialog
        id={ID}
        title={`Renew this certificate of ${user}?`}
        verb="Renew certificate"
        danger={false}
        schema={renewCertificateInput}
        action={renewCertificateAction}
        hidden={{ certificateId: id }}
        survives={[
          'This certificate, to its end. Revoke it when it is not needed any more.',
          ...(ownKey ? ['The user’s own key: the new certificate is for the same one.'] : []),
        ]}
      >
        {!ownKey && <p className="text-ink-soft">The new certificate has a new key, which the user alone can download, once.</p>}
        {mayBringKey && (
          <CsrField
            summary="Use another key"
            username={username}
            note="Whoever holds that key signs in as this user. Paste a request only for a key that is with the user."
          />
        )}
      </ConfirmDialog>
    )}
  </>
)

/** Tries again at once to sign a certificate that failed or waits. */
export const RetryCertificate = ({ certificateId, whyNot }: { certificateId: string; whyNot: string | null }) =>
  whyNot === null ? (
    <ActionForm schema={certificateIdInput} action={retryCertificateAction} hidden={{ certificateId }}>
      <SubmitButton variant="secondary">Try again</SubmitButton>
    </ActionForm>
  ) : (
    <Button disabledReason={whyNot}>Try again</Button>
  )
