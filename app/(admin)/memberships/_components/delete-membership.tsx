'use client'
import { ConfirmDialog } from '../../../../components/layout/confirm-dialog.tsx'
import { membershipIdInput } from '../../../../lib/memberships/schema.ts'
import { deleteMembershipAction, deleteMembershipOfUserAction } from '../actions.ts'
import { DELETE_MEMBERSHIP_DIALOG } from './dialog-ids.ts'

/** Asks before a membership is deleted. With `stays` the page is still there afterwards: a user's; otherwise the list follows. */
export const DeleteMembershipDialog = ({ membershipId, name, stays = false }: { membershipId: string; name: string; stays?: boolean }) => (
  <ConfirmDialog
    id={DELETE_MEMBERSHIP_DIALOG}
    title={
      <>
        Delete the membership of <bdi>{name}</bdi>?
      </>
    }
    verb="Delete membership"
    schema={membershipIdInput}
    action={stays ? deleteMembershipOfUserAction : deleteMembershipAction}
    hidden={{ membershipId }}
    stops={['Type, names, address and the right to vote are removed for good.', 'What is for members only is closed to them at once.']}
    survives={['The user, their account and their roles.', 'The audit log.']}
  />
)
