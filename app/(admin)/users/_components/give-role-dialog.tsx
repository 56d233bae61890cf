'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { SelectField, TextField } from '../../../../components/form/fields.tsx'
import { Dialog, DialogClose } from '../../../../components/ui/dialog.tsx'
import { grantRoleInput } from '../../../../lib/roles/schema.ts'
import { grantRoleAction } from '../actions.ts'
import { GIVE_ROLE_DIALOG } from './role-dialog-ids.ts'

type Offered = { id: string; name: string; description: string; givable: boolean }

const optionOf = ({ id, name, givable }: Offered) => ({
  value: id,
  label: givable ? name : `${name} (allows what you may not do yourself)`,
  disabled: !givable,
})

/** Gives a role, everywhere, for ever or until a day. Roles that exceed the giver's own rights are listed but cannot be chosen. */
export function GiveRoleDialog({ userId, userName, roles }: { userId: string; userName: string; roles: readonly Offered[] }) {
  const first = roles.find((role) => role.givable)
  return (
    <Dialog id={GIVE_ROLE_DIALOG} title={`Give ${userName} a role`}>
      {first === undefined && (
        <p className="text-ink-soft">Every role allows something that you may not do yourself, so you cannot give any.</p>
      )}
      <ActionForm
        schema={grantRoleInput}
        action={grantRoleAction}
        hidden={{ userId }}
        defaultValues={{ roleId: '' }}
        submitLabel="Give role"
        submitDisabledReason={first === undefined ? 'You cannot give any role.' : null}
        secondary={<DialogClose dialogId={GIVE_ROLE_DIALOG} />}
      >
        <SelectField
          name="roleId"
          label="Role"
          hint="You can give only what you may do yourself. It holds from the next click on."
          options={[{ value: '', label: 'Choose a role' }, ...roles.map(optionOf)]}
        />
        <TextField
          name="validUntil"
          type="date"
          label="Ends on"
          optional
          hint="The role ends when this day begins (UTC). Empty: it stays until it is taken."
        />
      </ActionForm>
    </Dialog>
  )
}
