import type { Metadata } from 'next'
import { ApprovalCode } from '../../../components/enrollments/approval-code.tsx'
import { ArrivalNotice } from '../../../components/layout/arrival-notice.tsx'
import { ButtonLink } from '../../../components/ui/button.tsx'
import { Section } from '../../../components/ui/section.tsx'
import type { OwnEnrollment } from '../../../lib/enrollments/views.ts'
import { addressOf } from '../../../lib/http/address.ts'
import { markOf } from '../../../lib/http/enrollment-events.ts'
import { publicPage, type PageInput } from '../../../lib/http/page.ts'
import { setting } from '../../../lib/settings/read.ts'
import { askedToken } from '../asked-token.ts'
import { DeadPage } from './dead-page.tsx'
import { KeepLink } from './_components/keep-link.tsx'
import { LiveStatus } from './_components/live-status.tsx'
import { DecisionWords, Messages } from './_components/messages.tsx'
import { OwnDetails } from './_components/own-details.tsx'
import { NewCodeForm, OwnPasswordForm, SendAgainForm } from './_components/own-forms.tsx'
import { OwnSteps } from './_components/own-steps.tsx'
import { isAsked, ownWords, wasMailed } from '../../../components/enrollments/own-words.ts'
import { ownEnrollment } from './own-enrollment.ts'

export const metadata: Metadata = { title: 'Your request to join' }

/** Browsers without client JavaScript ask again by themselves while something can still happen. */
const REFRESH_SECONDS = 20

const NOTICES = {
  sent: 'We have what you wrote. Keep the link of this page: it is your way back.',
  saved: 'Your changes are saved.',
  confirmed: 'Your e-mail address is confirmed.',
  finished: 'Your account is ready.',
  'password-set': 'Your password is set.',
}

const waitReason = (own: OwnEnrollment) =>
  own.mayConfirmAgain ? null : 'So many mails were sent that no more follow. Check the address, and look into your spam folder.'

/** What is the applicant's to do at this moment; nothing while they wait. */
function Act({ own, token }: { own: OwnEnrollment; token: string }) {
  const edit = `/enrollment/edit?token=${encodeURIComponent(token)}`
  const person = {
    username: own.username,
    email: own.email,
    firstName: own.firstName,
    lastName: own.lastName,
    organisation: own.organisation,
  }
  if (own.canSetPassword)
    return <OwnPasswordForm token={token} username={own.username} person={person} least={setting('password.minLength')} />
  if (own.next === 'complete')
    return (
      <div className="grid gap-3">
        <ul className="list-disc ps-5 text-ink-soft">
          {Object.values(own.missing)
            .flat()
            .map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
        </ul>
        <p>
          <ButtonLink variant="primary" href={edit}>
            Fill in what is missing
          </ButtonLink>
        </p>
      </div>
    )
  if (own.next === 'confirm-email' || own.next === 'finish-sign-up')
    return (
      <div className="flex flex-wrap items-end gap-2 print:hidden">
        <SendAgainForm token={token} disabledReason={waitReason(own)} />
        {!own.emailIsFixed && <ButtonLink href={edit}>Change address</ButtonLink>}
      </div>
    )
  if (own.next === 'sign-in')
    return (
      <p>
        <ButtonLink variant={wasMailed(own) ? 'secondary' : 'primary'} href="/sign-in">
          Sign in
        </ButtonLink>
      </p>
    )
  return null
}

const Code = ({ own, token }: { own: OwnEnrollment; token: string }) =>
  own.approvalCode !== null && (
    <Section
      title="If somebody who decides is with you"
      description="Show them the square and the code. They point their camera at the square, sign in, and type the code where it is asked for."
    >
      <ApprovalCode code={own.approvalCode} link={own.inboxLink}>
        <NewCodeForm token={token} />
      </ApprovalCode>
    </Section>
  )

export default publicPage<PageInput>(async (actor, { searchParams }) => {
  const { token: given, notice } = await searchParams
  const token = askedToken(given)
  const own = await ownEnrollment(actor, token)
  if (!own || token === null) return <DeadPage />
  const { title, lead } = ownWords(own)
  const over = own.state !== 'PENDING'
  const writes = isAsked(own) || own.canSetPassword
  return (
    <>
      {!over && !writes && (
        <noscript>
          <meta httpEquiv="refresh" content={String(REFRESH_SECONDS)} />
        </noscript>
      )}
      <LiveStatus token={token} shown={markOf(own)} over={over} title={title} />
      <ArrivalNotice notice={notice} sentences={NOTICES} />
      <div className="grid gap-2">
        <h1 className="text-xl font-semibold">{title}</h1>
        <p className="text-ink-soft">{lead}</p>
      </div>
      <DecisionWords own={own} />
      <Act own={own} token={token} />
      <Messages own={own} token={token} />
      <Code own={own} token={token} />
      <OwnSteps own={own} />
      {!over && <KeepLink link={addressOf(`/enrollment?token=${encodeURIComponent(token)}`)} />}
      <OwnDetails own={own} token={token} />
    </>
  )
})
