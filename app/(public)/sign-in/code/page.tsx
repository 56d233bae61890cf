import type { Metadata } from 'next'
import { Callout } from '../../../../components/ui/callout.tsx'
import { nextPathOf } from '../../../../lib/auth/browser-session.ts'
import { currentShell } from '../../../../lib/auth/session.ts'
import { publicPage, type PageInput } from '../../../../lib/http/page.ts'
import { CodeForm } from './_components/code-form.tsx'

export const metadata: Metadata = { title: 'Sign in with a code' }

export default publicPage<PageInput>(async (_actor, { searchParams }) => {
  const { next, token } = await searchParams
  const { user } = await currentShell()
  return (
    <>
      <div className="grid gap-2">
        <h1 className="text-xl font-semibold">Sign in with a code</h1>
        <p className="text-ink-soft">Enter the code that an administrator gave you. It works once, within ten minutes.</p>
      </div>
      {user && <Callout>You are signed in as {user.username}. The code signs in the person for whom it was made, in your place.</Callout>}
      <CodeForm code={typeof token === 'string' && token.length <= 200 ? token : ''} next={nextPathOf(next)} />
    </>
  )
})
