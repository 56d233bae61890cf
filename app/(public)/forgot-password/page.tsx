import type { Metadata } from 'next'
import { Callout } from '../../../components/ui/callout.tsx'
import { currentShell } from '../../../lib/auth/session.ts'
import { publicPage } from '../../../lib/http/page.ts'
import { ForgotPasswordForm } from './_components/forgot-password-form.tsx'

export const metadata: Metadata = { title: 'Forgot password' }

export default publicPage(async () => {
  const { mailConfigured } = await currentShell()
  return (
    <>
      <div className="grid gap-2">
        <h1 className="text-xl font-semibold">Forgot password</h1>
        <p className="text-ink-soft">We mail you a link that sets a new password. Until you use it, your password stays as it is.</p>
      </div>
      {!mailConfigured && (
        <Callout tone="warning">This site cannot send mail at this moment. Ask an administrator to hand the link over to you.</Callout>
      )}
      <ForgotPasswordForm />
    </>
  )
})
