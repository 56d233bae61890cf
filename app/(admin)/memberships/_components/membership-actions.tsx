import { Pencil, Trash2 } from 'lucide-react'
import { Button, ButtonLink } from '../../../../components/ui/button.tsx'
import { DialogTrigger } from '../../../../components/ui/dialog.tsx'
import { can, type Actor } from '../../../../lib/core/actor.ts'
import type { MembershipDetail } from '../../../../lib/memberships/columns.ts'
import { whyNotKept } from '../../../../lib/memberships/rules.ts'
import { DeleteMembershipDialog } from './delete-membership.tsx'
import { DELETE_MEMBERSHIP_DIALOG } from './dialog-ids.ts'

function whyNotEdit(actor: Actor, { user }: MembershipDetail): string | null {
  if (!can(actor, 'membership:update')) return 'You have no role that allows this: edit memberships of the organisation.'
  return whyNotKept(user.status)?.message.replace(' Nothing was changed.', '') ?? null
}

/** Edit and delete, with the reason where one is not open to the viewer. `stays` as in `DeleteMembershipDialog`. */
export function MembershipActions({ actor, membership, stays = false }: { actor: Actor; membership: MembershipDetail; stays?: boolean }) {
  const why = whyNotEdit(actor, membership)
  const mayDelete = can(actor, 'membership:delete')
  return (
    <>
      <DialogTrigger
        dialogId={DELETE_MEMBERSHIP_DIALOG}
        icon={<Trash2 aria-hidden />}
        disabledReason={mayDelete ? null : 'You have no role that allows this: delete memberships of the organisation.'}
      >
        Delete membership
      </DialogTrigger>
      {why === null ? (
        <ButtonLink variant="primary" href={`/memberships/${membership.id}/edit`} icon={<Pencil aria-hidden />}>
          Edit membership
        </ButtonLink>
      ) : (
        <Button variant="primary" icon={<Pencil aria-hidden />} disabledReason={why}>
          Edit membership
        </Button>
      )}
      {mayDelete && (
        <DeleteMembershipDialog membershipId={membership.id} name={membership.user.fullName || membership.user.username} stays={stays} />
      )}
    </>
  )
}
