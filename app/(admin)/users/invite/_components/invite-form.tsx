'use client'
import {
  FurtherGroups,
  GivenRoles,
  NOTHING_GIVEN,
  TargetGroup,
  type GivingOffers,
} from '../../../../../components/enrollment-pools/giving-fields.tsx'
import { givingForm } from '../../../../../components/enrollment-pools/pool-form.ts'
import { ActionForm } from '../../../../../components/form/action-form.tsx'
import { TextAreaField, TextField } from '../../../../../components/form/fields.tsx'
import { useFormAnswer } from '../../../../../components/form/form-answer.ts'
import { SubmitButton } from '../../../../../components/form/submit-button.tsx'
import { ButtonLink } from '../../../../../components/ui/button.tsx'
import { inviteUsersInput } from '../../../../../lib/enrollment-pools/schema.ts'
import type { InviteLineResult } from '../../../../../lib/enrollment-pools/views.ts'
import { inviteUsersAction } from '../actions.ts'
import { InviteResults } from './invite-results.tsx'

const schema = givingForm(inviteUsersInput)

type Props = { offers: GivingOffers; timeZone: string; mailConfigured: boolean; days: number }

const Fields = ({ offers, timeZone, mailConfigured, days }: Props) => (
  <>
    <TextAreaField
      name="list"
      label="E-mail addresses"
      optional={false}
      rows={6}
      spellCheck={false}
      autoCapitalize="none"
      hint="One per line, up to 200: ann@example.org or Ann Lee <ann@example.org>. Each line by itself; one that is refused changes nothing for the others."
    />
    <TargetGroup
      offers={offers}
      given={NOTHING_GIVEN}
      hint={offers.limited ? 'You invite into your groups only: they come into this one.' : 'They are in it as soon as they accept.'}
    />
    <FurtherGroups offers={offers} given={NOTHING_GIVEN} />
    <GivenRoles offers={offers} given={NOTHING_GIVEN} />
    <TextAreaField
      name="message"
      label="A few words"
      optional
      rows={3}
      hint={mailConfigured ? 'Stand in the mail and above the form.' : 'Stand above the form.'}
    />
    <TextField
      name="expiresAt"
      type="datetime-local"
      label="Works until"
      optional
      hint={`${timeZone}. Empty: ${days === 1 ? 'one day' : `${days} days`} from now.`}
    />
    <div className="flex flex-wrap gap-2 pt-1">
      <SubmitButton>{mailConfigured ? 'Send invitations' : 'Make invitations'}</SubmitButton>
      <ButtonLink href="/invitations">Cancel</ButtonLink>
    </div>
  </>
)

function Steps(props: Props) {
  const { answer } = useFormAnswer()
  if (!answer?.ok) return <Fields {...props} />
  return <InviteResults lines={(answer.result as { results: InviteLineResult[] }).results} mailConfigured={props.mailConfigured} />
}

/** Invites one or many, then shows in the form's place what became of each line, and once the links when no mail is configured; also without client JavaScript. */
export const InviteForm = (props: Props) => (
  <ActionForm schema={schema} action={inviteUsersAction} hidden={{ timeZone: props.timeZone }} className="max-w-200">
    <Steps {...props} />
  </ActionForm>
)
