import { Pencil, Trash2 } from 'lucide-react'
import type { FormAction } from '../../lib/core/form-state.ts'
import type { MembershipDetail } from '../../lib/memberships/columns.ts'
import type { MembershipActs } from '../../lib/memberships/rules-acts.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { DialogTrigger } from '../ui/dialog.tsx'
import { DeleteMembershipDialog } from './delete-membership.tsx'
import { DELETE_MEMBERSHIP_DIALOG } from './dialog-ids.ts'

/** Edit and delete, with the reason where one is not open to the viewer (`acts`). `deleteAction` decides what follows a deletion. */
export function MembershipActions({
  membership: { id, user },
  acts,
  deleteAction,
}: {
  membership: Pick<MembershipDetail, 'id' | 'user'>
  acts: MembershipActs
  deleteAction: FormAction
}) {
  return (
    <>
      <DialogTrigger dialogId={DELETE_MEMBERSHIP_DIALOG} icon={<Trash2 aria-hidden />} disabledReason={acts.delete}>
        Delete membership
      </DialogTrigger>
      {acts.update === null ? (
        <ButtonLink variant="primary" href={`/memberships/${id}/edit`} icon={<Pencil aria-hidden />}>
          Edit membership
        </ButtonLink>
      ) : (
        <Button variant="primary" icon={<Pencil aria-hidden />} disabledReason={acts.update}>
          Edit membership
        </Button>
      )}
      {acts.delete === null && <DeleteMembershipDialog membershipId={id} name={user.fullName || user.username} action={deleteAction} />}
    </>
  )
}
