'use client'
import type { FormAction } from '../../lib/core/form-state.ts'
import { duration } from '../../lib/core/format.ts'
import { LOGIN_CODE_MINUTES } from '../../lib/login-codes/rules.ts'
import { createLoginCodeInput } from '../../lib/login-codes/schema.ts'
import { ActionForm } from '../form/action-form.tsx'
import { useFormAnswer } from '../form/form-answer.ts'
import { SubmitButton } from '../form/submit-button.tsx'
import { Callout } from '../ui/callout.tsx'
import { CopyButton, CopyField } from '../ui/copy-button.tsx'
import { Dialog, DialogClose } from '../ui/dialog.tsx'
import { Time } from '../ui/time.tsx'
import { UserPicker } from '../users/user-picker.tsx'

type Made = { code: string; link: string; label: string; expiresAt: Date }
const LIFE = duration(LOGIN_CODE_MINUTES)

/** A login code, shown this once: large enough to be read out, with its link to copy. */
function HandOver({ code, link, label, expiresAt }: Made) {
  return (
    <div className="grid gap-3">
      <p>
        For <bdi className="font-medium">{label}</bdi>, until <Time value={expiresAt} exact />.
      </p>
      <div className="grid justify-items-center gap-3 rounded-md bg-sunken px-3 py-4">
        <output aria-label="Login code" className="text-center font-mono text-lg font-semibold tracking-wide wrap-anywhere select-all">
          {code}
        </output>
        <CopyButton value={code} label="Copy code" />
      </div>
      <CopyField value={link} label="Link with the code" copyLabel="Copy link" />
      <Callout tone="warning" title="It is shown only now.">
        Whoever has it signs in as this user, once. Hand it to nobody else.
      </Callout>
    </div>
  )
}

function Steps({ dialogId, user }: { dialogId: string; user: { name: string } | undefined }) {
  const { answer } = useFormAnswer()
  if (answer?.ok)
    return (
      <>
        <div role="status" tabIndex={-1} ref={(element) => element?.focus()} className="rounded-sm">
          <HandOver {...(answer.result as Made)} />
        </div>
        <div>
          <DialogClose dialogId={dialogId}>Close</DialogClose>
        </div>
      </>
    )
  return (
    <>
      <p className="text-ink-soft">
        The code signs {user ? 'this user' : 'the user'} in once, within {LIFE}, without a password. An older code of theirs that is not
        used stops working. Hand it over in person or by telephone, to somebody whom you know.
      </p>
      {!user && <UserPicker name="userId" label="User" placeholder="Name, username or e-mail" />}
      <div className="flex flex-wrap gap-2 pt-1">
        <SubmitButton>Make login code</SubmitButton>
        <DialogClose dialogId={dialogId} />
      </div>
    </>
  )
}

/** Makes a login code for a user, or for one to be chosen, and shows it once. `action` is that of `/login-codes`. */
export function LoginCodeDialog({ id, user, action }: { id: string; user?: { id: string; name: string } | undefined; action: FormAction }) {
  return (
    <Dialog id={id} title={user ? `Make a login code for ${user.name}?` : 'Make a login code'}>
      <ActionForm schema={createLoginCodeInput} action={action} hidden={user ? { userId: user.id } : {}} staysOpen>
        <Steps dialogId={id} user={user} />
      </ActionForm>
    </Dialog>
  )
}
