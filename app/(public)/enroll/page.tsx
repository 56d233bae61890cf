import type { Metadata } from 'next'
import { NextSteps } from '../../../components/enrollments/next-steps.tsx'
import { Callout } from '../../../components/ui/callout.tsx'
import { PlainText } from '../../../components/ui/plain-text.tsx'
import { currentShell } from '../../../lib/auth/session.ts'
import { STATUS, isAppError } from '../../../lib/core/errors.ts'
import { readEnrollmentLink } from '../../../lib/enrollments/queries.ts'
import type { EnrollmentLinkView } from '../../../lib/enrollments/views.ts'
import { publicPage, type PageInput } from '../../../lib/http/page.ts'
import { answerWith } from '../../../lib/http/status.ts'
import { askedToken } from '../asked-token.ts'
import { EnrollForm } from './_components/enroll-form.tsx'
import { CodeForm, Trouble } from './_components/link-trouble.tsx'

export const metadata: Metadata = { title: 'Join' }

/** What is behind a link, or null: one that does not work is no fault of the page but its other answer. */
async function linkOf(...call: Parameters<typeof readEnrollmentLink>): Promise<EnrollmentLinkView | null> {
  try {
    return await readEnrollmentLink(...call)
  } catch (error) {
    if (isAppError(error) && error.code === 'NOT_FOUND') return null
    throw error
  }
}

/** For people with a code on paper, and for those whose link was cut off by a mail program. */
const EnterCode = ({ typed }: { typed?: string | undefined }) => (
  <>
    <div className="grid gap-2">
      <h1 className="text-xl font-semibold">{typed === undefined ? 'Join with a code' : 'This link does not work'}</h1>
      <p className="text-ink-soft">
        {typed === undefined
          ? 'Enter the code that you were given. If you have a link, open that instead: it brings the code along.'
          : 'It is not complete, was replaced by a newer one, or does not exist any more. Nothing was changed. Check the code, or ask whoever gave it to you for a new link.'}
      </p>
    </div>
    <CodeForm typed={typed} />
  </>
)

/** What comes after the form, for this link and this installation. */
function stepsOf({ needsApproval, asksPassword, confirmsEmail }: EnrollmentLinkView, mailConfigured: boolean): string[] {
  const confirm = 'You open the link in the mail that we send you. That proves that the address is yours.'
  if (!needsApproval)
    return asksPassword
      ? ['You fill in this form and choose a password.', 'You sign in. If somebody has to look at it first, your own page says so.']
      : ['You fill in this form.', 'You open the link in the mail that we send you, and choose a password there.', 'You sign in.']
  return [
    'You fill in this form. It leads to a page of your own, where you see how it goes on.',
    ...(confirmsEmail ? [confirm] : []),
    'Somebody looks at what you wrote, and decides.',
    mailConfigured ? 'You get a mail with a link to choose your password.' : 'You choose your password on your own page.',
  ]
}

/** Whoever is signed in may have opened the link for somebody else, or does not know that they are in already. */
const SignedInAs = ({ name }: { name: string }) => (
  <Callout title={`You are signed in as ${name}`}>
    This form makes a new account, for somebody who has none. It changes nothing about yours.
  </Callout>
)

export default publicPage<PageInput>(async (actor, { searchParams }) => {
  const { token } = await searchParams
  const secret = askedToken(token)
  if (token === undefined) return <EnterCode />
  const [link, { user, mailConfigured }] = await Promise.all([secret === null ? null : linkOf(actor, { token: secret }), currentShell()])
  if (link === null || secret === null) {
    answerWith(404)
    return <EnterCode typed={secret ?? ''} />
  }
  if (link.trouble) {
    answerWith(STATUS.RULE)
    return <Trouble name={link.name} trouble={link.trouble} />
  }
  return (
    <>
      <div className="grid gap-2">
        <h1 className="text-xl font-semibold">{link.kind === 'invitation' ? 'You are invited' : link.name}</h1>
        <PlainText text={link.welcome} />
      </div>
      {user && <SignedInAs name={user.fullName || user.username} />}
      <NextSteps steps={stepsOf(link, mailConfigured)} />
      <EnrollForm token={secret} link={link} />
    </>
  )
})
