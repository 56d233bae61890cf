'use client'
import Link from 'next/link'
import { ActionForm } from '../../../../../components/form/action-form.tsx'
import { TextField } from '../../../../../components/form/fields.tsx'
import { loginCodeForm } from '../../../../../lib/login-codes/schema.ts'
import { signInWithCodeAction } from '../actions.ts'

/** Takes a login code; `code` is what a link brought, `next` the path to return to. */
export const CodeForm = ({ code, next }: { code: string; next: string }) => (
  <ActionForm schema={loginCodeForm} action={signInWithCodeAction} hidden={{ next }} defaultValues={{ code }} submitLabel="Sign in">
    <TextField
      name="code"
      label="Login code"
      hint="20 characters. Capitals, spaces and dashes do not matter."
      autoComplete="one-time-code"
      autoCapitalize="characters"
      spellCheck={false}
      className="font-mono"
    />
    <p>
      <Link href={next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`} className="text-accent underline">
        Sign in with a password
      </Link>
    </p>
  </ActionForm>
)
