'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { TextField } from '../../../../components/form/fields.tsx'
import { ConfirmDialog } from '../../../../components/layout/confirm-dialog.tsx'
import { Dialog, DialogClose } from '../../../../components/ui/dialog.tsx'
import { changeGrantInput, endGrantInput } from '../../../../lib/roles/schema.ts'
import { changeGrantAction, endGrantAction } from '../actions.ts'
import { changeEndId, takeRoleId } from './role-dialog-ids.ts'

/** Sets, moves or takes away the day on which a role ends. */
export function ChangeEndDialog({
  userId,
  grantId,
  role,
  validUntil,
}: {
  userId: string
  grantId: string
  role: string
  validUntil: Date | null
}) {
  const id = changeEndId(grantId)
  return (
    <Dialog id={id} title={`When does ${role} end?`}>
      <ActionForm
        schema={changeGrantInput}
        action={changeGrantAction}
        hidden={{ userId, grantId }}
        defaultValues={{ validUntil: validUntil?.toISOString().slice(0, 10) ?? '' }}
        submitLabel="Change end"
        secondary={<DialogClose dialogId={id} />}
      >
        <TextField
          name="validUntil"
          type="date"
          label="Ends on"
          optional
          hint="The role ends when this day begins (UTC). Empty: without end."
        />
      </ActionForm>
    </Dialog>
  )
}

/** Takes a role away, after saying what that means. */
export function TakeRoleDialog({ userId, userName, grantId, role }: { userId: string; userName: string; grantId: string; role: string }) {
  return (
    <ConfirmDialog
      id={takeRoleId(grantId)}
      title={`Take the role ${role} from ${userName}?`}
      verb="Take role"
      schema={endGrantInput}
      action={endGrantAction}
      hidden={{ userId, grantId }}
      stops={['Everything that only this role allows, on the user’s next click.']}
      survives={['Their account, other roles and what they did. The role can be given again.']}
    />
  )
}
