'use client'
import type { FormAction } from '../../lib/core/form-state.ts'
import { membershipIdInput } from '../../lib/memberships/schema.ts'
import { ConfirmDialog } from '../layout/confirm-dialog.tsx'
import { DELETE_MEMBERSHIP_DIALOG } from './dialog-ids.ts'

/** Asks before a membership is deleted. `name` is the member's. */
export const DeleteMembershipDialog = ({ membershipId, name, action }: { membershipId: string; name: string; action: FormAction }) => (
  <ConfirmDialog
    id={DELETE_MEMBERSHIP_DIALOG}
    title={
      <>
        Delete the membership of <bdi>{name}</bdi>?
      </>
    }
    verb="Delete membership"
    schema={membershipIdInput}
    action={action}
    hidden={{ membershipId }}
    stops={['Type, names, address and the right to vote are removed for good.', 'What is for members only is closed to them at once.']}
    survives={['The user, their account and their roles.', 'The audit log.']}
  />
)
