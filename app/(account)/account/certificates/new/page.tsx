import type { Metadata } from 'next'
import { Breadcrumbs, PageHeader } from '../../../../../components/layout/page-header.tsx'
import { Section } from '../../../../../components/ui/section.tsx'
import { currentShell } from '../../../../../lib/auth/session.ts'
import { accountPage } from '../../../../../lib/http/page.ts'
import { setting } from '../../../../../lib/settings/read.ts'
import { plural } from '../../../../../lib/core/format.ts'
import { RequestForm } from '../_components/request-form.tsx'

export const metadata: Metadata = { title: 'Ask for a certificate' }

export default accountPage(async () => {
  const { user } = await currentShell()
  return (
    <>
      <PageHeader
        crumbs={<Breadcrumbs crumbs={[{ label: 'My certificates', href: '/account/certificates' }]} />}
        title="Ask for a certificate"
        description={`It is in the name of ${user?.username ?? 'your user'} and lasts ${plural(setting('certificate.days'), 'day')}.`}
      />
      <Section title="Your key">
        <RequestForm username={user?.username ?? ''} />
      </Section>
    </>
  )
})
