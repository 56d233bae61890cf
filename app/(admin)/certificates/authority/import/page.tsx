import type { Metadata } from 'next'
import { Breadcrumbs, PageHeader } from '../../../../../components/layout/page-header.tsx'
import { Button } from '../../../../../components/ui/button.tsx'
import { Section } from '../../../../../components/ui/section.tsx'
import { getAuthority } from '../../../../../lib/certificates/queries.ts'
import { adminPage } from '../../../../../lib/http/page.ts'
import { missing } from '../../../../certificates-why-not.ts'
import { ImportForm } from '../_components/authority-forms.tsx'

export const metadata: Metadata = { title: 'Import a certificate authority' }

export default adminPage(async (actor) => {
  const { current } = await getAuthority(actor, {})
  const whyNot = missing(actor, 'certificate-authority:replace')
  return (
    <>
      <PageHeader
        crumbs={
          <Breadcrumbs
            crumbs={[
              { label: 'Certificates', href: '/certificates' },
              { label: 'Certificate authority', href: '/certificates/authority' },
            ]}
          />
        }
        title="Import a certificate authority"
        description="One that your organisation has: best an intermediate authority made for this, never the root’s own key."
      />
      <Section title="Certificate and key">
        {whyNot === null ? <ImportForm replaces={current !== null} /> : <Button disabledReason={whyNot}>Import authority</Button>}
      </Section>
    </>
  )
})
