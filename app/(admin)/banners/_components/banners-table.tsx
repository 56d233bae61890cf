'use client'
import { EmptyState, NoMatch } from '../../../../components/layout/empty-state.tsx'
import { DataTable, RowLink, columnsFor } from '../../../../components/table/data-table.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import { bannersList, type BannersListParams } from '../../../../lib/banners/list.ts'
import type { BannerSummary } from '../../../../lib/banners/queries.ts'
import { BannerStateBadge } from './banner-state.tsx'
import { KIND_WORDS, audienceWords } from './banner-words.ts'

type Zone = string | undefined
const column = columnsFor<BannerSummary>()

/** The next moment at which the state changes by itself. */
function Turn({ banner: { state, startsAt, endsAt }, timeZone }: { banner: BannerSummary; timeZone: Zone }) {
  if (state === 'scheduled')
    return (
      <>
        Begins <Time value={startsAt} timeZone={timeZone} />
      </>
    )
  if ((state !== 'showing' && state !== 'over') || !endsAt) return null
  return (
    <>
      {state === 'over' ? 'Ended' : 'Ends'} <Time value={endsAt} timeZone={timeZone} />
    </>
  )
}

const columnsIn = (timeZone: Zone) =>
  column.columns([
    column.display({
      id: 'title',
      header: 'Banner',
      meta: { rowHeader: true, cut: 'max-w-60 w-[60%] sm:w-[45%]' },
      cell: ({ row: { original } }) => (
        <>
          <span dir="auto" className="block truncate text-left" title={original.title}>
            <RowLink href={`/banners/${original.id}`}>{original.title}</RowLink>
          </span>
          <span className="block truncate text-sm leading-4 text-ink-soft">{KIND_WORDS[original.kind]}</span>
        </>
      ),
    }),
    column.display({
      id: 'audience',
      header: 'For',
      meta: { cut: 'max-w-56', from: 'md' },
      cell: ({ row: { original } }) => <span title={audienceWords(original)}>{audienceWords(original)}</span>,
    }),
    column.display({
      id: 'state',
      header: 'State',
      cell: ({ row: { original } }) => (
        <div className="py-1">
          <BannerStateBadge state={original.state} />
          <span className="block text-sm text-ink-soft empty:hidden">
            <Turn banner={original} timeZone={timeZone} />
          </span>
        </div>
      ),
    }),
    column.accessor('createdAt', {
      header: 'Created',
      meta: { sort: 'created', from: 'lg' },
      cell: ({ row }) => <Time value={row.original.createdAt} timeZone={timeZone} />,
    }),
  ])

type Props = { banners: readonly BannerSummary[]; params: BannersListParams; timeZone: Zone }

/** One page of banners; each row leads to its banner. */
export function BannersTable({ banners, params, timeZone }: Props) {
  const empty = bannersList.isNarrowed(params) ? (
    <NoMatch what="banners" clearHref="/banners" />
  ) : (
    <EmptyState title="No banners yet">
      A banner tells people something above every page: planned maintenance, a new rule, a date. It can be for some of them, for some pages,
      and for a time.
    </EmptyState>
  )
  return (
    <DataTable
      caption="Banners"
      columns={columnsIn(timeZone)}
      rows={banners}
      rowKey={(banner) => banner.id}
      sort={{ key: 'created', direction: params.direction, href: (_key, direction) => bannersList.linkTo(params, { direction }) }}
      empty={empty}
    />
  )
}
