'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { CheckboxField, SelectField, TextAreaField, TextField } from '../../../../components/form/fields.tsx'
import { FieldInputs, fieldDefaults } from '../../../../components/custom-fields/field-inputs.tsx'
import { editedByUser, withFields, type FieldOfUser } from '../../../../lib/custom-fields/rules.ts'
import { updateAccountInput } from '../../../../lib/account/schema.ts'
import { updateAccountAction } from '../actions.ts'

type Profile = {
  firstName: string
  lastName: string
  organisation: string
  bio: string
  searchVisibility: string
  emailPrivacy: string
  publicProfile: boolean
}

/** One's own extra fields that one may change, names, organisation, bio and what others see of them. */
export const ProfileForm = ({ profile, fields, version }: { profile: Profile; fields: readonly FieldOfUser[]; version: number }) => (
  <ActionForm
    id="profile"
    schema={withFields(updateAccountInput, fields.filter(editedByUser))}
    action={updateAccountAction}
    hidden={{ version }}
    defaultValues={{ ...profile, publicProfile: String(profile.publicProfile), fields: fieldDefaults(fields) }}
    submitLabel="Save profile"
  >
    <TextField name="firstName" label="First name" autoComplete="given-name" />
    <TextField name="lastName" label="Last name" autoComplete="family-name" />
    <TextField name="organisation" label="Organisation" autoComplete="organization" />
    <TextAreaField name="bio" label="Bio" hint="Plain text, up to 2,000 characters." />
    <FieldInputs fields={fields.filter(editedByUser)} />
    <SelectField
      name="searchVisibility"
      label="Who finds you in search"
      options={[
        { value: 'public', label: 'Everybody' },
        { value: 'private', label: 'Administrators only' },
      ]}
    />
    <SelectField
      name="emailPrivacy"
      label="Who sees your e-mail address"
      options={[
        { value: 'public', label: 'Everybody' },
        { value: 'private', label: 'Signed-in users' },
        { value: 'never', label: 'Administrators only' },
      ]}
    />
    <CheckboxField name="publicProfile" label="Show my profile to others" />
  </ActionForm>
)
