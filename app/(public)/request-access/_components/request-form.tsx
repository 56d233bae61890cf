'use client'
import { Honeypot } from '../../../../components/enrollments/honeypot.tsx'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { SelectField, TextAreaField, TextField } from '../../../../components/form/fields.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { requestAccessInput } from '../../../../lib/access-requests/schema.ts'
import { requestAccessAction } from '../actions.ts'

type Props = { groups: readonly { id: string; name: string }[]; groupId: string | undefined }

/** Who somebody is and why they want in, for those who decide. `groupId` is the group that the address names. */
export const RequestForm = ({ groups, groupId }: Props) => (
  <ActionForm
    schema={requestAccessInput}
    action={requestAccessAction}
    defaultValues={groupId ? { groupId } : undefined}
    submitLabel="Ask for access"
    secondary={<ButtonLink href="/sign-in">Cancel</ButtonLink>}
  >
    <Honeypot />
    <TextField name="fullName" label="Name" autoComplete="name" />
    <TextField name="email" label="E-mail" type="email" autoComplete="email" hint="The answer goes there." />
    <TextField name="organisation" label="Organisation" optional autoComplete="organization" />
    {groups.length > 0 && (
      <SelectField
        name="groupId"
        label="Group"
        hint="Which one you would like to be in. If you do not know, leave it open."
        options={[{ value: '', label: 'No particular group' }, ...groups.map(({ id, name }) => ({ value: id, label: name }))]}
      />
    )}
    <TextAreaField
      name="reason"
      label="Why you need access"
      maxLength={2_000}
      hint="In your own words: what you want to do here, and who knows you."
    />
  </ActionForm>
)
