'use client'
import { ConfirmDialog } from '../../../../components/layout/confirm-dialog.tsx'
import { DialogTrigger } from '../../../../components/ui/dialog.tsx'
import { plural } from '../../../../lib/core/format.ts'
import { deleteCustomFieldInput } from '../../../../lib/custom-fields/schema.ts'
import { deleteCustomFieldAction } from '../actions.ts'

const ID = 'delete-field'

/** Asks for the key before a field goes with all its values. */
export function DeleteField({ field: { id, key, label, values } }: { field: { id: string; key: string; label: string; values: number } }) {
  const gone = values === 0 ? 'No user has a value in it.' : `What ${plural(values, 'user')} ${values === 1 ? 'has' : 'have'} in it.`
  return (
    <>
      <DialogTrigger dialogId={ID}>Delete field</DialogTrigger>
      <ConfirmDialog
        id={ID}
        title={`Delete the field ${label}?`}
        verb="Delete field"
        schema={deleteCustomFieldInput}
        action={deleteCustomFieldAction}
        hidden={{ fieldId: id }}
        stops={[gone, 'Columns and filters of saved views that name it.']}
        survives={['The users, and what the audit log has recorded.']}
        typeToConfirm={{ field: 'key', value: key }}
      />
    </>
  )
}
