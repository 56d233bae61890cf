'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { TextField } from '../../../../components/form/fields.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { deleteGroupInput } from '../../../../lib/groups/schema.ts'
import { deleteGroupAction } from '../actions.ts'

/** Deletes the group once its name has been typed. */
export const DeleteGroupForm = ({ groupId, name }: { groupId: string; name: string }) => (
  <ActionForm
    schema={deleteGroupInput}
    action={deleteGroupAction}
    hidden={{ groupId }}
    submitLabel="Delete group"
    submitVariant="danger"
    secondary={<ButtonLink href={`/groups/${groupId}`}>Cancel</ButtonLink>}
  >
    <TextField
      name="name"
      optional={false}
      autoComplete="off"
      spellCheck={false}
      label={
        <>
          Type <span className="font-mono select-all wrap-anywhere">{name}</span> to confirm
        </>
      }
    />
  </ActionForm>
)
