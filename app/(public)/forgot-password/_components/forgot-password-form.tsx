'use client'
import Link from 'next/link'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { TextField } from '../../../../components/form/fields.tsx'
import { useFormAnswer } from '../../../../components/form/form-answer.ts'
import { Callout } from '../../../../components/ui/callout.tsx'
import { requestPasswordResetInput } from '../../../../lib/passwords/schema.ts'
import { requestPasswordResetAction } from '../actions.ts'

/** Stays readable after the toast is gone: what happens next is the whole point of this page. */
function Sent() {
  const { answer } = useFormAnswer()
  return answer?.ok ? <Callout tone="success">{answer.message}</Callout> : null
}

/** Asks for the link that sets a new password. */
export const ForgotPasswordForm = () => (
  <ActionForm
    schema={requestPasswordResetInput}
    action={requestPasswordResetAction}
    submitLabel="Send the link"
    secondary={
      <Link href="/sign-in" className="self-center text-accent underline">
        Back to sign-in
      </Link>
    }
  >
    <Sent />
    <TextField name="identifier" label="E-mail or username" autoComplete="username" autoCapitalize="none" spellCheck={false} />
  </ActionForm>
)
