import { Breadcrumbs, PageHeader } from '../../../../../components/layout/page-header.tsx'
import { exactTime } from '../../../../../lib/core/format.ts'
import { poolLinkIdInput } from '../../../../../lib/enrollment-pools/schema.ts'
import { adminPage } from '../../../../../lib/http/page.ts'
import { poolCrumbs } from '../../_components/pool-frame.tsx'
import { RevokeLink } from '../../_components/revoke-link.tsx'
import { PrintSheet } from '../../_components/show-link.tsx'
import { insistOnAct, loadPool, titled, type PoolPageProps } from '../load-pool.ts'

export const generateMetadata = titled('Print')

export default adminPage(async (actor, { params, searchParams }: PoolPageProps) => {
  const [{ pool, timeZone }, { link }] = await Promise.all([loadPool(actor, params), searchParams])
  insistOnAct(pool.whyNot.share)
  const one = pool.kind === 'single_use' ? poolLinkIdInput.safeParse({ poolId: pool.id, linkId: link }) : null
  const linkId = one?.success ? one.data.linkId : null
  return (
    <>
      <div className="print:hidden">
        <PageHeader
          crumbs={
            <Breadcrumbs
              crumbs={[...poolCrumbs(pool), ...(linkId ? [{ label: 'Links', href: `/enrollment-pools/${pool.id}/links` }] : [])]}
            />
          }
          title={linkId ? 'Link for one person' : 'Print page'}
          description={linkId ? 'To hand over, or to print as a sheet.' : 'A sheet for the wall: name, QR code, address and code.'}
          actions={linkId && <RevokeLink poolId={pool.id} linkId={linkId} why={pool.whyNot.revokeLink?.message ?? null} />}
        />
      </div>
      {pool.kind === 'single_use' && linkId === null ? (
        <p>
          Choose one of the links first: each is for one person.{' '}
          <a href={`/enrollment-pools/${pool.id}/links`} className="rounded-sm text-accent underline underline-offset-2">
            View links
          </a>
        </p>
      ) : (
        <PrintSheet
          poolId={pool.id}
          linkId={linkId}
          name={pool.name}
          welcome={pool.welcome}
          ends={pool.expiresAt && exactTime(new Date(pool.expiresAt), timeZone)}
        />
      )}
    </>
  )
})
