'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { CheckboxField, SelectField, TextAreaField, TextField } from '../../../../components/form/fields.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import type { UserDetail } from '../../../../lib/users/columns.ts'
import { FieldInputs, fieldDefaults } from '../../../../components/custom-fields/field-inputs.tsx'
import { withFields } from '../../../../lib/custom-fields/rules.ts'
import { updateUserInput } from '../../../../lib/users/schema.ts'
import { updateUserAction } from '../actions.ts'
import { EMAIL_PRIVACY_WORDS, SEARCH_VISIBILITY_WORDS } from './profile-words.ts'

const optionsOf = (words: Record<string, string>) => Object.entries(words).map(([value, label]) => ({ value, label }))

const valuesOf = (user: UserDetail) => ({
  firstName: user.firstName,
  lastName: user.lastName,
  username: user.username,
  email: user.email,
  organisation: user.organisation,
  bio: user.bio,
  searchVisibility: user.searchVisibility,
  emailPrivacy: user.emailPrivacy,
  publicProfile: String(user.publicProfile),
  fields: fieldDefaults(user.fields),
})

/**
 * Edits the profile, username and e-mail. When somebody else saved in between, nothing is saved: each changed field says who changed it
 * and to what, what was typed stays, and saving once more means that it was seen.
 */
export function EditUserForm({ user }: { user: UserDetail }) {
  return (
    <ActionForm
      schema={withFields(updateUserInput, user.fields)}
      action={updateUserAction}
      hidden={{ userId: user.id, version: user.version }}
      defaultValues={valuesOf(user)}
      submitLabel="Save changes"
      secondary={<ButtonLink href={`/users/${user.id}/profile`}>Cancel</ButtonLink>}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField name="firstName" label="First name" optional autoComplete="off" />
        <TextField name="lastName" label="Last name" optional autoComplete="off" />
      </div>
      <TextField
        name="username"
        label="Username"
        optional={false}
        hint="3 to 150 letters, digits and . _ + -. Both the old and the new one stay taken for ever."
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
      />
      <TextField
        name="email"
        label="E-mail"
        type="email"
        optional={false}
        hint="A new address has to be verified again, and links that were sent to the old one stop working."
        autoComplete="off"
      />
      <TextField name="organisation" label="Organisation" optional autoComplete="off" />
      <TextAreaField name="bio" label="Bio" optional hint="Plain text, at most 2,000 characters." />
      <FieldInputs fields={user.fields} />
      <SelectField name="searchVisibility" label="Found in search by" options={optionsOf(SEARCH_VISIBILITY_WORDS)} />
      <SelectField name="emailPrivacy" label="E-mail address seen by" options={optionsOf(EMAIL_PRIVACY_WORDS)} />
      <CheckboxField name="publicProfile" label="Public profile" hint="Others may open the profile page." />
    </ActionForm>
  )
}
