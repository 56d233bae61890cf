'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { GroupPicker } from '../../../../components/groups/group-picker.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { createGroupInput } from '../../../../lib/groups/schema.ts'
import { createGroupAction } from '../actions.ts'
import { GroupFields } from './group-form-fields.tsx'

/**
 * Creates a group, at the top or below another one. `mustHaveParent`: the creator's reach is limited to groups, so the new one has to be
 * inside of them.
 */
export function CreateGroupForm({
  parent,
  mustHaveParent,
  mayPickOwner,
}: {
  parent: { id: string; name: string } | null
  mustHaveParent: boolean
  mayPickOwner: boolean
}) {
  return (
    <ActionForm
      schema={createGroupInput}
      action={createGroupAction}
      defaultValues={{ urlType: 'other', ...(parent ? { parentId: parent.id } : {}) }}
      submitLabel="Create group"
      secondary={<ButtonLink href={parent ? `/groups/${parent.id}/sub-groups` : '/groups'}>Cancel</ButtonLink>}
    >
      <GroupFields mayPickOwner={mayPickOwner} />
      <GroupPicker
        name="parentId"
        label="In the group"
        optional={!mustHaveParent}
        defaultGroup={parent}
        hint={
          mustHaveParent
            ? 'Your role is limited to certain groups, so a new group belongs into one of them.'
            : 'Its members then also get what the roles of that group allow. Empty: at the top.'
        }
      />
    </ActionForm>
  )
}
