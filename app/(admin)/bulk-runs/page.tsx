import type { Metadata } from 'next'
import { PageHeader } from '../../../components/layout/page-header.tsx'
import { Pagination } from '../../../components/table/pagination.tsx'
import { currentShell } from '../../../lib/auth/session.ts'
import { bulkRunsList } from '../../../lib/bulk-runs/list.ts'
import { listBulkRuns } from '../../../lib/bulk-runs/queries.ts'
import { adminPage } from '../../../lib/http/page.ts'
import { RunsFilters } from './_components/runs-filters.tsx'
import { RunsTable } from './_components/runs-table.tsx'

export const metadata: Metadata = { title: 'Bulk runs' }

export default adminPage(async (actor, { searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) => {
  const { user } = await currentShell()
  const params = bulkRunsList.lenient({ perPage: user?.rowsPerPage, ...(await searchParams) })
  const { runs, previous, next } = await listBulkRuns(actor, params)
  const href = (change: Parameters<typeof bulkRunsList.linkTo>[1]) => bulkRunsList.linkTo(params, change)
  return (
    <div className="grid min-w-0 gap-6">
      <PageHeader title="Bulk runs" description="What was done to many users at once, by whom, and what became of each user." />
      <div className="grid min-w-0 gap-3">
        <RunsFilters params={params} />
        <RunsTable runs={runs} params={params} timeZone={user?.timeZone || undefined} />
        {(previous ?? next) && (
          <Pagination
            range={`${runs.length} on this page, ${params.direction === 'desc' ? 'newest' : 'oldest'} first`}
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
