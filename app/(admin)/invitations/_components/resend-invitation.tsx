'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { useFormAnswer } from '../../../../components/form/form-answer.ts'
import { SubmitButton } from '../../../../components/form/submit-button.tsx'
import { Effects } from '../../../../components/layout/effects.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { Callout } from '../../../../components/ui/callout.tsx'
import { CopyField } from '../../../../components/ui/copy-button.tsx'
import { Section } from '../../../../components/ui/section.tsx'
import { invitationIdInput } from '../../../../lib/enrollment-pools/schema.ts'
import type { Invited } from '../../../../lib/enrollment-pools/views.ts'
import { resendInvitationAction } from '../actions.ts'

function Sent({ sent: { email, link }, closeHref }: { sent: Pick<Invited, 'email' | 'link'>; closeHref: string }) {
  return (
    <div role="status" tabIndex={-1} ref={(element) => element?.focus()} className="grid gap-3 rounded-sm">
      {link === null ? (
        <p>
          A new link is on its way to <bdi className="wrap-anywhere">{email}</bdi>. The one before works no more.
        </p>
      ) : (
        <>
          <CopyField value={link} label={`Invitation link of ${email}`} copyLabel="Copy link" />
          <Callout tone="warning" title="Mail is not configured: hand this link over yourself.">
            It is shown only now, and the one before works no more. Whoever has it can enroll with it, once.
          </Callout>
        </>
      )}
      <div>
        <ButtonLink href={closeHref}>Done</ButtonLink>
      </div>
    </div>
  )
}

function Steps({ closeHref }: { closeHref: string }) {
  const { answer } = useFormAnswer()
  if (answer?.ok) return <Sent sent={answer.result as Invited} closeHref={closeHref} />
  return (
    <>
      <Effects title="What stops" items={['The link that was sent before.']} />
      <Effects title="What stays" items={['What the invitation gives. There is new time to accept it.']} />
      <div className="flex flex-wrap gap-2">
        <SubmitButton>Send again</SubmitButton>
        <ButtonLink href={closeHref}>Cancel</ButtonLink>
      </div>
    </>
  )
}

/**
 * Sends one invitation again with a new link. Stands above the list and not in its row: the row may leave the list by that, and the link is shown
 * only once when no mail is configured. `email` is known while the list shows the row.
 */
export const ResendInvitation = ({
  invitationId,
  email,
  closeHref,
}: {
  invitationId: string
  email: string | undefined
  closeHref: string
}) => (
  <Section
    title={
      email === undefined ? (
        'Send the invitation again'
      ) : (
        <>
          Send the invitation of <bdi className="wrap-anywhere">{email}</bdi> again
        </>
      )
    }
  >
    <ActionForm schema={invitationIdInput} action={resendInvitationAction} hidden={{ invitationId }}>
      <Steps closeHref={closeHref} />
    </ActionForm>
  </Section>
)
