'use client'
import { LoginCodeDialog } from '../../../../components/login-codes/login-code-dialog.tsx'
import { DialogTrigger } from '../../../../components/ui/dialog.tsx'
import { createLoginCodeAction } from '../actions.ts'

const ID = 'make-login-code'

/** The button that makes a code for a user to be chosen, with its dialog; without the right it says so. */
export const MakeLoginCode = ({ allowed }: { allowed: boolean }) => (
  <>
    <DialogTrigger dialogId={ID} variant="primary" disabledReason={allowed ? null : 'You have no role that allows this: make login codes.'}>
      Make login code
    </DialogTrigger>
    {allowed && <LoginCodeDialog id={ID} action={createLoginCodeAction} />}
  </>
)
