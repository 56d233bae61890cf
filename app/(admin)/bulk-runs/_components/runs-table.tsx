'use client'
import { Layers } from 'lucide-react'
import { EmptyState, NoMatch } from '../../../../components/layout/empty-state.tsx'
import { DataTable, RowLink, columnsFor } from '../../../../components/table/data-table.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import { bulkRunsList, type BulkRunsListParams } from '../../../../lib/bulk-runs/list.ts'
import type { BulkRunSummary } from '../../../../lib/bulk-runs/queries.ts'
import { formatNumber } from '../../../../lib/core/format.ts'
import { RunStatus } from './run-status.tsx'
import { runName } from './run-words.ts'

const column = columnsFor<BulkRunSummary>()

const columnsIn = (timeZone: string | undefined) =>
  column.columns([
    column.display({
      id: 'run',
      header: 'Run',
      meta: { rowHeader: true, cut: 'max-w-50 w-[60%] sm:max-w-70' },
      cell: ({ row: { original } }) => (
        <>
          <span className="block truncate" title={runName(original)}>
            <RowLink href={`/bulk-runs/${original.id}`}>{runName(original)}</RowLink>
          </span>
          <span dir="auto" className="block truncate text-sm leading-4 text-ink-soft sm:hidden">
            {original.startedByLabel}
          </span>
        </>
      ),
    }),
    column.display({
      id: 'status',
      header: 'Status',
      cell: ({ row: { original } }) => <RunStatus status={original.status} isCancelling={original.cancelRequestedAt !== null} />,
    }),
    column.accessor('changed', {
      header: 'Changed',
      meta: { number: true, from: 'md' },
      cell: ({ row: { original } }) => formatNumber(original.changed),
    }),
    column.accessor('skipped', {
      header: 'Skipped',
      meta: { number: true, from: 'md' },
      cell: ({ row: { original } }) => formatNumber(original.skipped),
    }),
    column.accessor('startedByLabel', {
      header: 'Started by',
      meta: { from: 'sm', cut: 'max-w-44 w-[25%]' },
      cell: ({ row: { original } }) => (
        <span dir="auto" className="block truncate text-left text-ink-soft" title={original.startedByLabel}>
          {original.startedByLabel}
        </span>
      ),
    }),
    column.accessor('createdAt', {
      header: 'Started',
      meta: { sort: 'created', from: 'sm' },
      cell: ({ row: { original } }) => <Time value={original.createdAt} timeZone={timeZone} />,
    }),
  ])

const none = (
  <EmptyState icon={<Layers aria-hidden />} title="No bulk runs yet" action={<ButtonLink href="/users">Go to the users</ButtonLink>}>
    Choose users in their list, then what to do with them. Every act on many users is kept here, with what became of each, and most can be
    undone for a day.
  </EmptyState>
)

type Props = { runs: readonly BulkRunSummary[]; params: BulkRunsListParams; timeZone: string | undefined }

/** One page of bulk runs; each row leads to its run. */
export const RunsTable = ({ runs, params, timeZone }: Props) => (
  <DataTable
    caption="Bulk runs"
    columns={columnsIn(timeZone)}
    rows={runs}
    rowKey={(run) => run.id}
    sort={{
      key: params.sort,
      direction: params.direction,
      href: (sort, direction) => bulkRunsList.linkTo(params, { sort: sort as 'created', direction }),
    }}
    empty={bulkRunsList.isNarrowed(params) ? <NoMatch what="bulk runs" clearHref="/bulk-runs" /> : none}
  />
)
