'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { CheckboxGroupField, TextField } from '../../../../components/form/fields.tsx'
import { useFormAnswer } from '../../../../components/form/form-answer.ts'
import { SubmitButton } from '../../../../components/form/submit-button.tsx'
import { GroupPicker } from '../../../../components/groups/group-picker.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { Card } from '../../../../components/ui/section.tsx'
import { FieldInputs } from '../../../../components/custom-fields/field-inputs.tsx'
import { withFields, type FieldDefinition } from '../../../../lib/custom-fields/rules.ts'
import { createUserInput } from '../../../../lib/users/schema.ts'
import { createUserAction } from '../actions.ts'
import { LinkHandOver } from './link-hand-over.tsx'

/** A role as the form offers it; `why` says why this actor cannot give it. */
export type OfferedRole = { id: string; name: string; description: string; why: string | null }
/** The group that a new user joins: `required` for creators whose right is limited to groups, `first` the one that is chosen at first. */
export type OfferedGroup = { required: boolean; first: { id: string; name: string } | null }
type Offers = { roles: readonly OfferedRole[] | null; group: OfferedGroup | null; fields: readonly FieldDefinition[] }
type Created = { userId: string; setPasswordLink: string }

function Fields({ roles, group, fields }: Offers) {
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField name="firstName" label="First name" optional autoComplete="off" />
        <TextField name="lastName" label="Last name" optional autoComplete="off" />
      </div>
      <TextField
        name="username"
        label="Username"
        hint="3 to 150 letters, digits and . _ + -. Nobody else can ever have it again."
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
      />
      <TextField name="email" label="E-mail" type="email" hint="The link to set a password goes here." autoComplete="off" />
      <TextField name="organisation" label="Organisation" optional autoComplete="off" />
      {group && (
        <GroupPicker
          name="groupId"
          label="Group"
          optional={!group.required}
          defaultGroup={group.first}
          hint={
            group.required
              ? 'You create users within your groups only: the new user joins this one.'
              : 'The new user joins it, and holds the roles that it has.'
          }
        />
      )}
      <FieldInputs fields={fields} />
      {roles && roles.length > 0 && (
        <CheckboxGroupField
          name="roleIds"
          label="Roles"
          hint="Roles can be given, limited and taken at any time. Without one, the user sees only their own account."
          options={roles.map(({ id, name, description, why }) => ({
            value: id,
            label: name,
            hint: why ?? description,
            disabled: why !== null,
          }))}
        />
      )}
      <div className="flex flex-wrap gap-2 pt-1">
        <SubmitButton>Create user</SubmitButton>
        <ButtonLink href="/users">Cancel</ButtonLink>
      </div>
    </>
  )
}

function Created({ result, mailConfigured, email }: { result: Created; mailConfigured: boolean; email: string }) {
  return (
    <Card className="grid gap-4">
      <div role="status" tabIndex={-1} ref={(element) => element?.focus()} className="rounded-sm">
        <h2 className="text-lg font-semibold">The user has been created</h2>
        <p className="text-ink-soft">With this link they choose their password; then they can sign in.</p>
      </div>
      <LinkHandOver link={result.setPasswordLink} email={email} mailConfigured={mailConfigured} />
      <div className="flex flex-wrap gap-2">
        <ButtonLink variant="primary" href={`/users/${result.userId}`}>
          View user
        </ButtonLink>
        {/* A plain link, so that the next form starts empty. */}
        <a href="/users/new" className="inline-flex h-9 items-center rounded-md px-3 font-medium text-accent underline underline-offset-2">
          Create another
        </a>
      </div>
    </Card>
  )
}

function Steps({ mailConfigured, ...offers }: Offers & { mailConfigured: boolean }) {
  const { answer } = useFormAnswer()
  if (!answer?.ok) return <Fields {...offers} />
  const result = answer.result as Created & { email: string }
  return <Created result={result} email={result.email} mailConfigured={mailConfigured} />
}

/** Creates a user, then shows the set-password link in the form's place: once, never in an address, also without client JavaScript. */
export function CreateUserForm(props: Offers & { mailConfigured: boolean }) {
  return (
    <ActionForm schema={withFields(createUserInput, props.fields)} action={createUserAction}>
      <Steps {...props} />
    </ActionForm>
  )
}
