'use client'
import { ConfirmDialog } from '../../../../components/layout/confirm-dialog.tsx'
import { DialogTrigger } from '../../../../components/ui/dialog.tsx'
import { seenTokenIdInput } from '../../../../lib/seen-tokens/schema.ts'
import { deleteSeenTokenAction } from '../actions.ts'

const ID = 'delete-token'

/** The button that deletes a mark, with its question; while the mark is needed it says until when. */
export const DeleteToken = ({ tokenId, whyNot }: { tokenId: string; whyNot: string | null }) => (
  <>
    <DialogTrigger dialogId={ID} disabledReason={whyNot?.replace(' Nothing was changed.', '') ?? null}>
      Delete mark
    </DialogTrigger>
    {whyNot === null && (
      <ConfirmDialog
        id={ID}
        title="Delete the mark of this token?"
        verb="Delete mark"
        schema={seenTokenIdInput}
        action={deleteSeenTokenAction}
        hidden={{ tokenId }}
        stops={['Gatehouse no longer knows that this token was used.']}
        survives={['The token ended by itself more than 30 days ago. The audit log keeps who used it.']}
      />
    )}
  </>
)
