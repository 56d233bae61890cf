'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { SubmitButton } from '../../../../components/form/submit-button.tsx'
import { endOwnSessionInput, nothingInput } from '../../../../lib/sessions/schema.ts'
import { endOwnOtherSessionsAction, endOwnSessionAction } from '../actions.ts'

/** Ends one other session. `device` tells the buttons of a list apart for screen readers. */
export const EndSessionForm = ({ sessionId, device }: { sessionId: string; device: string }) => (
  <ActionForm id={`end-${sessionId}`} schema={endOwnSessionInput} action={endOwnSessionAction} hidden={{ sessionId }}>
    <SubmitButton variant="secondary" size="sm" aria-label={`End session of ${device}`}>
      End session
    </SubmitButton>
  </ActionForm>
)

/** Ends every session but the present one. */
export const EndOtherSessionsForm = () => (
  <ActionForm id="end-others" schema={nothingInput} action={endOwnOtherSessionsAction}>
    <SubmitButton variant="secondary">End all other sessions</SubmitButton>
  </ActionForm>
)
