'use client'
import { Plus, TicketPlus } from 'lucide-react'
import { OwnerName, PoolStateBadge, PoolUse } from '../../../../components/enrollment-pools/pool-badges.tsx'
import { POOL_KIND_WORDS } from '../../../../components/enrollment-pools/pool-words.ts'
import { EmptyState, NoMatch } from '../../../../components/layout/empty-state.tsx'
import { DataTable, RowLink, columnsFor } from '../../../../components/table/data-table.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { NoValue } from '../../../../components/ui/description-list.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import { formatNumber } from '../../../../lib/core/format.ts'
import { poolsList, type PoolsListParams } from '../../../../lib/enrollment-pools/list.ts'
import type { PoolSummary } from '../../../../lib/enrollment-pools/views.ts'
import { poolsHref } from './pools-href.ts'

const column = columnsFor<PoolSummary>()

/** Counts stop at 1,000. */
const counted = (count: number) => (count >= 1_000 ? '1,000+' : formatNumber(count))

/** How many came by a pool; of single-use links those that are left make the whole. */
function Use({ pool: { name, kind, used, quota, unusedLinks } }: { pool: PoolSummary }) {
  if (kind === 'shared') return <PoolUse name={name} used={used} quota={quota} />
  const left = unusedLinks ?? 0
  return left >= 1_000 ? (
    <span className="whitespace-nowrap tabular-nums">
      {formatNumber(used)} <span className="text-ink-soft">of 1,000+</span>
    </span>
  ) : (
    <PoolUse name={name} used={used} quota={used + left} />
  )
}

const columnsIn = (timeZone: string | undefined) =>
  column.columns([
    column.accessor('name', {
      header: 'Pool',
      meta: { sort: 'name', rowHeader: true, cut: 'max-w-56 w-[60%] sm:w-[35%]' },
      cell: ({ row: { original } }) => (
        <span className="block py-1">
          <span dir="auto" className="block truncate text-left" title={original.name}>
            <RowLink href={`/enrollment-pools/${original.id}`}>{original.name}</RowLink>
          </span>
          <span className="block truncate text-sm leading-4 font-normal text-ink-soft">
            {POOL_KIND_WORDS[original.kind]}
            {!original.needsApproval && ', without approval'}
          </span>
        </span>
      ),
    }),
    column.accessor('state', { header: 'State', cell: ({ row }) => <PoolStateBadge state={row.original.state} /> }),
    column.accessor('used', { header: 'Enrolled', meta: { sort: 'used' }, cell: ({ row }) => <Use pool={row.original} /> }),
    column.accessor('pending', { header: 'Waiting', meta: { number: true, from: 'md' }, cell: ({ row }) => counted(row.original.pending) }),
    column.display({
      id: 'owner',
      header: 'Owner',
      meta: { from: 'lg', cut: 'max-w-48 w-[20%]' },
      cell: ({ row }) => <OwnerName owner={row.original.owner} />,
    }),
    column.display({
      id: 'group',
      header: 'Into group',
      meta: { from: 'xl', cut: 'max-w-40 w-[15%]' },
      cell: ({ row: { original } }) =>
        original.group ? (
          <span dir="auto" className="block truncate text-left text-ink-soft" title={original.group.name}>
            {original.group.name}
          </span>
        ) : (
          <NoValue />
        ),
    }),
    column.accessor('expiresAt', {
      header: 'Works until',
      meta: { from: 'md' },
      cell: ({ row }) => <Time value={row.original.expiresAt} timeZone={timeZone} none="no end" />,
    }),
    column.accessor('createdAt', {
      header: 'Created',
      meta: { sort: 'created', from: '2xl' },
      cell: ({ row }) => <Time value={row.original.createdAt} timeZone={timeZone} />,
    }),
  ])

type Props = { pools: readonly PoolSummary[]; params: PoolsListParams; mayCreate: boolean; timeZone: string | undefined }

/** One page of pools; each row leads to its pool. */
export function PoolsTable({ pools, params, mayCreate, timeZone }: Props) {
  const empty = poolsList.isNarrowed(params) ? (
    <NoMatch what="pools" clearHref="/enrollment-pools" />
  ) : (
    <EmptyState
      title="No enrollment pools yet"
      icon={<TicketPlus aria-hidden />}
      action={
        mayCreate && (
          <ButtonLink href="/enrollment-pools/new" icon={<Plus aria-hidden />}>
            Create pool
          </ButtonLink>
        )
      }
    >
      A pool is a link by which people ask to join: for a team, a course, an event. It says who may come in, what they get and who decides.
    </EmptyState>
  )
  return (
    <DataTable
      caption="Enrollment pools"
      columns={columnsIn(timeZone)}
      rows={pools}
      rowKey={({ id }) => id}
      sort={{
        key: params.sort,
        direction: params.direction,
        href: (sort, direction) => poolsHref(params, { sort: sort as never, direction }),
      }}
      empty={empty}
    />
  )
}
