'use client'
import { useFormMetadata } from '@conform-to/react'
import { useMemo } from 'react'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { TextField } from '../../../../components/form/fields.tsx'
import { NewPasswordField } from '../../../../components/form/new-password-field.tsx'
import { claimFirstAdministratorInput } from '../../../../lib/auth/schema.ts'
import { newPasswordOf } from '../../../../lib/passwords/schema.ts'
import { claimFirstAdministratorAction } from '../actions.ts'

/** The names are typed in the same form, and the password must not be made of them. */
function OwnPassword({ least }: { least: number }) {
  const { value } = useFormMetadata<Record<string, string>>()
  const { username = '', email = '', firstName = '', lastName = '' } = value ?? {}
  const person = useMemo(() => ({ username, email, firstName, lastName }), [username, email, firstName, lastName])
  return <NewPasswordField name="password" label="Password" person={person} least={least} />
}

/** Who the first administrator is, and with which password they sign in from now on. */
export const FirstAdministratorForm = ({ token, least }: { token: string; least: number }) => (
  <ActionForm
    schema={claimFirstAdministratorInput.extend({ password: newPasswordOf(least) })}
    action={claimFirstAdministratorAction}
    hidden={{ token }}
    submitLabel="Become the administrator"
  >
    <TextField name="username" label="Username" autoComplete="username" autoCapitalize="none" spellCheck={false} />
    <TextField name="email" label="E-mail" type="email" autoComplete="email" />
    <TextField name="firstName" label="First name" autoComplete="given-name" />
    <TextField name="lastName" label="Last name" autoComplete="family-name" />
    <OwnPassword least={least} />
  </ActionForm>
)
