'use client'
import Link from 'next/link'
import { LinkStateBadge } from '../../../../components/enrollment-pools/pool-badges.tsx'
import { Badge } from '../../../../components/ui/badge.tsx'
import { EmptyState, NoMatch } from '../../../../components/layout/empty-state.tsx'
import { DataTable, columnsFor } from '../../../../components/table/data-table.tsx'
import { NoValue } from '../../../../components/ui/description-list.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import { formatNumber } from '../../../../lib/core/format.ts'
import { poolLinksList, type PoolLinksListParams } from '../../../../lib/enrollment-pools/list.ts'
import type { PoolLink } from '../../../../lib/enrollment-pools/views.ts'

const column = columnsFor<PoolLink>()
const linkClass = 'rounded-sm text-accent underline underline-offset-2'

type Setup = { poolId: string; isShared: boolean; mayShare: boolean; timeZone: string | undefined }

const UsedBy = ({ link: { usedBy, uses }, isShared, timeZone }: { link: PoolLink } & Setup) =>
  usedBy ? (
    <>
      <Link href={`/inbox/enrollments/${usedBy.enrollmentId}`} prefetch={false} className={linkClass} title={usedBy.label}>
        <bdi>{usedBy.label}</bdi>
      </Link>
      {isShared && uses > 1 && <span className="text-ink-soft"> and {formatNumber(uses - 1)} more</span>}
      <span className="block text-sm text-ink-soft">
        <Time value={usedBy.at} timeZone={timeZone} />
      </span>
    </>
  ) : uses > 0 ? (
    <span className="text-ink-soft">{formatNumber(uses)} times</span>
  ) : (
    <NoValue />
  )

const columnsIn = (setup: Setup) =>
  column.columns([
    column.accessor('number', {
      header: 'Link',
      meta: { sort: 'number', rowHeader: true },
      cell: ({ row }) => <span className="tabular-nums">{formatNumber(row.original.number)}</span>,
    }),
    column.accessor('state', {
      header: 'State',
      cell: ({ row: { original } }) =>
        setup.isShared && original.voidedAt === null ? (
          <Badge tone="success">Works</Badge>
        ) : (
          <LinkStateBadge state={setup.isShared ? 'void' : original.state} />
        ),
    }),
    column.display({
      id: 'usedBy',
      header: 'Used by',
      meta: { cut: 'max-w-40 w-[40%] sm:max-w-64' },
      cell: ({ row }) => <UsedBy link={row.original} {...setup} />,
    }),
    column.accessor('createdAt', {
      header: 'Made',
      meta: { from: 'md' },
      cell: ({ row }) => <Time value={row.original.createdAt} timeZone={setup.timeZone} />,
    }),
    column.accessor('createdByLabel', {
      header: 'Made by',
      meta: { from: 'xl', cut: 'max-w-48 w-[20%]' },
      cell: ({ row: { original } }) => (
        <bdi className="block truncate text-ink-soft" title={original.createdByLabel}>
          {original.createdByLabel}
        </bdi>
      ),
    }),
    column.accessor('voidedAt', {
      header: 'Void since',
      meta: { from: 'lg' },
      cell: ({ row }) => <Time value={row.original.voidedAt} timeZone={setup.timeZone} />,
    }),
    ...(setup.mayShare && !setup.isShared
      ? [
          column.display({
            id: 'show',
            header: '',
            meta: { label: 'Show link' },
            cell: ({ row: { original } }) =>
              original.state === 'unused' && (
                <Link
                  href={`/enrollment-pools/${setup.poolId}/print?link=${original.id}`}
                  prefetch={false}
                  aria-label={`Show link ${original.number}`}
                  className={linkClass}
                >
                  Show
                </Link>
              ),
          }),
        ]
      : []),
  ])

/** One page of the links of a pool, by number, with who used which. No codes. */
export function LinksTable({ links, params, ...setup }: Setup & { links: readonly PoolLink[]; params: PoolLinksListParams }) {
  return (
    <DataTable
      caption="Links"
      columns={columnsIn(setup)}
      rows={links}
      rowKey={({ id }) => id}
      sort={{ key: params.sort, direction: params.direction, href: (_key, direction) => poolLinksList.linkTo(params, { direction }) }}
      empty={
        poolLinksList.isNarrowed(params) ? (
          <NoMatch what="links" clearHref={`/enrollment-pools/${setup.poolId}/links`} />
        ) : (
          <EmptyState title="No links" />
        )
      }
    />
  )
}
