'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { NewPasswordField } from '../../../../components/form/new-password-field.tsx'
import type { PasswordContext } from '../../../../lib/passwords/rules.ts'
import { newPasswordOf, setPasswordWithLinkInput } from '../../../../lib/passwords/schema.ts'
import { setPasswordAction } from '../actions.ts'

type Props = { token: string; username: string; person: PasswordContext; least: number }

/** Sets the password of the person for whom the link was made. The username is there for password managers. */
export const SetPasswordForm = ({ token, username, person, least }: Props) => (
  <ActionForm
    schema={setPasswordWithLinkInput.extend({ password: newPasswordOf(least) })}
    action={setPasswordAction}
    hidden={{ token }}
    submitLabel="Set password"
  >
    <input type="text" autoComplete="username" defaultValue={username} readOnly hidden />
    <NewPasswordField name="password" label="New password" person={person} least={least} />
  </ActionForm>
)
