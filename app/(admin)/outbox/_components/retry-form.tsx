'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { outboxIdInput } from '../../../../lib/outbox/schema.ts'
import { retryMessageAction } from '../actions.ts'

/** The button that sends a held or failed message; with a reason it says why it cannot be sent. */
export function RetryForm({ outboxId, whyNot }: { outboxId: string; whyNot: string | null }) {
  return (
    <ActionForm
      schema={outboxIdInput}
      action={retryMessageAction}
      hidden={{ outboxId }}
      submitLabel="Send now"
      submitDisabledReason={whyNot}
      className="w-auto"
    />
  )
}
