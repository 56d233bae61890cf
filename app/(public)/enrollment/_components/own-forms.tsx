'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { TextAreaField } from '../../../../components/form/fields.tsx'
import { NewPasswordField } from '../../../../components/form/new-password-field.tsx'
import { ConfirmDialog } from '../../../../components/layout/confirm-dialog.tsx'
import { DialogTrigger } from '../../../../components/ui/dialog.tsx'
import { answerQuestionInput, passwordWithTokenInput, tokenInput } from '../../../../lib/enrollments/schema.ts'
import type { PasswordContext } from '../../../../lib/passwords/rules.ts'
import { newPasswordOf } from '../../../../lib/passwords/schema.ts'
import {
  answerQuestionAction,
  confirmEmailAction,
  finishSignUpAction,
  regenerateApprovalCodeAction,
  sendConfirmationAgainAction,
  setEnrollmentPasswordAction,
  withdrawEnrollmentAction,
} from '../actions.ts'

/** The applicant's words on what an approver asked. */
export const AnswerForm = ({ token }: { token: string }) => (
  <ActionForm
    id="answer"
    schema={answerQuestionInput}
    action={answerQuestionAction}
    hidden={{ token }}
    submitLabel="Send answer"
    resetOnSuccess
    className="print:hidden"
  >
    <TextAreaField name="text" label="Your answer" maxLength={2_000} />
  </ActionForm>
)

/** Makes the code anew, for somebody whose code was seen by others. */
export const NewCodeForm = ({ token }: { token: string }) => (
  <ActionForm
    id="new-code"
    schema={tokenInput}
    action={regenerateApprovalCodeAction}
    hidden={{ token }}
    submitLabel="Make a new code"
    submitVariant="secondary"
    className="print:hidden"
  />
)

/** Mails the link that confirms the address once more. */
export const SendAgainForm = ({ token, disabledReason }: { token: string; disabledReason: string | null }) => (
  <ActionForm
    id="send-again"
    schema={tokenInput}
    action={sendConfirmationAgainAction}
    hidden={{ token }}
    submitLabel="Send the mail again"
    submitVariant="secondary"
    submitDisabledReason={disabledReason}
    className="print:hidden"
  />
)

/** Ends the request from the applicant's side. */
export const Withdraw = ({ token }: { token: string }) => (
  <>
    <DialogTrigger dialogId="withdraw" className="print:hidden">
      Withdraw request
    </DialogTrigger>
    <ConfirmDialog
      id="withdraw"
      title="Withdraw your request?"
      verb="Withdraw request"
      keep="Keep waiting"
      schema={tokenInput}
      action={withdrawEnrollmentAction}
      hidden={{ token }}
      stops={['Nobody decides about it any more, and this cannot be undone.', 'The approval code stops working.']}
      survives={['You can ask again with your link, as long as it works.', 'That you asked stays on record, with what you wrote.']}
    />
  </>
)

type PasswordProps = { token: string; username: string; person: PasswordContext; least: number }

/** The first password, where no mail can bring a link for it. The username is there for password managers. */
export const OwnPasswordForm = ({ token, username, person, least }: PasswordProps) => (
  <ActionForm
    id="own-password"
    schema={passwordWithTokenInput.extend({ password: newPasswordOf(least) })}
    action={setEnrollmentPasswordAction}
    hidden={{ token }}
    submitLabel="Set password"
  >
    <input type="text" autoComplete="username" defaultValue={username} readOnly hidden />
    <NewPasswordField name="password" label="Password" person={person} least={least} />
  </ActionForm>
)

/** The last step of signing up: proves the address, makes the account, and sets its password. */
export const FinishForm = ({ token, username, person, least }: PasswordProps) => (
  <ActionForm
    schema={passwordWithTokenInput.extend({ password: newPasswordOf(least) })}
    action={finishSignUpAction}
    hidden={{ token }}
    submitLabel="Create account"
  >
    <input type="text" autoComplete="username" defaultValue={username} readOnly hidden />
    <NewPasswordField name="password" label="Password" person={person} least={least} />
  </ActionForm>
)

/** Says that the address is one's own. A button, since mail programs open links by themselves. */
export const ConfirmForm = ({ token }: { token: string }) => (
  <ActionForm schema={tokenInput} action={confirmEmailAction} hidden={{ token }} submitLabel="Confirm address" />
)
