import type { Metadata } from 'next'
import { ButtonLink } from '../../../components/ui/button.tsx'
import { answerWith } from '../../../lib/http/status.ts'
import { publicPage, type PageInput } from '../../../lib/http/page.ts'
import { getPasswordLink } from '../../../lib/passwords/queries.ts'
import { PlainText } from '../../../components/ui/plain-text.tsx'
import { setting } from '../../../lib/settings/read.ts'
import { SetPasswordForm } from './_components/set-password-form.tsx'

export const metadata: Metadata = { title: 'Set a password' }

function DeadLink() {
  answerWith(404)
  return (
    <>
      <h1 className="text-xl font-semibold">This link does not work any more</h1>
      <p className="text-ink-soft">
        It was used already, replaced by a newer one, or is too old. Nothing was changed. Ask for a new link; for a first password, ask the
        person who made your account.
      </p>
      <p>
        <ButtonLink href="/forgot-password">Ask for a new link</ButtonLink>
      </p>
    </>
  )
}

export default publicPage<PageInput>(async (actor, { searchParams }) => {
  const { token } = await searchParams
  const link = typeof token === 'string' && token.length > 0 && token.length <= 200 ? await getPasswordLink(actor, { token }) : null
  if (!link || typeof token !== 'string') return <DeadLink />
  return (
    <>
      <div className="grid gap-2">
        <h1 className="text-xl font-semibold">{link.first ? 'Set your password' : 'Set a new password'}</h1>
        <p className="text-ink-soft">
          For the account <strong>{link.person.username}</strong>. Other sessions of it will be signed out.
        </p>
      </div>
      {link.first && <PlainText text={setting('signUp.text')} />}
      <SetPasswordForm token={token} username={link.person.username} person={link.person} least={setting('password.minLength')} />
    </>
  )
})
