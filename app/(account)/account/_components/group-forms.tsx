'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { TextAreaField } from '../../../../components/form/fields.tsx'
import { SubmitButton } from '../../../../components/form/submit-button.tsx'
import { ConfirmDialog } from '../../../../components/layout/confirm-dialog.tsx'
import { DialogTrigger } from '../../../../components/ui/dialog.tsx'
import { groupRequestIdInput, leaveGroupInput, requestToJoinInput } from '../../../../lib/groups/schema.ts'
import { leaveGroupAction, requestToJoinAction, withdrawGroupRequestAction } from '../groups/actions.ts'

/** Asks to join a group, to stay in it longer or to come back; opens in place, also without client JavaScript. */
export const AskForm = ({ groupId, name, verb }: { groupId: string; name: string; verb: string }) => (
  <details>
    <summary className="w-fit rounded-sm font-medium text-accent underline underline-offset-2">
      {verb}
      <span className="sr-only">: {name}</span>
    </summary>
    <ActionForm
      id={`ask-${groupId}`}
      schema={requestToJoinInput}
      action={requestToJoinAction}
      hidden={{ groupId }}
      submitLabel="Send request"
      className="pt-3"
    >
      <TextAreaField
        name="reason"
        label="Reason"
        optional={false}
        rows={3}
        hint="Read by those who decide: say what you need the group for."
      />
    </ActionForm>
  </details>
)

/** Takes a request back at once: it can be made again. */
export const WithdrawForm = ({ requestId, group }: { requestId: string; group: string }) => (
  <ActionForm schema={groupRequestIdInput} action={withdrawGroupRequestAction} hidden={{ requestId }}>
    <div>
      <SubmitButton variant="secondary" size="sm" aria-label={`Withdraw request to ${group}`}>
        Withdraw request
      </SubmitButton>
    </div>
  </ActionForm>
)

/** Leaves a group, after saying what that means. */
export function LeaveGroup({ groupId, name }: { groupId: string; name: string }) {
  const id = `leave-${groupId}`
  return (
    <div>
      <DialogTrigger size="sm" dialogId={id} aria-label={`Leave group ${name}`}>
        Leave group
      </DialogTrigger>
      <ConfirmDialog
        id={id}
        title={`Leave ${name}?`}
        verb="Leave group"
        keep="Stay"
        schema={leaveGroupInput}
        action={leaveGroupAction}
        hidden={{ groupId }}
        stops={['Everything that you may do only through this group, on your next click.']}
        survives={['Your account and your other groups. To come back, ask again or let an administrator add you.']}
      />
    </div>
  )
}
