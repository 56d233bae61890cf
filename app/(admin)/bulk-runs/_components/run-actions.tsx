import { Download, Undo2 } from 'lucide-react'
import { Button, ButtonLink } from '../../../../components/ui/button.tsx'
import type { BulkRunDetail } from '../../../../lib/bulk-runs/queries.ts'
import { ACTION_WORDS } from '../../../../lib/bulk-runs/rules.ts'
import { CancelRun } from './cancel-run.tsx'
import { isOver } from './run-status.tsx'

const plain = (message: string) => message.replace(/ Nothing was changed\./, '')

const Undo = ({ run }: { run: BulkRunDetail }) =>
  run.whyNotUndo === null ? (
    <ButtonLink href={`/bulk-runs/${run.id}/undo`} icon={<Undo2 aria-hidden />}>
      Undo
    </ButtonLink>
  ) : (
    <Button icon={<Undo2 aria-hidden />} disabledReason={plain(run.whyNotUndo.message)}>
      Undo
    </Button>
  )

/** What can be done with a run: cancel it on its way; afterwards take it back, and save its results. */
export function RunActions({ run }: { run: BulkRunDetail }) {
  return (
    <>
      <form action="/bulk-runs/export" method="post">
        <input type="hidden" name="runId" value={run.id} />
        <input type="hidden" name="format" value="csv" />
        <Button type="submit" icon={<Download aria-hidden />}>
          Export results (CSV)
        </Button>
      </form>
      {isOver(run.status) ? (
        <Undo run={run} />
      ) : (
        <CancelRun
          runId={run.id}
          whyNot={run.whyNotCancel ? plain(run.whyNotCancel.message) : null}
          undoable={ACTION_WORDS[run.action].undo !== null}
        />
      )}
    </>
  )
}
