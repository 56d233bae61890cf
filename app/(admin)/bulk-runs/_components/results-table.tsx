'use client'
import { EmptyState } from '../../../../components/layout/empty-state.tsx'
import { DataTable, RowLink, columnsFor } from '../../../../components/table/data-table.tsx'
import { Badge, type Tone } from '../../../../components/ui/badge.tsx'
import type { ItemResult } from '../../../../lib/bulk-runs/schema.ts'

export type ResultRow = { userId: string; label: string; result: ItemResult; reason: string; message: string }

const MARKS: Record<ItemResult, { label: string; tone: Tone }> = {
  PENDING: { label: 'Waiting', tone: 'neutral' },
  CHANGED: { label: 'Changed', tone: 'success' },
  UNCHANGED: { label: 'Unchanged', tone: 'neutral' },
  SKIPPED: { label: 'Skipped', tone: 'warning' },
}

const column = columnsFor<ResultRow>()
const sentence = (message: string) => message && `${message.charAt(0).toUpperCase()}${message.slice(1)}.`

const columnsWith = (linked: boolean) =>
  column.columns([
    column.display({
      id: 'user',
      header: 'User',
      meta: { rowHeader: true, cut: 'max-w-44 w-[75%] sm:max-w-60 sm:w-[45%]' },
      cell: ({ row: { original } }) => (
        <>
          <span dir="auto" className="block truncate text-left" title={original.label}>
            {linked && original.reason !== 'NOT_FOUND' ? (
              <RowLink href={`/users/${original.userId}`}>{original.label}</RowLink>
            ) : (
              original.label
            )}
          </span>
          {original.message && (
            <span className="block text-sm text-ink-soft whitespace-normal sm:hidden">{sentence(original.message)}</span>
          )}
        </>
      ),
    }),
    column.display({
      id: 'result',
      header: 'Result',
      cell: ({ row: { original } }) => <Badge tone={MARKS[original.result].tone}>{MARKS[original.result].label}</Badge>,
    }),
    column.display({
      id: 'reason',
      header: 'Reason',
      meta: { from: 'sm', cut: 'w-[50%]' },
      cell: ({ row: { original } }) => <span className="text-ink-soft">{sentence(original.message)}</span>,
    }),
  ])

/** What became of each user of a run, one page of it. `linked`: the users still have a page to lead to. */
export const ResultsTable = ({ rows, linked, empty }: { rows: readonly ResultRow[]; linked: boolean; empty: string }) => (
  <DataTable
    caption="Results"
    columns={columnsWith(linked)}
    rows={rows}
    rowKey={(row) => row.userId}
    empty={<EmptyState title={empty} />}
  />
)
