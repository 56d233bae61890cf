'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { PasswordField } from '../../../../components/form/fields.tsx'
import { NewPasswordField } from '../../../../components/form/new-password-field.tsx'
import type { PasswordContext } from '../../../../lib/passwords/rules.ts'
import { changePasswordInput, newPasswordOf } from '../../../../lib/passwords/schema.ts'
import { changePasswordAction } from '../actions.ts'

/** Replaces one's own password; the present one is asked for first. */
export const ChangePasswordForm = ({ username, person, least }: { username: string; person: PasswordContext; least: number }) => (
  <ActionForm
    schema={changePasswordInput.extend({ newPassword: newPasswordOf(least) })}
    action={changePasswordAction}
    submitLabel="Change password"
    resetOnSuccess
  >
    <input type="text" autoComplete="username" defaultValue={username} readOnly hidden />
    <PasswordField name="currentPassword" label="Current password" autoComplete="current-password" />
    <NewPasswordField name="newPassword" label="New password" person={person} least={least} />
  </ActionForm>
)
