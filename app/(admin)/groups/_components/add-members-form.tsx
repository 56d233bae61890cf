'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { SelectField, TextAreaField, TextField } from '../../../../components/form/fields.tsx'
import { useFormAnswer } from '../../../../components/form/form-answer.ts'
import { SubmitButton } from '../../../../components/form/submit-button.tsx'
import { ROLE_WORDS } from '../../../../components/groups/group-words.ts'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { UserPicker } from '../../../../components/users/user-picker.tsx'
import { addGroupMemberInput, addGroupMembersInput, MEMBER_ROLES } from '../../../../lib/groups/schema.ts'
import type { LineResult } from '../../../../lib/groups/views.ts'
import { addGroupMemberAction, addGroupMembersAction } from '../actions.ts'
import { LineResults } from './line-results.tsx'

const ROLES = MEMBER_ROLES.map((value) => ({ value, label: ROLE_WORDS[value] }))

/** What both ways of adding ask for. */
const RoleAndEnd = () => (
  <div className="grid items-start gap-4 sm:grid-cols-2">
    <SelectField name="role" label="Role in the group" options={ROLES} hint="Managers look after the members." />
    <TextField name="validUntil" type="date" label="Ends on" optional hint="Ends when this day begins (UTC). Empty: without end." />
  </div>
)

/** Adds one user, found by name. */
export const AddMemberForm = ({ groupId }: { groupId: string }) => (
  <ActionForm
    schema={addGroupMemberInput}
    action={addGroupMemberAction}
    hidden={{ groupId }}
    defaultValues={{ role: 'member' }}
    submitLabel="Add member"
    submitVariant="secondary"
  >
    <UserPicker
      name="userId"
      label="User"
      optional={false}
      placeholder="Name, username or e-mail address"
      hint="Begin to type and choose. Where no list opens: the username or e-mail address in full."
    />
    <RoleAndEnd />
  </ActionForm>
)

function Fields({ groupId }: { groupId: string }) {
  return (
    <>
      <TextAreaField
        name="list"
        label="Users"
        optional={false}
        rows={8}
        spellCheck={false}
        autoCapitalize="none"
        hint="E-mail addresses or usernames, one per line, up to 1,000. Names that are not found change nothing for the others."
      />
      <RoleAndEnd />
      <div className="flex flex-wrap gap-2 pt-1">
        <SubmitButton>Add members</SubmitButton>
        <ButtonLink href={`/groups/${groupId}/members`}>Cancel</ButtonLink>
      </div>
    </>
  )
}

function Done({ groupId, lines }: { groupId: string; lines: readonly LineResult[] }) {
  return (
    <div className="grid gap-4">
      <LineResults lines={lines} />
      <div className="flex flex-wrap gap-2">
        <ButtonLink variant="primary" href={`/groups/${groupId}/members`}>
          View members
        </ButtonLink>
        {/* A plain link, so that the next form starts empty. */}
        <a
          href={`/groups/${groupId}/members/add`}
          className="inline-flex h-9 items-center rounded-md px-3 font-medium text-accent underline underline-offset-2"
        >
          Add more
        </a>
      </div>
    </div>
  )
}

function Steps({ groupId }: { groupId: string }) {
  const { answer } = useFormAnswer()
  if (!answer?.ok) return <Fields groupId={groupId} />
  return <Done groupId={groupId} lines={(answer.result as { results: LineResult[] }).results} />
}

/** Adds a list of users at once, then shows in the form's place what became of each line, also without client JavaScript. */
export const AddMembersForm = ({ groupId }: { groupId: string }) => (
  <ActionForm
    schema={addGroupMembersInput}
    action={addGroupMembersAction}
    hidden={{ groupId }}
    defaultValues={{ role: 'member' }}
    className="max-w-200"
  >
    <Steps groupId={groupId} />
  </ActionForm>
)
