'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { TextField } from '../../../../components/form/fields.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { deleteRoleInput, resetRoleInput } from '../../../../lib/roles/schema.ts'
import { deleteRoleAction, resetRoleAction } from '../actions.ts'

/** Deletes a role, after its name was typed. */
export function DeleteRoleForm({ roleId, name }: { roleId: string; name: string }) {
  return (
    <ActionForm
      schema={deleteRoleInput}
      action={deleteRoleAction}
      hidden={{ roleId }}
      submitLabel="Delete role"
      submitVariant="danger"
      secondary={<ButtonLink href={`/roles/${roleId}`}>Cancel</ButtonLink>}
    >
      <TextField
        name="confirm"
        optional={false}
        autoComplete="off"
        spellCheck={false}
        label={
          <>
            Type <span className="font-mono wrap-anywhere select-all">{name}</span> to confirm
          </>
        }
      />
    </ActionForm>
  )
}

/** Sets a built-in role back to what it is shipped with; `version` is the one that the review was about. */
export function ResetRoleForm({ roleId, version }: { roleId: string; version: number }) {
  return (
    <ActionForm
      schema={resetRoleInput}
      action={resetRoleAction}
      hidden={{ roleId, version }}
      submitLabel="Reset role"
      secondary={<ButtonLink href={`/roles/${roleId}`}>Cancel</ButtonLink>}
    />
  )
}
