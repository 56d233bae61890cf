import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { Callout } from '../../../components/ui/callout.tsx'
import { nextPathOf } from '../../../lib/auth/browser-session.ts'
import { currentActor } from '../../../lib/auth/session.ts'
import { listListedPools } from '../../../lib/enrollment-pools/queries.ts'
import { publicPage, type PageInput } from '../../../lib/http/page.ts'
import { PlainText } from '../../../components/ui/plain-text.tsx'
import { setting } from '../../../lib/settings/read.ts'
import { CertificateForm } from './_components/certificate-form.tsx'
import { SignInForm } from './_components/sign-in-form.tsx'
import { WaysIn } from './_components/ways-in.tsx'

export const metadata: Metadata = { title: 'Sign in' }

const notices: Record<string, string> = {
  'signed-out': 'You are signed out.',
  'password-set': 'Your password is set. Sign in with it now.',
}

export default publicPage<PageInput>(async (actor, { searchParams }) => {
  const { next, notice } = await searchParams
  const path = nextPathOf(next)
  if ((await currentActor()).kind === 'user') redirect(path)
  const { certificate } = actor.request
  const pools = await listListedPools(actor, {})
  const siteNotice = setting('signIn.notice')
  const said = typeof notice === 'string' ? notices[notice] : undefined
  return (
    <>
      <h1 className="text-xl font-semibold">Sign in</h1>
      {said && (
        <Callout tone="success" role="status">
          {said}
        </Callout>
      )}
      {siteNotice && (
        <Callout>
          <PlainText text={siteNotice} />
        </Callout>
      )}
      {certificate && <CertificateForm name={certificate.name ?? 'nobody in particular'} next={path} />}
      <SignInForm next={path} />
      <WaysIn pools={pools} takesRequests={setting('accessRequests.open') === 'yes'} />
    </>
  )
})
