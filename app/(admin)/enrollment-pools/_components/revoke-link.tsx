'use client'
import { ConfirmDialog } from '../../../../components/layout/confirm-dialog.tsx'
import { DialogTrigger } from '../../../../components/ui/dialog.tsx'
import { poolLinkIdInput } from '../../../../lib/enrollment-pools/schema.ts'
import { revokePoolLinkAction } from '../actions.ts'

const ID = 'revoke-link'

/** Makes one single-use link void, after asking. `why` says why the viewer cannot. */
export const RevokeLink = ({ poolId, linkId, why }: { poolId: string; linkId: string; why: string | null }) => (
  <>
    <DialogTrigger dialogId={ID} disabledReason={why}>
      Revoke link
    </DialogTrigger>
    <ConfirmDialog
      id={ID}
      title="Revoke this link?"
      verb="Revoke link"
      schema={poolLinkIdInput}
      action={revokePoolLinkAction}
      hidden={{ poolId, linkId }}
      stops={['Whoever has it cannot enroll with it any more.']}
      survives={['All other links of this pool.']}
    />
  </>
)
