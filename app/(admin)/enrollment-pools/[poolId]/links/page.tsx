import Form from 'next/form'
import { LINK_STATE_MARKS } from '../../../../../components/enrollment-pools/pool-words.ts'
import { ExportMenu } from '../../../../../components/table/export-menu.tsx'
import { Pagination } from '../../../../../components/table/pagination.tsx'
import { Button } from '../../../../../components/ui/button.tsx'
import { Select } from '../../../../../components/ui/input.tsx'
import { currentShell } from '../../../../../lib/auth/session.ts'
import { cappedCount, plural } from '../../../../../lib/core/format.ts'
import { LINK_STATES, poolLinksList, type PoolLinksListParams } from '../../../../../lib/enrollment-pools/list.ts'
import { listPoolLinks } from '../../../../../lib/enrollment-pools/queries.ts'
import { adminPage } from '../../../../../lib/http/page.ts'
import { LinksTable } from '../../_components/links-table.tsx'
import { PoolFrame } from '../../_components/pool-frame.tsx'
import { loadPool, poolIdOf, titled, type PoolPageProps } from '../load-pool.ts'

export const generateMetadata = titled('Links')

const STATES = [{ value: 'any', label: 'Every state' }, ...LINK_STATES.map((value) => ({ value, label: LINK_STATE_MARKS[value].label }))]

const Filters = ({ poolId, params: { state, direction } }: { poolId: string; params: PoolLinksListParams }) => (
  <Form key={state} action={`/enrollment-pools/${poolId}/links`} role="search" aria-label="Links" className="flex flex-wrap gap-2">
    <Select name="state" defaultValue={state} aria-label="State" className="w-auto!" options={STATES} />
    <input type="hidden" name="direction" value={direction} />
    <Button type="submit">Filter</Button>
  </Form>
)

export default adminPage(async (actor, { params: path, searchParams }: PoolPageProps) => {
  const [poolId, raw, { user }] = await Promise.all([poolIdOf(path), searchParams, currentShell()])
  const params = poolLinksList.lenient({ perPage: user?.rowsPerPage, ...raw })
  const [{ pool, timeZone }, { links, previous, next, count, more }] = await Promise.all([
    loadPool(actor, path),
    listPoolLinks(actor, { poolId, ...params }),
  ])
  const href = (change: Parameters<typeof poolLinksList.linkTo>[1]) => poolLinksList.linkTo(params, change)
  return (
    <PoolFrame pool={pool}>
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3">
        <div className="flex flex-wrap items-center gap-2">
          {pool.kind === 'single_use' && <Filters poolId={poolId} params={params} />}
          <ExportMenu
            action="/enrollment-pools/export"
            fields={[
              ['poolId', poolId],
              ['state', params.state],
            ]}
            title="Every link that the filter leaves, with its address"
            note="Whoever has the file can enroll. The audit log records who exported it."
            csvHint="for spreadsheets and mail merge"
            disabledReason={pool.whyNot.export?.message ?? null}
          />
          <p role="status" className="ms-auto text-ink-soft tabular-nums">
            {more ? `${cappedCount(count + 1, count)} links` : plural(count, 'link')}
          </p>
        </div>
        <LinksTable
          poolId={poolId}
          isShared={pool.kind === 'shared'}
          mayShare={pool.whyNot.share === null}
          links={links}
          params={params}
          timeZone={timeZone}
        />
        {(previous ?? next) && (
          <Pagination
            range={`${links.length} on this page`}
            first={previous && href({})}
            previous={previous && href({ before: previous })}
            next={next && href({ after: next })}
            last={next && href({ last: true })}
          />
        )}
      </div>
    </PoolFrame>
  )
})
