'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { CheckboxField, SelectField, TextField } from '../../../../components/form/fields.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import type { MembershipDetail } from '../../../../lib/memberships/columns.ts'
import { createMembershipInput, updateMembershipInput } from '../../../../lib/memberships/schema.ts'
import { TYPE_WORDS, offeredTypes } from '../../../../lib/memberships/rules-words.ts'
import { createMembershipAction, updateMembershipAction } from '../actions.ts'

function Fields({ current, accepted }: { current: MembershipDetail['type'] | null; accepted: boolean }) {
  return (
    <>
      <SelectField name="type" label="Type" options={offeredTypes(current).map((value) => ({ value, label: TYPE_WORDS[value] }))} />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField name="legalName" label="Legal name" optional autoComplete="off" maxLength={255} />
        <TextField name="preferredName" label="Preferred name" optional autoComplete="off" maxLength={255} />
      </div>
      <TextField
        name="emailAddress"
        label="E-mail address"
        type="email"
        optional
        hint="For mail about the membership. Signing in goes by the user’s own address."
        autoComplete="off"
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField name="city" label="City" optional autoComplete="off" maxLength={100} />
        <TextField name="region" label="State or region" optional autoComplete="off" maxLength={100} />
        <TextField name="postalCode" label="Postal code" optional autoComplete="off" maxLength={20} />
        <TextField name="country" label="Country" optional autoComplete="off" maxLength={100} />
      </div>
      {!accepted && (
        <CheckboxField
          name="codeOfConduct"
          label="Has accepted the code of conduct"
          hint="Once saved, this cannot be taken back by editing."
        />
      )}
      <CheckboxField name="announcements" label="Wants announcements" />
      <CheckboxField
        name="votes"
        label="Votes"
        hint="Saying so for the first time counts as affirming the vote today. Basic members do not vote."
      />
    </>
  )
}

/** A new membership for a user who is chosen already; `suggested` is what is known of them. */
export const CreateMembershipForm = ({ userId, suggested }: { userId: string; suggested: { legalName: string; emailAddress: string } }) => (
  <ActionForm
    schema={createMembershipInput}
    action={createMembershipAction}
    hidden={{ userId }}
    defaultValues={{ type: 'basic', ...suggested }}
    submitLabel="Create membership"
    secondary={<ButtonLink href="/memberships/new">Choose somebody else</ButtonLink>}
  >
    <Fields current={null} accepted={false} />
  </ActionForm>
)

/**
 * Edits a membership. When somebody else saved in between, nothing is saved: each field that differs says what is saved now, what was typed
 * stays, and saving once more means that it was seen.
 */
export const EditMembershipForm = ({ membership }: { membership: MembershipDetail }) => {
  const { id, version, type, legalName, preferredName, emailAddress, city, region, postalCode, country } = membership
  return (
    <ActionForm
      schema={updateMembershipInput}
      action={updateMembershipAction}
      hidden={{ membershipId: id, version }}
      defaultValues={{
        ...{ type, legalName, preferredName, emailAddress, city, region, postalCode, country },
        codeOfConduct: String(membership.codeOfConduct),
        announcements: String(membership.announcements),
        votes: String(membership.votes),
      }}
      submitLabel="Save changes"
      secondary={<ButtonLink href={`/memberships/${id}`}>Cancel</ButtonLink>}
    >
      <Fields current={type} accepted={membership.codeOfConduct} />
    </ActionForm>
  )
}
