'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { SelectField, TextField } from '../../../../components/form/fields.tsx'
import { ROLE_WORDS, dayOf } from '../../../../components/groups/group-words.ts'
import { ConfirmDialog } from '../../../../components/layout/confirm-dialog.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { MEMBER_ROLES, changeGroupMemberInput, removeGroupMemberInput } from '../../../../lib/groups/schema.ts'
import type { GroupMemberRow } from '../../../../lib/groups/views.ts'
import { changeGroupMemberAction, removeGroupMemberAction } from '../actions.ts'
import { REMOVE_MEMBER_DIALOG } from './dialog-ids.ts'

/** Changes what somebody is in a group and until when; a membership that is over begins anew by getting a later end, or none. */
export function ChangeMemberForm({ member }: { member: GroupMemberRow }) {
  const { id, group, version, role, validUntil, ended } = member
  return (
    <ActionForm
      schema={changeGroupMemberInput}
      action={changeGroupMemberAction}
      hidden={{ groupId: group.id, userId: id, version }}
      defaultValues={{ role, validUntil: ended ? '' : dayOf(validUntil) }}
      submitLabel={ended ? 'Renew membership' : 'Save changes'}
      secondary={<ButtonLink href={`/groups/${group.id}/members`}>Cancel</ButtonLink>}
    >
      <SelectField
        name="role"
        label="Role in the group"
        hint="Managers remove members; in a trusted group they also add them and decide requests."
        options={MEMBER_ROLES.map((value) => ({ value, label: ROLE_WORDS[value] }))}
      />
      <TextField
        name="validUntil"
        type="date"
        label="Ends on"
        optional
        hint={
          ended
            ? 'This membership is over. A later day, or none, lets it begin anew. Days begin at midnight UTC.'
            : 'The membership ends when this day begins (UTC). A mail is sent 7 days before. Empty: without end.'
        }
      />
    </ActionForm>
  )
}

/** Takes somebody out of a group, after saying what that means. */
export const RemoveMemberDialog = ({ member, name }: { member: GroupMemberRow; name: string }) => (
  <ConfirmDialog
    id={REMOVE_MEMBER_DIALOG}
    title={`Remove ${name} from ${member.group.name}?`}
    verb="Remove from group"
    schema={removeGroupMemberInput}
    action={removeGroupMemberAction}
    hidden={{ groupId: member.group.id, userId: member.id }}
    stops={['Everything that they may do only through this group, on their next click.']}
    survives={['Their account, other groups and roles, and what they did. They can be added again.']}
  />
)
