'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { useFormAnswer } from '../../../../components/form/form-answer.ts'
import { SubmitButton } from '../../../../components/form/submit-button.tsx'
import { CopyField } from '../../../../components/ui/copy-button.tsx'
import { Section } from '../../../../components/ui/section.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import { outboxIdInput } from '../../../../lib/outbox/schema.ts'
import { showLinkAction } from '../actions.ts'

type Link = { ends: Date; isGone: boolean; mayShow: boolean }

function Shown() {
  const { answer } = useFormAnswer()
  const link = answer?.ok ? (answer.result as { link: string }).link : null
  if (!link)
    return (
      <div>
        <SubmitButton variant="secondary">Show link</SubmitButton>
      </div>
    )
  return <CopyField value={link} label="Password link" copyLabel="Copy link" />
}

type Props = { outboxId: string; isSent: boolean; link: Link; timeZone: string | undefined }

/** What is known about the link in a message, and a way to see it for those who may. */
export function LinkSection({ outboxId, isSent, link, timeZone }: Props) {
  if (link.isGone)
    return (
      <Section title="Link">
        {isSent
          ? 'The link is not kept here after the message was sent. If it did not arrive, send the user a new one.'
          : 'The link does not work any more, and its secret was removed. Send the user a new one.'}
      </Section>
    )
  return (
    <Section title="Link">
      <div className="grid gap-3">
        <p>
          Whoever has the link can choose the password of this account, so it is hidden below. It works until{' '}
          <Time value={link.ends} exact timeZone={timeZone} />.
        </p>
        {link.mayShow ? (
          <ActionForm schema={outboxIdInput} action={showLinkAction} hidden={{ outboxId }}>
            <p className="text-ink-soft">To hand it over yourself, show it here. The audit log keeps that you did.</p>
            <Shown />
          </ActionForm>
        ) : (
          <p className="text-ink-soft">
            You cannot see it: that takes the permission to send password links to everybody, and all rights that this user has.
          </p>
        )}
      </div>
    </Section>
  )
}
