'use client'
import type { FormAction } from '../../lib/core/form-state.ts'
import { grantRoleInput } from '../../lib/roles/schema.ts'
import { ActionForm } from '../form/action-form.tsx'
import { SelectField, TextField } from '../form/fields.tsx'
import { GroupPicker } from '../groups/group-picker.tsx'
import { Dialog, DialogClose } from '../ui/dialog.tsx'
import { GIVE_ROLE_DIALOG } from './grant-dialog-ids.ts'
import { holderField, type Holder } from './holder.ts'

/** A role as it is offered: `givable` everywhere, `givableWithin` at least within some group of the giver's. */
export type OfferedRole = { id: string; name: string; givable: boolean; givableWithin: boolean }
/** Where the giver may give: `limited` says within their groups only, `searches` whether they may look groups up. */
export type GivingReach = { limited: boolean; searches: boolean }

function optionsOf(roles: readonly OfferedRole[], { limited }: GivingReach) {
  const offered = roles.map(({ id, name, givable, givableWithin }) => ({
    value: id,
    label: !givableWithin
      ? `${name} (allows what you may not do yourself)`
      : givable || limited
        ? name
        : `${name} (within your groups only)`,
    disabled: !givableWithin,
  }))
  return [{ value: '', label: 'Choose a role' }, ...offered]
}

const WHERE = {
  free: 'The role then holds for this group and its sub-groups only. Empty: everywhere.',
  limited: 'You give roles within your groups only: the role holds for this group and its sub-groups.',
}

/**
 * Gives a role to a user or a group: everywhere or within one group, for ever or until a day. Roles that exceed the giver's own rights are
 * listed but cannot be chosen. Make the action of `grantRole` with `input: namedFields(grantRole, { groups: ['reachGroupId'] })`, so that a
 * group can be named where the picker does not run.
 */
export function GiveRoleDialog({
  holder,
  roles,
  reach,
  action,
}: {
  holder: Holder
  roles: readonly OfferedRole[]
  reach: GivingReach
  action: FormAction
}) {
  const none = !roles.some((role) => role.givableWithin)
  return (
    <Dialog id={GIVE_ROLE_DIALOG} title={`Give ${holder.name} a role`}>
      {none && <p className="text-ink-soft">Every role allows something that you may not do yourself, so you cannot give any.</p>}
      <ActionForm
        schema={grantRoleInput}
        action={action}
        hidden={holderField(holder)}
        defaultValues={{ roleId: '' }}
        resetOnSuccess
        submitLabel="Give role"
        submitDisabledReason={none ? 'You cannot give any role.' : null}
        secondary={<DialogClose dialogId={GIVE_ROLE_DIALOG} />}
      >
        <SelectField
          name="roleId"
          label="Role"
          hint={
            holder.type === 'user'
              ? 'You can give only what you may do yourself. It holds from the next click on.'
              : 'Everybody in this group and its sub-groups then has it, also who joins later. You can give only what you may do yourself.'
          }
          options={optionsOf(roles, reach)}
        />
        {(reach.searches || reach.limited) && (
          <GroupPicker
            name="reachGroupId"
            label="Only within"
            optional={!reach.limited}
            hint={reach.limited ? WHERE.limited : WHERE.free}
          />
        )}
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
