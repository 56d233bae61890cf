'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { updateGroupInput } from '../../../../lib/groups/schema.ts'
import type { GroupDetail } from '../../../../lib/groups/views.ts'
import { updateGroupAction } from '../actions.ts'
import { GroupFields } from './group-form-fields.tsx'

/** Edits what describes a group. When somebody else saved in between, nothing is saved and each changed field says who changed it and to what. */
export function EditGroupForm({ group, mayPickOwner }: { group: GroupDetail; mayPickOwner: boolean }) {
  const { id, version, name, description, location, url, urlType, startDate, owner } = group
  return (
    <ActionForm
      schema={updateGroupInput}
      action={updateGroupAction}
      hidden={{ groupId: id, version }}
      defaultValues={{ name, description, location, url, urlType, startDate: startDate ?? '', ...(owner ? { ownerId: owner.id } : {}) }}
      submitLabel="Save changes"
      secondary={<ButtonLink href={`/groups/${id}`}>Cancel</ButtonLink>}
    >
      <GroupFields owner={owner} mayPickOwner={mayPickOwner} />
    </ActionForm>
  )
}
