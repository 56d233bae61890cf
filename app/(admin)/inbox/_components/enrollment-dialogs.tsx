'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { CheckboxField, TextAreaField, TextField } from '../../../../components/form/fields.tsx'
import { DECISION_DIALOGS } from '../../../../components/inbox/inbox-words.ts'
import { Dialog, DialogClose } from '../../../../components/ui/dialog.tsx'
import type { EnrollmentDetail } from '../../../../lib/enrollments/views.ts'
import { askApplicantInput, decideEnrollmentInput } from '../../../../lib/enrollments/schema.ts'
import { askApplicantAction, decideEnrollmentAction } from '../actions.ts'
import { DecidedMeanwhile } from './decided-meanwhile.tsx'

type Props = { enrollment: Pick<EnrollmentDetail, 'id' | 'version' | 'needsApprovalCode'>; name: string; next: string; here: string }

const NOTE_HINT = 'Other approvers read it on this page.'

/** Approves: asks for the code that the applicant shows where one is needed, and for a note. */
export const ApproveEnrollmentDialog = ({
  enrollment: { id, version, needsApprovalCode },
  name,
  next,
  here,
  isFirst,
  warnings,
}: Props & { isFirst: boolean; warnings: readonly string[] }) => (
  <Dialog id={DECISION_DIALOGS.approve} title={`Approve ${name}?`}>
    <p className="text-ink-soft">
      {isFirst
        ? 'Two approvals are needed. Yours is the first; nothing is given before the second.'
        : 'An account is made at once, with everything that the page lists. The applicant sees on their own page that they were approved.'}
    </p>
    {warnings.length > 0 && (
      <div>
        <p className="font-medium">Look at this first</p>
        <ul className="list-disc ps-5 text-ink-soft">
          {warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      </div>
    )}
    <ActionForm
      id="approve-form"
      schema={decideEnrollmentInput}
      action={decideEnrollmentAction}
      hidden={{ enrollmentId: id, version, decision: 'approve', $next: next }}
      submitLabel="Approve enrollment"
      secondary={<DialogClose dialogId={DECISION_DIALOGS.approve} />}
    >
      <DecidedMeanwhile here={here} />
      {needsApprovalCode && (
        <TextField
          name="approvalCode"
          label="Approval code"
          optional={false}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          className="font-mono tracking-wider"
          hint="The applicant shows it to you, on their own page. Spaces, dashes and small letters do not matter."
        />
      )}
      <TextAreaField name="note" label="Note" optional rows={2} hint={NOTE_HINT} />
      <CheckboxField name="noteShared" label="Share the note with the applicant" />
    </ActionForm>
  </Dialog>
)

/** Rejects, with a reason that is kept and shared only on purpose. */
export const RejectEnrollmentDialog = ({ enrollment: { id, version }, name, next, here }: Props) => (
  <Dialog id={DECISION_DIALOGS.reject} title={`Reject ${name}?`}>
    <p className="text-ink-soft">
      No account is made. The applicant sees on their own page that they were rejected. This cannot be undone.
    </p>
    <ActionForm
      id="reject-form"
      schema={decideEnrollmentInput}
      action={decideEnrollmentAction}
      hidden={{ enrollmentId: id, version, decision: 'reject', $next: next }}
      submitLabel="Reject enrollment"
      submitVariant="danger"
      secondary={<DialogClose dialogId={DECISION_DIALOGS.reject} />}
    >
      <DecidedMeanwhile here={here} />
      <TextAreaField name="reason" label="Reason" optional={false} rows={3} hint="Kept with the enrollment and in the audit log." />
      <CheckboxField name="reasonShared" label="Share the reason with the applicant" />
      <TextAreaField name="note" label="Note" optional rows={2} hint={NOTE_HINT} />
      <CheckboxField name="noteShared" label="Share the note with the applicant" />
    </ActionForm>
  </Dialog>
)

/** Asks the applicant, who answers on their own page. Give it a new key with each question, so that the next one begins empty. */
export const AskDialog = ({ enrollmentId, name }: { enrollmentId: string; name: string }) => (
  <Dialog id={DECISION_DIALOGS.ask} title={`Ask ${name}`}>
    <ActionForm
      id="ask-form"
      schema={askApplicantInput}
      action={askApplicantAction}
      hidden={{ enrollmentId }}
      submitLabel="Send question"
      secondary={<DialogClose dialogId={DECISION_DIALOGS.ask} />}
    >
      <TextAreaField
        name="text"
        label="Question"
        rows={4}
        hint="The applicant reads it on their own page and answers there. They see your name."
      />
    </ActionForm>
  </Dialog>
)
