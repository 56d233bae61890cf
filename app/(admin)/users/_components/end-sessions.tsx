'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { SubmitButton } from '../../../../components/form/submit-button.tsx'
import { ConfirmDialog } from '../../../../components/layout/confirm-dialog.tsx'
import { plural } from '../../../../lib/core/format.ts'
import { endAllSessionsInput, endSessionInput } from '../../../../lib/sessions/schema.ts'
import { endAllSessionsAction, endSessionAction } from '../actions.ts'
import { END_ALL_DIALOG } from './dialog-ids.ts'

/** Ends one session at once: the user simply signs in again. */
export function EndSessionButton({ userId, sessionId, device }: { userId: string; sessionId: string; device: string }) {
  return (
    <ActionForm schema={endSessionInput} action={endSessionAction} hidden={{ userId, sessionId }}>
      <div>
        <SubmitButton variant="secondary" size="sm" aria-label={`End session in ${device}`}>
          End session
        </SubmitButton>
      </div>
    </ActionForm>
  )
}

/** Ends all sessions of a user, after saying so. */
export function EndAllSessionsDialog({ userId, userName, count }: { userId: string; userName: string; count: number }) {
  return (
    <ConfirmDialog
      id={END_ALL_DIALOG}
      title={`End all sessions of ${userName}?`}
      verb="End all sessions"
      schema={endAllSessionsInput}
      action={endAllSessionsAction}
      hidden={{ userId }}
      stops={[`${plural(count, 'open session')}, on the next click. What is typed in forms there stays until they sign in again.`]}
      survives={['Account, password and roles: they can sign in again at once. To keep them out, deactivate the user.']}
    />
  )
}
