import { Timeline, type TimelineStep } from '../../../../components/enrollments/timeline.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import type { OwnEnrollment } from '../../../../lib/enrollments/views.ts'

/** What became of a mail, for the one who waits for it. Nothing where the mail simply went out. */
const MAIL_WORDS: Record<string, string> = {
  HELD: 'The mail could not be sent: this site has no mail server. Ask an administrator for the link.',
  DEAD: 'The mail could not be delivered. Check the address.',
}

/** The newest mail of a kind. */
const mailNamed = (own: OwnEnrollment, kind: string) => own.mails.filter(({ template }) => template === kind).at(-1)

function MailDetail({ mail }: { mail: OwnEnrollment['mails'][number] | undefined }) {
  if (!mail) return null
  return (
    <>
      {MAIL_WORDS[mail.status] ?? (
        <>
          Mail to {mail.toAddress}, <Time value={mail.at} />
        </>
      )}
    </>
  )
}

function emailStep(own: OwnEnrollment): TimelineStep[] {
  const isAsked = own.next === 'confirm-email' || own.next === 'finish-sign-up'
  if (own.emailConfirmedAt) return [{ title: 'E-mail address confirmed', detail: <Time value={own.emailConfirmedAt} />, state: 'done' }]
  if (!isAsked) return []
  if (own.next === 'confirm-email')
    return [{ title: 'You confirm your e-mail address', detail: <MailDetail mail={mailNamed(own, 'enrollment-confirm')} />, state: 'now' }]
  // The same for every address: which mail went out tells whether somebody has an account.
  const sent = own.confirmationSentAt && (
    <>
      Mail to {own.email}, <Time value={own.confirmationSentAt} />
    </>
  )
  return [{ title: 'You open the link in the mail and choose a password', detail: sent, state: 'now' }]
}

function decisionSteps(own: OwnEnrollment): TimelineStep[] {
  const at = own.decidedAt && <Time value={own.decidedAt} />
  if (own.state === 'REJECTED') return [{ title: 'Not accepted', detail: at, state: 'failed' }]
  if (own.state === 'WITHDRAWN') return [{ title: 'Withdrawn by you', detail: at, state: 'failed' }]
  if (own.state === 'EXPIRED') return [{ title: 'Expired', detail: at, state: 'failed' }]
  if (own.next === 'finish-sign-up') return []
  if (own.state === 'APPROVED') return [{ title: 'Accepted', detail: at, state: 'done' }]
  const first =
    own.firstApprovedAt && ({ title: 'The first of two approved it', detail: <Time value={own.firstApprovedAt} />, state: 'done' } as const)
  return [
    ...(first ? [first] : []),
    {
      title: first
        ? 'Decided by a second person'
        : own.needsSecondApprover
          ? `Decided by two of ${own.decidedBy}`
          : `Decided by ${own.decidedBy}`,
      detail: (
        <>
          If nobody decides, it ends by itself <Time value={own.expiresAt} />
        </>
      ),
      state: own.next === 'wait' ? 'now' : 'ahead',
    },
  ]
}

function lastSteps(own: OwnEnrollment): TimelineStep[] {
  if (own.state !== 'PENDING' && own.state !== 'APPROVED') return []
  const isIn = own.state === 'APPROVED'
  const mail = mailNamed(own, 'enrollment-approved')
  if (isIn && own.canSetPassword)
    return [
      { title: 'You choose a password', state: 'now' },
      { title: 'You sign in', state: 'ahead' },
    ]
  if (isIn && mail) return [{ title: 'You choose a password by the link in the mail', detail: <MailDetail mail={mail} />, state: 'now' }]
  return [{ title: 'You sign in', state: isIn ? 'now' : 'ahead' }]
}

/** From asking to signing in: what is done, what is waited for and by whom, and what is still to come. */
export const OwnSteps = ({ own }: { own: OwnEnrollment }) => (
  <Timeline
    label="How far your request is"
    steps={[
      { title: own.source === 'administrator' ? 'Begun for you' : 'Sent', detail: <Time value={own.createdAt} />, state: 'done' },
      ...(own.next === 'complete' ? [{ title: 'You fill in what is missing', state: 'now' } as const] : []),
      ...emailStep(own),
      ...decisionSteps(own),
      ...lastSteps(own),
    ]}
  />
)
