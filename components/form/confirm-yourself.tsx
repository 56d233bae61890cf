'use client'
import { Field } from '../ui/field.tsx'
import { PasswordInput } from '../ui/password-input.tsx'

/** Asks for one's own password inside a form whose action wants to be sure who is there; sent as `confirmPassword` with everything else. */
export const ConfirmYourself = ({ id }: { id: string }) => (
  <Field id={`${id}-confirm`} label="Your password" hint="Asked again because this is a sensitive change. It counts for ten minutes.">
    <PasswordInput id={`${id}-confirm`} name="confirmPassword" autoComplete="current-password" autoFocus required />
  </Field>
)
