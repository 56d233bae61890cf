'use client'
import Link from 'next/link'
import { DataTable, columnsFor } from '../../../../components/table/data-table.tsx'
import { Badge, type Tone } from '../../../../components/ui/badge.tsx'
import { plural } from '../../../../lib/core/format.ts'
import type { LineResult } from '../../../../lib/groups/views.ts'

const MARKS: Record<LineResult['result'], { label: string; tone: Tone }> = {
  added: { label: 'Added', tone: 'success' },
  changed: { label: 'Changed', tone: 'info' },
  unchanged: { label: 'Unchanged', tone: 'neutral' },
  refused: { label: 'Refused', tone: 'warning' },
}
const ORDER = Object.keys(MARKS) as LineResult['result'][]

/** What became of the lines in one sentence: "3 users added, 1 line refused." */
export function summaryOf(lines: readonly LineResult[]): string {
  const count = (result: LineResult['result']) => lines.filter((line) => line.result === result).length
  const parts = [
    ...(count('added') ? [`${plural(count('added'), 'user')} added`] : []),
    ...(count('changed') ? [`${plural(count('changed'), 'membership')} changed`] : []),
    ...(count('unchanged') ? [`${count('unchanged')} unchanged`] : []),
    ...(count('refused') ? [`${plural(count('refused'), 'line')} refused`] : []),
  ]
  return `${parts.join(', ')}.`
}

type Line = LineResult & { number: number }
const column = columnsFor<Line>()
const COLUMNS = column.columns([
  column.accessor('number', { header: 'Line', meta: { number: true, from: 'sm' } }),
  column.display({
    id: 'line',
    header: 'Named',
    meta: { rowHeader: true, cut: 'max-w-44 w-[60%] sm:max-w-60 sm:w-[40%]' },
    cell: ({ row: { original } }) => (
      <>
        <span dir="auto" className="block truncate text-left" title={original.line}>
          {original.userId ? (
            <Link href={`/users/${original.userId}`} prefetch={false} className="rounded-sm text-accent underline underline-offset-2">
              {original.line}
            </Link>
          ) : (
            original.line
          )}
        </span>
        {original.message && <span className="block text-sm whitespace-normal text-ink-soft sm:hidden">{original.message}</span>}
      </>
    ),
  }),
  column.display({
    id: 'result',
    header: 'Result',
    cell: ({ row: { original } }) => <Badge tone={MARKS[original.result].tone}>{MARKS[original.result].label}</Badge>,
  }),
  column.display({
    id: 'message',
    header: 'Why',
    meta: { from: 'sm', cut: 'w-[40%]' },
    cell: ({ row: { original } }) => <span className="text-ink-soft">{original.message}</span>,
  }),
])

/** What became of each line of a list of members; what was refused comes first, since that is what is left to do. */
export function LineResults({ lines }: { lines: readonly LineResult[] }) {
  const rows = lines
    .map((line, index): Line => ({ ...line, number: index + 1 }))
    .sort((a, b) => ORDER.indexOf(b.result) - ORDER.indexOf(a.result) || a.number - b.number)
  return (
    <>
      <div role="status" tabIndex={-1} ref={(element) => element?.focus()} className="rounded-sm">
        <h2 className="text-lg font-semibold">The list has been worked through</h2>
        <p className="text-ink-soft">{summaryOf(lines)}</p>
      </div>
      <DataTable caption="Result per line" columns={COLUMNS} rows={rows} rowKey={(row) => String(row.number)} empty={null} />
    </>
  )
}
