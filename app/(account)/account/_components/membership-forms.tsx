'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { CheckboxField, TextField } from '../../../../components/form/fields.tsx'
import { ConfirmDialog } from '../../../../components/layout/confirm-dialog.tsx'
import { DialogTrigger } from '../../../../components/ui/dialog.tsx'
import type { MembershipDetail } from '../../../../lib/memberships/columns.ts'
import { joinMembershipInput, ownMembershipInput, updateOwnMembershipInput } from '../../../../lib/memberships/schema.ts'
import { affirmVoteAction, joinMembershipAction, leaveMembershipAction, updateOwnMembershipAction } from '../membership/actions.ts'

const LEAVE_DIALOG = 'leave-membership'

const OwnFields = () => (
  <>
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField name="legalName" label="Legal name" hint="As in your passport." optional={false} autoComplete="name" maxLength={255} />
      <TextField
        name="preferredName"
        label="Preferred name"
        hint="What you go by."
        optional={false}
        autoComplete="nickname"
        maxLength={255}
      />
    </div>
    <TextField
      name="emailAddress"
      label="E-mail address"
      type="email"
      hint="For mail about the membership. You go on signing in with your account’s address."
      optional={false}
      autoComplete="email"
    />
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField name="city" label="City" optional={false} autoComplete="address-level2" maxLength={100} />
      <TextField name="region" label="State or region" optional={false} autoComplete="address-level1" maxLength={100} />
      <TextField name="postalCode" label="Postal code" optional={false} autoComplete="postal-code" maxLength={20} />
      <TextField name="country" label="Country" optional={false} autoComplete="country-name" maxLength={100} />
    </div>
  </>
)

const CodeOfConduct = () => (
  <CheckboxField
    name="codeOfConduct"
    label="I accept the code of conduct"
    hint="Every member does. It cannot be taken back later; you can end the membership at any time."
  />
)

const Announcements = () => (
  <CheckboxField name="announcements" label="Send me announcements" hint="News of the organisation for its members." />
)

/** Joining the organisation; `suggested` is what the account knows already. */
export const JoinForm = ({ suggested }: { suggested: { legalName: string; emailAddress: string } }) => (
  <ActionForm schema={joinMembershipInput} action={joinMembershipAction} defaultValues={suggested} submitLabel="Become a member">
    <OwnFields />
    <CodeOfConduct />
    <Announcements />
  </ActionForm>
)

/** One's own names, address and announcements. */
export function OwnMembershipForm({ membership }: { membership: MembershipDetail }) {
  const { version, legalName, preferredName, emailAddress, city, region, postalCode, country, announcements } = membership
  return (
    <ActionForm
      id="own-membership"
      schema={updateOwnMembershipInput}
      action={updateOwnMembershipAction}
      hidden={{ version }}
      defaultValues={{
        ...{ legalName, preferredName, emailAddress, city, region, postalCode, country },
        announcements: String(announcements),
      }}
      submitLabel="Save membership"
    >
      <OwnFields />
      {!membership.codeOfConduct && <CodeOfConduct />}
      <Announcements />
    </ActionForm>
  )
}

/** The one button that says "I vote", for another year. */
export const AffirmVoteForm = ({ again }: { again: boolean }) => (
  <ActionForm
    id="affirm-vote"
    schema={ownMembershipInput}
    action={affirmVoteAction}
    submitLabel={again ? 'Affirm my vote again' : 'Affirm my vote'}
  />
)

/** Ends one's own membership, after asking. */
export const LeaveMembership = () => (
  <>
    <div>
      <DialogTrigger dialogId={LEAVE_DIALOG}>End membership</DialogTrigger>
    </div>
    <ConfirmDialog
      id={LEAVE_DIALOG}
      title="End your membership?"
      verb="End membership"
      schema={ownMembershipInput}
      action={leaveMembershipAction}
      stops={['Your membership, with its type and your right to vote.', 'The names and the address that you gave for it are removed.']}
      survives={[
        'Your account, your groups and your roles.',
        'The audit log, which tells what was done.',
        'You may join again, as a basic member.',
      ]}
    />
  </>
)
