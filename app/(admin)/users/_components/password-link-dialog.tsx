'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { useFormAnswer } from '../../../../components/form/form-answer.ts'
import { SubmitButton } from '../../../../components/form/submit-button.tsx'
import { useShownSettings, type ShownSettings } from '../../../../components/layout/shown-settings.tsx'
import { Dialog, DialogClose } from '../../../../components/ui/dialog.tsx'
import { duration } from '../../../../lib/core/format.ts'
import { sendPasswordLinkInput } from '../../../../lib/passwords/schema.ts'
import { sendPasswordLinkAction } from '../actions.ts'
import type { ActedOn } from './acted-on.ts'
import { DIALOGS } from './dialog-ids.ts'
import { LinkHandOver } from './link-hand-over.tsx'

const linkIn = (result: unknown) => (result as { link?: string | null } | undefined)?.link ?? null

const before = ({ hasPassword, email }: ActedOn, mailConfigured: boolean, settings: ShownSettings) => {
  const what = hasPassword
    ? `A link to choose a new password, good for ${duration(settings['password.resetMinutes'])} and one use. The present password works until then.`
    : `A link to choose a first password, good for ${duration(settings['password.linkHours'] * 60)} and one use.`
  const how = mailConfigured
    ? `It is mailed to ${email}.`
    : hasPassword
      ? `Mail is not configured, so it waits in the outbox for ${email} until it is.`
      : 'Mail is not configured: you get the link here, to hand over yourself.'
  return `${what} ${how} Older links stop working.`
}

function Steps({ user, mailConfigured }: { user: ActedOn; mailConfigured: boolean }) {
  const { answer } = useFormAnswer()
  const settings = useShownSettings()
  if (!answer?.ok)
    return (
      <>
        <p className="text-ink-soft">{before(user, mailConfigured, settings)}</p>
        <div className="flex flex-wrap gap-2 pt-1">
          <SubmitButton>{user.hasPassword ? 'Send password reset' : 'Send set-password link'}</SubmitButton>
          <DialogClose dialogId={DIALOGS.passwordLink} />
        </div>
      </>
    )
  const link = linkIn(answer.result)
  return (
    <>
      <div role="status" tabIndex={-1} ref={(element) => element?.focus()} className="rounded-sm">
        {link ? (
          <LinkHandOver link={link} email={user.email} mailConfigured={mailConfigured} />
        ) : (
          <p>{mailConfigured ? `The link is on its way to ${user.email}.` : `The link waits in the outbox for ${user.email}.`}</p>
        )}
      </div>
      <div>
        <DialogClose dialogId={DIALOGS.passwordLink}>Close</DialogClose>
      </div>
    </>
  )
}

/** Sends a link to set or to replace a password. The link for a first password is shown once, with or without client JavaScript. */
export function PasswordLinkDialog({ user, mailConfigured }: { user: ActedOn; mailConfigured: boolean }) {
  return (
    <Dialog
      id={DIALOGS.passwordLink}
      title={user.hasPassword ? `Send ${user.name} a password reset?` : `Send ${user.name} a set-password link?`}
    >
      <ActionForm
        schema={sendPasswordLinkInput}
        action={sendPasswordLinkAction}
        hidden={{ userId: user.id, kind: user.hasPassword ? 'reset' : 'invitation' }}
        staysOpen
      >
        <Steps user={user} mailConfigured={mailConfigured} />
      </ActionForm>
    </Dialog>
  )
}
