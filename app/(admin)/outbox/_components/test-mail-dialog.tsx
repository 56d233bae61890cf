'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { TextField } from '../../../../components/form/fields.tsx'
import { Dialog, DialogClose, DialogTrigger } from '../../../../components/ui/dialog.tsx'
import { testMailInput } from '../../../../lib/outbox/schema.ts'
import { sendTestMailAction } from '../actions.ts'

const ID = 'test-mail'

/** The button "Send test mail" with its dialog. Without mail configured it says why it does nothing. */
export function TestMail({ isConfigured }: { isConfigured: boolean }) {
  return (
    <>
      <DialogTrigger dialogId={ID} disabledReason={isConfigured ? null : 'Mail is not configured. Set SMTP_URL first.'}>
        Send test mail
      </DialogTrigger>
      <Dialog id={ID} title="Send a test mail">
        <ActionForm
          schema={testMailInput}
          action={sendTestMailAction}
          submitLabel="Send test mail"
          resetOnSuccess
          secondary={<DialogClose dialogId={ID} />}
        >
          <TextField name="toAddress" type="email" label="To" autoComplete="email" hint="Leave it empty to send it to yourself." />
        </ActionForm>
      </Dialog>
    </>
  )
}
