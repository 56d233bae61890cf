'use client'
import Link from 'next/link'
import { itemHref } from '../../../../components/inbox/inbox-words.ts'
import { KindMark } from '../../../../components/inbox/inbox-badges.tsx'
import { DataTable, columnsFor } from '../../../../components/table/data-table.tsx'
import { Badge, type Tone } from '../../../../components/ui/badge.tsx'
import type { Decision } from '../../../../lib/enrollments/schema.ts'
import type { ItemResult } from '../../../../lib/inbox/views.ts'

type Mark = { label: string; tone: Tone }
/** What stands in the column of the result, before and after. */
const MARKS: Record<'before' | 'after', Record<Decision, Record<ItemResult['result'], Mark>>> = {
  before: {
    approve: {
      done: { label: 'Would be approved', tone: 'success' },
      waiting: { label: 'First of two approvals', tone: 'info' },
      refused: { label: 'Stays as it is', tone: 'warning' },
    },
    reject: {
      done: { label: 'Would be rejected', tone: 'danger' },
      waiting: { label: 'Waits', tone: 'info' },
      refused: { label: 'Stays as it is', tone: 'warning' },
    },
  },
  after: {
    approve: {
      done: { label: 'Approved', tone: 'success' },
      waiting: { label: 'First of two approvals', tone: 'info' },
      refused: { label: 'Not approved', tone: 'warning' },
    },
    reject: {
      done: { label: 'Rejected', tone: 'danger' },
      waiting: { label: 'Waits', tone: 'info' },
      refused: { label: 'Not rejected', tone: 'warning' },
    },
  },
}
/** What is left to do comes first. */
const ORDER: readonly ItemResult['result'][] = ['refused', 'waiting', 'done']

const column = columnsFor<ItemResult>()
const columnsIn = (when: 'before' | 'after', decision: Decision) =>
  column.columns([
    column.display({
      id: 'applicant',
      header: 'Applicant',
      meta: { rowHeader: true, cut: 'max-w-44 w-[60%] py-1.5! sm:max-w-60 sm:w-[34%]' },
      cell: ({ row: { original } }) => (
        <>
          <Link
            href={itemHref(original.kind, original.id)}
            prefetch={false}
            className="block truncate rounded-sm text-accent underline underline-offset-2"
            title={original.applicant}
          >
            <bdi>{original.applicant}</bdi>
          </Link>
          {original.message && <span className="block text-sm whitespace-normal text-ink-soft sm:hidden">{original.message}</span>}
        </>
      ),
    }),
    column.accessor('kind', { header: 'Kind', meta: { from: 'lg' }, cell: ({ row: { original } }) => <KindMark kind={original.kind} /> }),
    column.display({
      id: 'result',
      header: 'Result',
      cell: ({ row: { original } }) => {
        const { tone, label } = MARKS[when][decision][original.result]
        return <Badge tone={tone}>{label}</Badge>
      },
    }),
    column.display({
      id: 'message',
      header: 'Why',
      meta: { from: 'sm', cut: 'w-[40%] whitespace-normal py-1.5!' },
      cell: ({ row: { original } }) => <span className="text-ink-soft">{original.message}</span>,
    }),
  ])

/** What would become, or became, of each of several items; what stays as it is comes first. */
export const ItemResults = ({
  results,
  decision,
  when,
}: {
  results: readonly ItemResult[]
  decision: Decision
  when: 'before' | 'after'
}) => (
  <DataTable
    caption={when === 'before' ? 'Preview' : 'Results'}
    columns={columnsIn(when, decision)}
    rows={[...results].sort((a, b) => ORDER.indexOf(a.result) - ORDER.indexOf(b.result))}
    rowKey={({ kind, id }) => `${kind}:${id}`}
    empty={null}
  />
)
