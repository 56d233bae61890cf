'use client'
import type { FormAction } from '../../lib/core/form-state.ts'
import { changeGrantInput, endGrantInput } from '../../lib/roles/schema.ts'
import { ActionForm } from '../form/action-form.tsx'
import { TextField } from '../form/fields.tsx'
import { ConfirmDialog } from '../layout/confirm-dialog.tsx'
import { Dialog, DialogClose } from '../ui/dialog.tsx'
import { changeEndId, takeRoleId } from './grant-dialog-ids.ts'
import { holderField, type Holder } from './holder.ts'

/** A grant as its dialogs need it. */
export type ShownGrant = { grantId: string; role: string; validUntil: Date | null; ended: boolean }

/** Sets, moves or takes away the day on which a role ends; for one that has ended, gives it once more. */
export function ChangeEndDialog({ holder, grant, action }: { holder: Holder; grant: ShownGrant; action: FormAction }) {
  const id = changeEndId(grant.grantId)
  return (
    <Dialog id={id} title={grant.ended ? `Give ${grant.role} again?` : `When does ${grant.role} end?`}>
      <ActionForm
        schema={changeGrantInput}
        action={action}
        hidden={{ ...holderField(holder), grantId: grant.grantId }}
        defaultValues={{ validUntil: grant.ended ? '' : (grant.validUntil?.toISOString().slice(0, 10) ?? '') }}
        submitLabel={grant.ended ? 'Give again' : 'Change end'}
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

const STOPS = {
  user: ['Everything that only this role allows, on the user’s next click.'],
  group: ['Everything that only this role allows, for everybody in this group and its sub-groups, on their next click.'],
}
const STAYS = {
  user: ['Their account, other roles and what they did. The role can be given again.'],
  group: ['The group, its members and their other roles. The role can be given again.'],
}

/** Takes a role away, after saying what that means. */
export function TakeRoleDialog({ holder, grant, action }: { holder: Holder; grant: ShownGrant; action: FormAction }) {
  return (
    <ConfirmDialog
      id={takeRoleId(grant.grantId)}
      title={`Take the role ${grant.role} from ${holder.name}?`}
      verb="Take role"
      schema={endGrantInput}
      action={action}
      hidden={{ ...holderField(holder), grantId: grant.grantId }}
      stops={STOPS[holder.type]}
      survives={STAYS[holder.type]}
    />
  )
}
