'use client'
import Link from 'next/link'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { PasswordField, TextField } from '../../../../components/form/fields.tsx'
import { signInInput } from '../../../../lib/auth/schema.ts'
import { signInAction } from '../actions.ts'

/** Username or e-mail and password; `next` is the path to return to. */
export const SignInForm = ({ next }: { next: string }) => (
  <ActionForm schema={signInInput} action={signInAction} hidden={{ next }} submitLabel="Sign in">
    <TextField name="identifier" label="Username or e-mail" autoComplete="username" autoCapitalize="none" spellCheck={false} />
    <PasswordField name="password" label="Password" autoComplete="current-password" />
    <p className="flex flex-wrap gap-x-4 gap-y-1">
      <Link href="/forgot-password" className="text-accent underline">
        Forgot password
      </Link>
      <Link href={next === '/' ? '/sign-in/code' : `/sign-in/code?next=${encodeURIComponent(next)}`} className="text-accent underline">
        Sign in with a code
      </Link>
    </p>
  </ActionForm>
)
