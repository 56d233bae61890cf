'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { TextField } from '../../../../components/form/fields.tsx'
import { NewPasswordField } from '../../../../components/form/new-password-field.tsx'
import { claimFirstAdministratorInput } from '../../../../lib/auth/schema.ts'
import { claimFirstAdministratorAction } from '../actions.ts'

const nobodyYet = {}

/** Who the first administrator is, and with which password they sign in from now on. */
export const FirstAdministratorForm = ({ token }: { token: string }) => (
  <ActionForm
    schema={claimFirstAdministratorInput}
    action={claimFirstAdministratorAction}
    hidden={{ token }}
    submitLabel="Become the administrator"
  >
    <TextField name="username" label="Username" autoComplete="username" autoCapitalize="none" spellCheck={false} />
    <TextField name="email" label="E-mail" type="email" autoComplete="email" />
    <TextField name="firstName" label="First name" autoComplete="given-name" />
    <TextField name="lastName" label="Last name" autoComplete="family-name" />
    <NewPasswordField name="password" label="Password" person={nobodyYet} />
  </ActionForm>
)
