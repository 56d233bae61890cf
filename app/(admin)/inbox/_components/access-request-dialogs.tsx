'use client'
import type { ReactNode } from 'react'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { CheckboxField, CheckboxGroupField, TextAreaField } from '../../../../components/form/fields.tsx'
import { GroupPicker } from '../../../../components/groups/group-picker.tsx'
import { DECISION_DIALOGS } from '../../../../components/inbox/inbox-words.ts'
import { Dialog, DialogClose } from '../../../../components/ui/dialog.tsx'
import { handleAccessRequestInput } from '../../../../lib/access-requests/schema.ts'
import type { AccessRequestDetail } from '../../../../lib/access-requests/views.ts'
import { dismissAccessRequestAction, inviteForAccessRequestAction } from '../actions.ts'
import { useFormAnswer } from '../../../../components/form/form-answer.ts'
import { SubmitButton } from '../../../../components/form/submit-button.tsx'
import { Callout } from '../../../../components/ui/callout.tsx'
import { CopyField } from '../../../../components/ui/copy-button.tsx'
import { DecidedMeanwhile } from './decided-meanwhile.tsx'

/** A role as it is offered: one that cannot be given is shown, so that nobody looks for it. */
export type OfferedRole = { id: string; name: string; givable: boolean }
type Props = { request: Pick<AccessRequestDetail, 'id' | 'version' | 'email' | 'fullName' | 'group'>; next: string; here: string }

const Note = ({ name }: { name: string }) => (
  <>
    <TextAreaField name="note" label="Note" optional rows={2} hint="Other approvers read it on this page." />
    <CheckboxField name="noteShared" label={`Share the note with ${name}`} />
  </>
)

/** The link of the invitation, shown once where no mail could take it along; else the fields. */
function LinkOrFields({ email, children }: { email: string; children: ReactNode }) {
  const { answer } = useFormAnswer()
  const link = answer?.ok ? (answer.result as { link?: string | null } | undefined)?.link : null
  if (!link) return children
  return (
    <div className="grid gap-3">
      <CopyField value={link} label="Link of the invitation" copyLabel="Copy link" />
      <Callout tone="warning" title={`Mail is not configured: hand this link over to ${email} yourself.`}>
        It is shown only now. Whoever has it can make one account with it.
      </Callout>
      <div>
        <DialogClose dialogId={DECISION_DIALOGS.approve}>Close</DialogClose>
      </div>
    </div>
  )
}

/** Answers with an invitation, into a group and with roles if wanted. Keep it drawn after the answer, which may hold the link. */
export const InviteDialog = ({
  request: { id, version, email, fullName, group },
  next,
  here,
  roles,
  searches,
}: Props & { roles: readonly OfferedRole[]; searches: boolean }) => (
  <Dialog id={DECISION_DIALOGS.approve} title={`Invite ${fullName}?`} width="lg">
    <p className="text-ink-soft">
      An invitation goes to <span className="wrap-anywhere">{email}</span>. Whoever opens its link chooses a username and a password, and
      comes in without another approval.
    </p>
    <ActionForm
      id="approve-form"
      schema={handleAccessRequestInput}
      action={inviteForAccessRequestAction}
      hidden={{ requestId: id, version, decision: 'enroll', $next: next }}
      staysOpen
    >
      <LinkOrFields email={email}>
        <DecidedMeanwhile here={here} />
        {searches && (
          <GroupPicker
            name="groupId"
            label="Into the group"
            optional
            defaultGroup={group}
            hint={group ? 'They asked for this one. Empty: no group.' : 'Empty: no group.'}
          />
        )}
        {roles.length > 0 && (
          <details>
            <summary className="w-fit rounded-sm font-medium text-accent underline underline-offset-2">Give roles as well</summary>
            <div className="pt-3">
              <CheckboxGroupField
                name="roleIds"
                label="Roles"
                hint="You can give only what you may do yourself."
                options={roles.map(({ id, name, givable }) => ({
                  value: id,
                  label: givable ? name : `${name} (allows what you may not do yourself)`,
                  disabled: !givable,
                }))}
              />
            </div>
          </details>
        )}
        <Note name={fullName} />
        <div className="flex flex-wrap gap-2 pt-1">
          <SubmitButton>Send invitation</SubmitButton>
          <DialogClose dialogId={DECISION_DIALOGS.approve} />
        </div>
      </LinkOrFields>
    </ActionForm>
  </Dialog>
)

/** Ends the request without an invitation. */
export const DismissDialog = ({ request: { id, version, fullName }, next, here }: Props) => (
  <Dialog id={DECISION_DIALOGS.reject} title={`Dismiss the request of ${fullName}?`}>
    <p className="text-ink-soft">Nobody is invited. They are told only if you share a note with them, and can ask again.</p>
    <ActionForm
      id="reject-form"
      schema={handleAccessRequestInput}
      action={dismissAccessRequestAction}
      hidden={{ requestId: id, version, decision: 'dismiss', $next: next }}
      submitLabel="Dismiss request"
      submitVariant="danger"
      secondary={<DialogClose dialogId={DECISION_DIALOGS.reject} />}
    >
      <DecidedMeanwhile here={here} />
      <Note name={fullName} />
    </ActionForm>
  </Dialog>
)
