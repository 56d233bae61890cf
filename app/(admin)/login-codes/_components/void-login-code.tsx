'use client'
import { ConfirmDialog } from '../../../../components/layout/confirm-dialog.tsx'
import { DialogTrigger } from '../../../../components/ui/dialog.tsx'
import { loginCodeIdInput } from '../../../../lib/login-codes/schema.ts'
import { voidLoginCodeAction } from '../actions.ts'

const ID = 'void-login-code'

/** The button that takes a code back, with its question; where that is impossible it says why. */
export const VoidLoginCode = ({ codeId, user, whyNot }: { codeId: string; user: string; whyNot: string | null }) => (
  <>
    <DialogTrigger dialogId={ID} disabledReason={whyNot}>
      Take back code
    </DialogTrigger>
    {whyNot === null && (
      <ConfirmDialog
        id={ID}
        title={`Take back the login code of ${user}?`}
        verb="Take back code"
        schema={loginCodeIdInput}
        action={voidLoginCodeAction}
        hidden={{ codeId }}
        stops={['The code and its link sign nobody in any more.']}
        survives={['The user’s password and sessions. A new code can be made at any time.']}
      />
    )}
  </>
)
