import type { Metadata } from 'next'
import { IssueCertificate } from '../../../components/certificates/issue-certificate.tsx'
import { PageHeader } from '../../../components/layout/page-header.tsx'
import { Pagination } from '../../../components/table/pagination.tsx'
import { ButtonLink } from '../../../components/ui/button.tsx'
import { currentShell } from '../../../lib/auth/session.ts'
import { certificatesList } from '../../../lib/certificates/list.ts'
import { listCertificates } from '../../../lib/certificates/queries.ts'
import { can } from '../../../lib/core/actor.ts'
import { cappedCount, plural } from '../../../lib/core/format.ts'
import { PAGE_SIZES } from '../../../lib/core/list.ts'
import { adminPage, type PageInput } from '../../../lib/http/page.ts'
import { issueCertificateAction } from './actions.ts'
import { CertificatesFilters } from './_components/certificates-filters.tsx'
import { CertificatesTable } from './_components/certificates-table.tsx'
import { missing } from '../../certificates-why-not.ts'

export const metadata: Metadata = { title: 'Certificates' }

export default adminPage<PageInput>(async (actor, { searchParams }) => {
  const [raw, { user }] = await Promise.all([searchParams, currentShell()])
  const params = certificatesList.lenient({ perPage: user?.rowsPerPage, ...raw })
  const { certificates, previous, next, count, more } = await listCertificates(actor, params)
  const href = (change: Parameters<typeof certificatesList.linkTo>[1]) => certificatesList.linkTo(params, change)
  return (
    <>
      <PageHeader
        title="Certificates"
        description="Client certificates that sign users in without a password."
        actions={
          <>
            {can(actor, 'certificate-authority:read') && <ButtonLink href="/certificates/authority">Certificate authority</ButtonLink>}
            <IssueCertificate
              action={issueCertificateAction}
              whyNot={missing(actor, 'certificate:issue')}
              mayBringKey={can(actor, 'login-code:create')}
            />
          </>
        }
      />
      <div className="grid min-w-0 gap-3">
        <CertificatesFilters params={params} />
        {count > 0 && (
          <p role="status" className="ms-auto text-ink-soft tabular-nums">
            {more ? `${cappedCount(count + 1, count)} certificates` : plural(count, 'certificate')}
          </p>
        )}
        <CertificatesTable certificates={certificates} params={params} timeZone={user?.timeZone || undefined} now={new Date()} />
        {(previous ?? next) && (
          <Pagination
            range={`${certificates.length} on this page`}
            first={previous && href({})}
            previous={previous && href({ before: previous })}
            next={next && href({ after: next })}
            last={next && href({ last: true })}
            sizes={PAGE_SIZES.map((size) => ({ label: String(size), href: href({ perPage: size }), current: size === params.perPage }))}
          />
        )}
      </div>
    </>
  )
})
