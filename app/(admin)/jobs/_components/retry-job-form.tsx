'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { jobIdInput } from '../../../../lib/jobs/schema.ts'
import { retryJobAction } from '../actions.ts'

/** The button that runs a failed job again; with a reason it says why it cannot. */
export function RetryJobForm({ jobId, whyNot }: { jobId: string; whyNot: string | null }) {
  return (
    <ActionForm
      schema={jobIdInput}
      action={retryJobAction}
      hidden={{ jobId }}
      submitLabel="Run again"
      submitDisabledReason={whyNot}
      className="w-auto"
    />
  )
}
