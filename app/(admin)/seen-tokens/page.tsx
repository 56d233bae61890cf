import type { Metadata } from 'next'
import { ArrivalNotice } from '../../../components/layout/arrival-notice.tsx'
import { PageHeader } from '../../../components/layout/page-header.tsx'
import { Pagination } from '../../../components/table/pagination.tsx'
import { currentShell } from '../../../lib/auth/session.ts'
import { PAGE_SIZES } from '../../../lib/core/list.ts'
import { adminPage, type PageInput } from '../../../lib/http/page.ts'
import { listSeenTokens } from '../../../lib/seen-tokens/queries.ts'
import { seenTokensList } from '../../../lib/seen-tokens/schema.ts'
import { FindToken } from './_components/find-token.tsx'
import { SeenTokensFilters } from './_components/seen-tokens-filters.tsx'
import { SeenTokensTable } from './_components/seen-tokens-table.tsx'

export const metadata: Metadata = { title: 'Used tokens' }

export default adminPage<PageInput>(async (actor, { searchParams }) => {
  const [raw, { user }] = await Promise.all([searchParams, currentShell()])
  const params = seenTokensList.lenient({ perPage: user?.rowsPerPage, ...raw })
  const { tokens, previous, next } = await listSeenTokens(actor, params)
  const href = (change: Parameters<typeof seenTokensList.linkTo>[1]) => seenTokensList.linkTo(params, change)
  const timeZone = user?.timeZone || undefined
  return (
    <>
      <PageHeader
        title="Used tokens"
        description="Tokens of other systems that may be used once, and were. Only their fingerprints are kept."
        actions={<FindToken timeZone={timeZone} />}
      />
      <ArrivalNotice notice={raw.notice} sentences={{ deleted: 'Mark deleted. The audit log keeps who used the token.' }} />
      <div className="grid min-w-0 gap-3">
        <SeenTokensFilters params={params} />
        <SeenTokensTable tokens={tokens} params={params} timeZone={timeZone} />
        {(previous ?? next) && (
          <Pagination
            range={`${tokens.length} on this page, ${params.direction === 'desc' ? 'newest' : 'oldest'} first`}
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
