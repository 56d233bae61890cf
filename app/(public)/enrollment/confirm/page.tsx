import type { Metadata } from 'next'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { isAppError } from '../../../../lib/core/errors.ts'
import { readConfirmation } from '../../../../lib/enrollments/queries-own.ts'
import type { ConfirmationView } from '../../../../lib/enrollments/views.ts'
import { publicPage, type PageInput } from '../../../../lib/http/page.ts'
import { answerWith } from '../../../../lib/http/status.ts'
import { askedToken } from '../../asked-token.ts'
import { ConfirmForm, FinishForm } from '../_components/own-forms.tsx'

export const metadata: Metadata = { title: 'Confirm your e-mail address' }

/** What a mailed link asks, or null for one that does not work. */
async function confirmationOf(...call: Parameters<typeof readConfirmation>): Promise<ConfirmationView | null> {
  try {
    return await readConfirmation(...call)
  } catch (error) {
    if (isAppError(error) && error.code === 'NOT_FOUND') return null
    throw error
  }
}

const Heading = ({ title, children }: { title: string; children: React.ReactNode }) => (
  <div className="grid gap-2">
    <h1 className="text-xl font-semibold">{title}</h1>
    <p className="text-ink-soft">{children}</p>
  </div>
)

function DeadLink() {
  answerWith(404)
  return (
    <>
      <Heading title="This link does not work any more">
        It was used, or a newer mail has a newer link. Nothing was changed. The page that you saw after asking to join says how it stands,
        and can send the mail again.
      </Heading>
      <p>
        <ButtonLink href="/sign-in">Go to sign-in</ButtonLink>
      </p>
    </>
  )
}

const strong = (text: string) => <strong className="wrap-anywhere">{text}</strong>

export default publicPage<PageInput>(async (actor, { searchParams }) => {
  const token = askedToken((await searchParams).token)
  const found = token === null ? null : await confirmationOf(actor, { token })
  if (!found || token === null) return <DeadLink />
  const { purpose, username, email, isConfirmed, minPasswordLength } = found
  if (isConfirmed)
    return <Heading title="Your e-mail address is confirmed">There is nothing more to do here: {strong(email)} is confirmed.</Heading>
  if (purpose === 'finish')
    return (
      <>
        <Heading title="Finish signing up">
          Choose a password for your new account {strong(username)}. This confirms that {strong(email)} is your address. If you did not sign
          up here, close this page: no account is made.
        </Heading>
        <FinishForm token={token} username={username} person={{ username, email }} least={minPasswordLength} />
      </>
    )
  return (
    <>
      <Heading title="Confirm your e-mail address">
        {strong(username)} asked to join with the address {strong(email)}. If that was you, confirm it. If not, close this page: nothing
        happens.
      </Heading>
      <ConfirmForm token={token} />
    </>
  )
})
