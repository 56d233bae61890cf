import { Plus } from 'lucide-react'
import { ArrivalNotice } from '../../../components/layout/arrival-notice.tsx'
import { PageHeader } from '../../../components/layout/page-header.tsx'
import { Pagination } from '../../../components/table/pagination.tsx'
import { ButtonLink } from '../../../components/ui/button.tsx'
import { currentShell } from '../../../lib/auth/session.ts'
import { bannersList } from '../../../lib/banners/list.ts'
import { listBanners } from '../../../lib/banners/queries.ts'
import { can } from '../../../lib/core/actor.ts'
import { adminPage, type PageInput } from '../../../lib/http/page.ts'
import { BannersFilters } from './_components/banners-filters.tsx'
import { BannersTable } from './_components/banners-table.tsx'

export const metadata = { title: 'Banners' }

export default adminPage(async (actor, { searchParams }: PageInput) => {
  const { user } = await currentShell()
  const { notice, ...search } = await searchParams
  const params = bannersList.lenient({ perPage: user?.rowsPerPage, ...search })
  const { banners, previous, next } = await listBanners(actor, params)
  const href = (change: Parameters<typeof bannersList.linkTo>[1]) => bannersList.linkTo(params, change)
  return (
    <div className="grid min-w-0 gap-6">
      <PageHeader
        title="Banners"
        description="Announcements above every page or some, for everybody or some people."
        actions={
          can(actor, 'CAN_MANAGE_SITE_BANNER') && (
            <ButtonLink href="/banners/new" variant="primary" icon={<Plus aria-hidden />}>
              Create banner
            </ButtonLink>
          )
        }
      />
      <ArrivalNotice notice={notice} sentences={{ deleted: 'The banner was deleted. Nobody sees it any more.' }} />
      <div className="grid min-w-0 gap-3">
        <BannersFilters params={params} />
        <BannersTable banners={banners} params={params} timeZone={user?.timeZone || undefined} />
        {(previous ?? next) && (
          <Pagination
            range={`${banners.length} on this page, ${params.direction === 'desc' ? 'newest' : 'oldest'} first`}
            first={previous && href({})}
            previous={previous && href({ before: previous })}
            next={next && href({ after: next })}
            last={next && href({ last: true })}
          />
        )}
      </div>
    </div>
  )
})
