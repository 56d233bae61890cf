'use client'
import { ActionForm } from '../../../../../components/form/action-form.tsx'
import { CheckboxField, PasswordField, TextAreaField } from '../../../../../components/form/fields.tsx'
import { ConfirmDialog } from '../../../../../components/layout/confirm-dialog.tsx'
import { ButtonLink } from '../../../../../components/ui/button.tsx'
import { DialogTrigger } from '../../../../../components/ui/dialog.tsx'
import { createAuthorityInput, importAuthorityInput } from '../../../../../lib/certificates/schema.ts'
import { createAuthorityAction, importAuthorityAction } from '../../actions.ts'

const ID = 'create-authority'

const REPLACING = {
  stops: ['New certificates are signed by the new authority. Whatever checks them, such as a reverse proxy, needs its certificate first.'],
  survives: ['Certificates that were signed before stay valid to their end, and can still be revoked: their revocation list goes on.'],
}

/** The button that creates the authority of the installation, or another one in its place, with its question. */
export function CreateAuthority({ replaces, whyNot }: { replaces: boolean; whyNot: string | null }) {
  const verb = replaces ? 'Replace authority' : 'Create authority'
  return (
    <>
      <DialogTrigger dialogId={ID} variant={replaces ? 'secondary' : 'primary'} disabledReason={whyNot}>
        {verb}
      </DialogTrigger>
      {whyNot === null && (
        <ConfirmDialog
          id={ID}
          title={replaces ? 'Replace the certificate authority by a new one?' : 'Create the certificate authority?'}
          verb={verb}
          danger={replaces}
          schema={createAuthorityInput}
          action={createAuthorityAction}
          hidden={{ replace: String(replaces) }}
          {...(replaces ? REPLACING : {})}
        >
          <p className="text-ink-soft">
            Its key is made here (P-384), is stored encrypted and never leaves this server. It lasts ten years.
          </p>
        </ConfirmDialog>
      )}
    </>
  )
}

/** Takes an authority from outside: its certificate with those above it, and its key, which is never shown again. */
export const ImportForm = ({ replaces }: { replaces: boolean }) => (
  <ActionForm
    schema={importAuthorityInput}
    action={importAuthorityAction}
    submitLabel="Import authority"
    secondary={<ButtonLink href="/certificates/authority">Cancel</ButtonLink>}
  >
    <TextAreaField
      name="certificatePem"
      label="Certificates"
      rows={9}
      spellCheck={false}
      autoComplete="off"
      placeholder="-----BEGIN CERTIFICATE-----"
      className="font-mono"
      hint="In PEM: the authority’s own first, then what signed it, up to the root. It must be allowed to sign certificates and revocation lists."
    />
    <TextAreaField
      name="keyPem"
      label="Private key"
      rows={6}
      spellCheck={false}
      autoComplete="off"
      placeholder="-----BEGIN PRIVATE KEY-----"
      className="font-mono"
      hint="In PEM: P-256, P-384, or RSA of 3072 bits or more. It is encrypted before it is stored, and never shown again."
    />
    <PasswordField name="password" label="Password of the key (if it is encrypted)" autoComplete="new-password" />
    {replaces && (
      <CheckboxField
        name="replace"
        label="Replace the present authority"
        hint="What it signed stays valid to its end and can still be revoked."
      />
    )}
  </ActionForm>
)
