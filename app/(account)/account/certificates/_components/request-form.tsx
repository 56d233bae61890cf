'use client'
import { CsrField } from '../../../../../components/certificates/csr-field.tsx'
import { ActionForm } from '../../../../../components/form/action-form.tsx'
import { ButtonLink } from '../../../../../components/ui/button.tsx'
import { requestOwnCertificateInput } from '../../../../../lib/certificates/schema.ts'
import { requestOwnCertificateAction } from '../actions.ts'

/** Asks for a certificate: its key is made here, unless a request for one’s own key is pasted. */
export const RequestForm = ({ username }: { username: string }) => (
  <ActionForm
    schema={requestOwnCertificateInput}
    action={requestOwnCertificateAction}
    submitLabel="Ask for certificate"
    secondary={<ButtonLink href="/account/certificates">Cancel</ButtonLink>}
  >
    <p>
      The key is made here and handed to you once, in a file with a password. That is right for browsers and telephones: there is nothing to
      fill in.
    </p>
    <CsrField
      summary="I have a key of my own"
      username={username}
      note="For a key that was made on your device, a smart card or a server, and never leaves it. Paste a request for it."
    />
  </ActionForm>
)
