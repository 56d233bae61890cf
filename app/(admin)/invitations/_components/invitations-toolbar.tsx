import Form from 'next/form'
import { INVITATION_STATE_MARKS } from '../../../../components/enrollment-pools/pool-words.ts'
import { Button } from '../../../../components/ui/button.tsx'
import { Input, Select } from '../../../../components/ui/input.tsx'
import { INVITATION_STATES, invitationsList, type InvitationsListParams } from '../../../../lib/enrollment-pools/list.ts'

const STATES = [
  { value: 'any', label: 'Every state' },
  ...INVITATION_STATES.map((value) => ({ value, label: INVITATION_STATE_MARKS[value].label })),
]

/** The address of the list in this state with a change. */
export const invitationsHref = (params: InvitationsListParams, change: Parameters<typeof invitationsList.linkTo>[1]) =>
  `/invitations${invitationsList.linkTo(params, change)}`

/** The address of this page of the list with the form that sends an invitation again. */
export function resendHref(params: InvitationsListParams, invitationId: string): string {
  const search = invitationsList.toSearch(params)
  search.set('resend', invitationId)
  return `/invitations?${search}`
}

/** Search and filters of the invitations as one GET form: the address holds the state. `me` is the viewer, for those that they sent. */
export function InvitationsToolbar({ params, me }: { params: InvitationsListParams; me: string | null }) {
  const { q, state, inviter, group, sort, direction } = params
  const inviters = [
    { value: '', label: 'Invited by anybody' },
    ...(me ? [{ value: me, label: 'Invited by me' }] : []),
    ...(inviter && inviter !== me ? [{ value: inviter, label: 'Invited by somebody else' }] : []),
  ]
  return (
    <Form
      key={JSON.stringify([q, state, inviter, group])}
      action="/invitations"
      role="search"
      aria-label="Invitations"
      className="flex flex-wrap gap-2"
    >
      <Input
        type="search"
        name="q"
        defaultValue={q}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        aria-label="Search invitations"
        placeholder="E-mail address, name, inviter"
        className="min-w-48 flex-1 max-sm:basis-full sm:max-w-100"
      />
      <Select name="state" defaultValue={state} aria-label="State" className="w-auto! max-sm:flex-[1_1_40%]" options={STATES} />
      <Select
        name="inviter"
        defaultValue={inviter ?? ''}
        aria-label="Inviter"
        className="w-auto! max-sm:flex-[1_1_40%]"
        options={inviters}
      />
      {group && <input type="hidden" name="group" value={group} />}
      <input type="hidden" name="sort" value={sort} />
      <input type="hidden" name="direction" value={direction} />
      <Button type="submit">Search</Button>
    </Form>
  )
}
