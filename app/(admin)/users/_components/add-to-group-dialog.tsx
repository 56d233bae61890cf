'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { SelectField, TextField } from '../../../../components/form/fields.tsx'
import { GroupPicker } from '../../../../components/groups/group-picker.tsx'
import { ROLE_WORDS } from '../../../../components/groups/group-words.ts'
import { Dialog, DialogClose } from '../../../../components/ui/dialog.tsx'
import { MEMBER_ROLES, addGroupMemberInput } from '../../../../lib/groups/schema.ts'
import { addToGroupAction } from '../[userId]/groups/actions.ts'
import { ADD_TO_GROUP_DIALOG } from './add-to-group-dialog-id.ts'

/** Puts a user into a group, for ever or until a day. */
export const AddToGroupDialog = ({ userId, name }: { userId: string; name: string }) => (
  <Dialog id={ADD_TO_GROUP_DIALOG} title={`Add ${name} to a group`}>
    <ActionForm
      schema={addGroupMemberInput}
      action={addToGroupAction}
      hidden={{ userId }}
      defaultValues={{ role: 'member' }}
      resetOnSuccess
      submitLabel="Add to group"
      secondary={<DialogClose dialogId={ADD_TO_GROUP_DIALOG} />}
    >
      <GroupPicker name="groupId" label="Group" optional={false} hint="They then hold its roles, from the next click on." />
      <SelectField name="role" label="Role in the group" options={MEMBER_ROLES.map((value) => ({ value, label: ROLE_WORDS[value] }))} />
      <TextField
        name="validUntil"
        type="date"
        label="Ends on"
        optional
        hint="The membership ends when this day begins (UTC). Empty: without end."
      />
    </ActionForm>
  </Dialog>
)
