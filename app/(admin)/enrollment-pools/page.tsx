import { Plus } from 'lucide-react'
import type { Metadata } from 'next'
import { ArrivalNotice } from '../../../components/layout/arrival-notice.tsx'
import { PageHeader } from '../../../components/layout/page-header.tsx'
import { Pagination } from '../../../components/table/pagination.tsx'
import { Button, ButtonLink } from '../../../components/ui/button.tsx'
import { FilterChips } from '../../../components/ui/filter-chips.tsx'
import { currentShell } from '../../../lib/auth/session.ts'
import { can } from '../../../lib/core/actor.ts'
import { cappedCount, plural } from '../../../lib/core/format.ts'
import { poolsList } from '../../../lib/enrollment-pools/list.ts'
import { listPools } from '../../../lib/enrollment-pools/queries.ts'
import { adminPage, type PageInput } from '../../../lib/http/page.ts'
import { poolsChips, poolsHref } from './_components/pools-href.ts'
import { PoolsTable } from './_components/pools-table.tsx'
import { PoolsToolbar } from './_components/pools-toolbar.tsx'

export const metadata: Metadata = { title: 'Enrollment pools' }

const NOTICES = { deleted: 'The pool was deleted: its links work no more. Whoever came in by it stays.' }

const CreatePool = ({ allowed }: { allowed: boolean }) =>
  allowed ? (
    <ButtonLink variant="primary" href="/enrollment-pools/new" icon={<Plus aria-hidden />}>
      Create pool
    </ButtonLink>
  ) : (
    <Button variant="primary" icon={<Plus aria-hidden />} disabledReason="You have no role that allows this: create enrollment pools.">
      Create pool
    </Button>
  )

export default adminPage(async (actor, { searchParams }: PageInput) => {
  const [raw, { user }] = await Promise.all([searchParams, currentShell()])
  const params = poolsList.lenient({ perPage: user?.rowsPerPage, ...raw, ...(raw.owner === '' && { owner: undefined }) })
  const { pools, previous, next, count, more } = await listPools(actor, params)
  const mayCreate = can(actor, 'enrollment-pool:create')
  const [owner, group] = [pools[0]?.owner.label, pools[0]?.group?.name]
  const href = (change: Parameters<typeof poolsHref>[1]) => poolsHref(params, change)
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-6">
      <PageHeader
        title="Enrollment pools"
        description="Links by which people ask to join: who may come in, what they get, who decides."
        actions={<CreatePool allowed={mayCreate} />}
      />
      <ArrivalNotice notice={raw.notice} sentences={NOTICES} />
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3">
        <PoolsToolbar params={params} me={user?.id ?? null} owner={owner} />
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
          <FilterChips chips={poolsChips(params, { owner, group })} clearHref="/enrollment-pools" />
          <p role="status" className="ms-auto text-ink-soft tabular-nums">
            {more ? `${cappedCount(count + 1, count)} pools` : plural(count, 'pool')}
          </p>
        </div>
        <PoolsTable pools={pools} params={params} mayCreate={mayCreate} timeZone={user?.timeZone || undefined} />
        {(previous ?? next) && (
          <Pagination
            range={`${pools.length} on this page`}
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
