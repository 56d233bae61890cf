'use client'
import { ConfirmDialog } from '../../../../components/layout/confirm-dialog.tsx'
import { DialogTrigger } from '../../../../components/ui/dialog.tsx'
import { runIdInput } from '../../../../lib/bulk-runs/schema.ts'
import { cancelBulkRunAction } from '../actions.ts'

const DIALOG = 'cancel-run'

/** Stops a run on its way, after a confirmation; what was done stays done. `whyNot` disables the button and says why. */
export function CancelRun({ runId, whyNot, undoable }: { runId: string; whyNot: string | null; undoable: boolean }) {
  return (
    <>
      <DialogTrigger dialogId={DIALOG} disabledReason={whyNot}>
        Cancel run
      </DialogTrigger>
      {whyNot === null && (
        <ConfirmDialog
          id={DIALOG}
          title="Cancel this run?"
          verb="Cancel run"
          keep="Let it run"
          schema={runIdInput}
          action={cancelBulkRunAction}
          hidden={{ runId }}
          stops={['The run stops after the users that it is at. Everybody who was not reached is left as before.']}
          survives={[
            undoable ? 'What was done up to then stays done. It can be undone afterwards.' : 'What was done up to then stays done.',
          ]}
        />
      )}
    </>
  )
}
