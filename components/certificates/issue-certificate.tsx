'use client'
import { CsrField } from './csr-field.tsx'
import { ActionForm } from '../form/action-form.tsx'
import { SubmitButton } from '../form/submit-button.tsx'
import { Dialog, DialogClose, DialogTrigger } from '../ui/dialog.tsx'
import { UserPicker } from '../users/user-picker.tsx'
import { issueCertificateInput } from '../../lib/certificates/schema.ts'
import type { FormAction } from '../../lib/core/form-state.ts'

const ID = 'issue-certificate'

type Props = {
  /** Issues it. */
  action: FormAction
  /** For whom; without it, for a user to be chosen. */
  user?: { id: string; name: string; username: string } | undefined
  whyNot: string | null
  /** Whether the viewer may bring a key, which signs in as this user. */
  mayBringKey: boolean
}

/** The button that issues a certificate, with its dialog; where that is impossible it says why. */
export const IssueCertificate = ({ action, user, whyNot, mayBringKey }: Props) => (
  <>
    <DialogTrigger dialogId={ID} variant="primary" disabledReason={whyNot}>
      Issue certificate
    </DialogTrigger>
    {whyNot === null && (
      <Dialog id={ID} title={user ? `Issue a certificate to ${user.name}?` : 'Issue a certificate'}>
        <ActionForm schema={issueCertificateInput} action={action} hidden={user ? { userId: user.id } : {}}>
          <p className="text-ink-soft">
            The key is made here. The user alone can download it, once, under “My certificates” in their account.
          </p>
          {!user && <UserPicker name="userId" label="User" placeholder="Name, username or e-mail" />}
          {mayBringKey && (
            <CsrField
              summary="The key exists already"
              username={user?.username}
              note="Whoever holds that key signs in as this user. Paste a request only for a key that is with the user."
            />
          )}
          <div className="flex flex-wrap gap-2 pt-1">
            <SubmitButton>Issue certificate</SubmitButton>
            <DialogClose dialogId={ID} />
          </div>
        </ActionForm>
      </Dialog>
    )}
  </>
)
