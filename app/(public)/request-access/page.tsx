import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { NextSteps } from '../../../components/enrollments/next-steps.tsx'
import { ButtonLink } from '../../../components/ui/button.tsx'
import { Callout } from '../../../components/ui/callout.tsx'
import { getAccessRequestForm } from '../../../lib/access-requests/queries.ts'
import { currentShell } from '../../../lib/auth/session.ts'
import { publicPage, type PageInput } from '../../../lib/http/page.ts'
import { answerWith } from '../../../lib/http/status.ts'
import { RequestForm } from './_components/request-form.tsx'

export const metadata: Metadata = { title: 'Ask for access' }

const Heading = ({ title, children }: { title: string; children: ReactNode }) => (
  <div className="grid gap-2">
    <h1 className="text-xl font-semibold">{title}</h1>
    <p className="text-ink-soft">{children}</p>
  </div>
)
const ToSignIn = () => (
  <p>
    <ButtonLink href="/sign-in">Go to sign-in</ButtonLink>
  </p>
)

function Closed() {
  answerWith(404)
  return (
    <>
      <Heading title="This site takes no requests">
        People come in by a link that somebody gives them. Ask whoever told you about this site for one. If you have an account, sign in.
      </Heading>
      <ToSignIn />
    </>
  )
}

/** The same words whatever was known about the address: nobody learns here who has an account. */
const Sent = ({ mailConfigured }: { mailConfigured: boolean }) => (
  <>
    <Heading title="Your request is with those who decide">You can close this page.</Heading>
    <NextSteps
      steps={[
        'Somebody reads what you wrote, and decides.',
        mailConfigured
          ? 'If you are let in, you get a mail with a link: with it you choose your username and finish signing up.'
          : 'If you are let in, somebody brings you a link: this site cannot send mail at this moment.',
      ]}
    />
    <p className="text-ink-soft">
      {mailConfigured
        ? 'No answer after some days? Look into your spam folder first, then ask again.'
        : 'No answer after some days? Ask again.'}
    </p>
    <ToSignIn />
  </>
)

export default publicPage<PageInput>(async (actor, { searchParams }) => {
  const { sent, group } = await searchParams
  const [{ open, groups }, { user, mailConfigured }] = await Promise.all([getAccessRequestForm(actor, {}), currentShell()])
  if (sent === 'yes') return <Sent mailConfigured={mailConfigured} />
  if (!open) return <Closed />
  return (
    <>
      <Heading title="Ask for access">
        For people who have no account and no link. Those who decide read what you write; nobody else does.
      </Heading>
      {user && (
        <Callout title={`You are signed in as ${user.fullName || user.username}`}>
          You have an account already. This form is for somebody who has none.
        </Callout>
      )}
      <RequestForm groups={groups} groupId={groups.find(({ id }) => id === group)?.id} />
    </>
  )
})
