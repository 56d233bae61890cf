import type { Metadata } from 'next'
import Link from 'next/link'
import { PageHeader } from '../../../../components/layout/page-header.tsx'
import { Section } from '../../../../components/ui/section.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import { getAccount } from '../../../../lib/account/queries.ts'
import { accountPage } from '../../../../lib/http/page.ts'
import { setting } from '../../../../lib/settings/read.ts'
import { ChangePasswordForm } from '../_components/change-password-form.tsx'

export const metadata: Metadata = { title: 'Password' }

export default accountPage(async (actor) => {
  const { username, email, firstName, lastName, organisation, passwordChangedAt, preferences } = await getAccount(actor, {})
  return (
    <>
      <PageHeader
        title="Password"
        description={
          <>
            Last changed: <Time value={passwordChangedAt} none="never" timeZone={preferences.timeZone || undefined} />
          </>
        }
      />
      <Section
        title="Change password"
        description={
          <>
            Your other sessions will be signed out; this one stays. If you do not know the current one,{' '}
            <Link href="/forgot-password" className="text-accent underline">
              ask for a link
            </Link>
            .
          </>
        }
      >
        <ChangePasswordForm
          username={username}
          person={{ username, email, firstName, lastName, organisation }}
          least={setting('password.minLength')}
        />
      </Section>
    </>
  )
})
