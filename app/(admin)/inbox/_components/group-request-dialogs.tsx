'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { TextAreaField, TextField } from '../../../../components/form/fields.tsx'
import { DECISION_DIALOGS } from '../../../../components/inbox/inbox-words.ts'
import { Dialog, DialogClose } from '../../../../components/ui/dialog.tsx'
import { decideGroupRequestInput } from '../../../../lib/groups/schema.ts'
import { decideGroupRequestAction } from '../actions.ts'
import { DecidedMeanwhile } from './decided-meanwhile.tsx'

type Props = { request: { id: string; version: number }; name: string; group: string; next: string; here: string }

/** Lets somebody into a group, until a day or without end. */
export const ApproveGroupRequestDialog = ({ request: { id, version }, name, group, next, here }: Props) => (
  <Dialog id={DECISION_DIALOGS.approve} title={`Approve the request of ${name}?`}>
    <ActionForm
      id="approve-form"
      schema={decideGroupRequestInput}
      action={decideGroupRequestAction}
      hidden={{ requestId: id, version, decision: 'approve', $next: next }}
      submitLabel="Approve request"
      secondary={<DialogClose dialogId={DECISION_DIALOGS.approve} />}
    >
      <DecidedMeanwhile here={here} />
      <TextField
        name="validUntil"
        type="date"
        label="Ends on"
        optional
        hint={`The membership of ${group} ends when this day begins (UTC). Empty: without end.`}
      />
      <TextAreaField name="note" label="Note" optional rows={2} hint={`Told to ${name} with the decision.`} />
    </ActionForm>
  </Dialog>
)

/** Keeps somebody out of a group, for now. */
export const RejectGroupRequestDialog = ({ request: { id, version }, name, next, here }: Props) => (
  <Dialog id={DECISION_DIALOGS.reject} title={`Reject the request of ${name}?`}>
    <p className="text-ink-soft">They stay outside, or their membership ends as planned. They can ask again.</p>
    <ActionForm
      id="reject-form"
      schema={decideGroupRequestInput}
      action={decideGroupRequestAction}
      hidden={{ requestId: id, version, decision: 'reject', $next: next }}
      submitLabel="Reject request"
      submitVariant="danger"
      secondary={<DialogClose dialogId={DECISION_DIALOGS.reject} />}
    >
      <DecidedMeanwhile here={here} />
      <TextAreaField name="note" label="Reason" optional rows={3} hint={`Told to ${name} with the decision.`} />
    </ActionForm>
  </Dialog>
)
