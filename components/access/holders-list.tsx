import type { Holder } from '../../lib/access/queries-holders.ts'
import { holdersList, type HoldersListParams } from '../../lib/access/list.ts'
import { cappedCount, plural } from '../../lib/core/format.ts'
import { PAGE_SIZES } from '../../lib/core/list.ts'
import { Pagination } from '../table/pagination.tsx'
import { HoldersTable } from './holders-table.tsx'
import { HoldersToolbar, type Asked } from './holders-toolbar.tsx'
import type { WayLinks } from './way.tsx'

/** Counting stops here; beyond it the list says "1,000+". */
const COUNTED = 1_000

/** Everyone who holds a permission or a role: search, filter, export, table and pages. `at` is the address of the page it stands on. */
export function HoldersList({
  answer: { holders, previous, next, count },
  params,
  at,
  asked,
  mayExport,
  grant,
  links,
  timeZone,
}: {
  answer: { holders: readonly Holder[]; previous: string | null; next: string | null; count: number | null }
  params: HoldersListParams
  at: string
  asked: Asked
  mayExport: boolean
  grant: { label: string; href: string } | null
  links: WayLinks
  timeZone: string | undefined
}) {
  const href = (change: Parameters<typeof holdersList.linkTo>[1]) => at + holdersList.linkTo(params, change)
  const total = count !== null ? plural(count, 'user') : params.q ? null : `${cappedCount(COUNTED + 1, COUNTED)} users`
  return (
    <div className="grid min-w-0 gap-3">
      <HoldersToolbar params={params} at={at} asked={asked} mayExport={mayExport} />
      {total && (
        <p role="status" className="ms-auto text-ink-soft tabular-nums">
          {total}
        </p>
      )}
      <HoldersTable
        holders={holders}
        params={params}
        at={at}
        grant={grant}
        permission={'permission' in asked ? asked.permission : undefined}
        links={links}
        timeZone={timeZone}
      />
      {(previous ?? next) && (
        <Pagination
          range={`${holders.length} on this page, ${params.direction === 'desc' ? 'newest' : 'oldest'} accounts first`}
          first={previous && href({})}
          previous={previous && href({ before: previous })}
          next={next && href({ after: next })}
          last={next && href({ last: true })}
          sizes={PAGE_SIZES.map((size) => ({ label: String(size), href: href({ perPage: size }), current: size === params.perPage }))}
        />
      )}
    </div>
  )
}
