import Link from 'next/link'
import { Callout } from '../../../../components/ui/callout.tsx'
import type { BulkRunDetail } from '../../../../lib/bulk-runs/queries.ts'
import { isOver } from './run-status.tsx'

const RunLink = ({ id, children }: { id: string; children: string }) => (
  <Link href={`/bulk-runs/${id}`} prefetch={false} className="text-accent underline underline-offset-2">
    {children}
  </Link>
)

/** What else there is to know about a run: that it was cancelled, takes another one back, or was taken back itself. */
export function RunNotices({ run }: { run: BulkRunDetail }) {
  return (
    <>
      {run.undoOfId && (
        <Callout title="This run undoes another one">
          <RunLink id={run.undoOfId}>Open the run that it undoes</RunLink>
        </Callout>
      )}
      {run.undoneBy && (
        <Callout title={run.whyNotUndo === null ? 'An undo of this run left some users as they were' : 'This run was undone'}>
          <RunLink id={run.undoneBy.id}>Open the run that undid it</RunLink>
        </Callout>
      )}
      {run.status === 'CANCELLED' && (
        <Callout tone="warning" title={run.cancelledByLabel ? `Cancelled by ${run.cancelledByLabel}` : 'Cancelled'}>
          What was done up to then stays done. Who was not reached is left as before, and counted as skipped.
        </Callout>
      )}
      {!isOver(run.status) && run.isCancelling && (
        <Callout tone="warning" title="This run is being cancelled">
          It stops after the users that it is at.
        </Callout>
      )}
    </>
  )
}
