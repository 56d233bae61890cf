'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { undoBulkRunInput } from '../../../../lib/bulk-runs/schema.ts'
import { undoBulkRunAction } from '../actions.ts'

/** Confirms that a run is taken back, as the preview above it says. */
export const UndoForm = ({ runId, label }: { runId: string; label: string }) => (
  <ActionForm
    schema={undoBulkRunInput}
    action={undoBulkRunAction}
    hidden={{ runId }}
    submitLabel={label}
    secondary={<ButtonLink href={`/bulk-runs/${runId}`}>Cancel</ButtonLink>}
  />
)
