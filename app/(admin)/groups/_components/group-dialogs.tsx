'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { GroupPicker } from '../../../../components/groups/group-picker.tsx'
import { ConfirmDialog } from '../../../../components/layout/confirm-dialog.tsx'
import { Dialog, DialogClose } from '../../../../components/ui/dialog.tsx'
import { groupIdInput, moveGroupInput } from '../../../../lib/groups/schema.ts'
import type { GroupDetail } from '../../../../lib/groups/views.ts'
import { approveGroupAction, moveGroupAction, revokeGroupApprovalAction, revokeGroupTrustAction, trustGroupAction } from '../actions.ts'
import { GROUP_DIALOGS } from './dialog-ids.ts'

type Props = { group: Pick<GroupDetail, 'id' | 'name' | 'trusted' | 'version' | 'path' | 'parentId'> }

/** Approving opens the group to the public list and to requests. */
export const ApproveGroupDialog = ({ group }: Props) => (
  <ConfirmDialog
    id={GROUP_DIALOGS.approve}
    title={`Approve ${group.name}?`}
    verb="Approve group"
    danger={false}
    schema={groupIdInput}
    action={approveGroupAction}
    hidden={{ groupId: group.id }}
  >
    <p className="text-ink-soft">
      Its name, description, location and web address are then listed for everybody, also without signing in, and users can ask to join. Its
      members stay private.
    </p>
  </ConfirmDialog>
)

/** Revoking the approval takes the trust along. */
export const RevokeApprovalDialog = ({ group }: Props) => (
  <ConfirmDialog
    id={GROUP_DIALOGS.revokeApproval}
    title={`Revoke the approval of ${group.name}?`}
    verb="Revoke approval"
    schema={groupIdInput}
    action={revokeGroupApprovalAction}
    hidden={{ groupId: group.id }}
    stops={[
      'The group is no longer listed publicly, and nobody new can ask to join.',
      ...(group.trusted ? ['It is no longer trusted: its managers decide no requests.'] : []),
    ]}
    survives={['Members, their roles and the requests that are waiting. The group can be approved again.']}
  />
)

/** Trust lets managers decide who comes in. */
export const TrustGroupDialog = ({ group }: Props) => (
  <ConfirmDialog
    id={GROUP_DIALOGS.trust}
    title={`Trust ${group.name}?`}
    verb="Trust group"
    danger={false}
    schema={groupIdInput}
    action={trustGroupAction}
    hidden={{ groupId: group.id }}
  >
    <p className="text-ink-soft">
      Its owner and managers may then add members and decide requests to join, here and in its sub-groups, without asking an administrator.
      What the roles of the group allow goes to everybody whom they let in.
    </p>
  </ConfirmDialog>
)

/** Without trust, administrators decide again. */
export const RevokeTrustDialog = ({ group }: Props) => (
  <ConfirmDialog
    id={GROUP_DIALOGS.revokeTrust}
    title={`Revoke the trust in ${group.name}?`}
    verb="Revoke trust"
    schema={groupIdInput}
    action={revokeGroupTrustAction}
    hidden={{ groupId: group.id }}
    stops={['Its owner and managers add nobody and decide no requests any more, on their next click.']}
    survives={['Approval, members and managers. Managers can still remove members.']}
  />
)

/** Puts the group, with all that is below it, somewhere else. */
export function MoveGroupDialog({ group }: Props) {
  const above = group.path.at(-1)
  const parent = above && above.id === group.parentId ? above : null
  return (
    <Dialog id={GROUP_DIALOGS.move} title={`Move ${group.name}`}>
      <p className="text-ink-soft">
        Its members and sub-groups go with it. They lose what the roles of the groups above allow, and get what those above the new place
        allow.
      </p>
      <ActionForm
        schema={moveGroupInput}
        action={moveGroupAction}
        hidden={{ groupId: group.id, version: group.version }}
        defaultValues={parent ? { parentId: parent.id } : {}}
        submitLabel="Move group"
        secondary={<DialogClose dialogId={GROUP_DIALOGS.move} />}
      >
        <GroupPicker name="parentId" label="Into the group" optional defaultGroup={parent} hint="Empty: to the top." />
      </ActionForm>
    </Dialog>
  )
}
