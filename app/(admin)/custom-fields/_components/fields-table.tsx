'use client'
import { TextCursorInput } from 'lucide-react'
import { EmptyState } from '../../../../components/layout/empty-state.tsx'
import { DataTable, RowLink, columnsFor } from '../../../../components/table/data-table.tsx'
import { formatNumber } from '../../../../lib/core/format.ts'
import type { FieldSummary } from '../../../../lib/custom-fields/queries.ts'
import { EDITABLE_WORDS, TYPE_WORDS, VISIBLE_WORDS } from './field-words.ts'

const column = columnsFor<FieldSummary>()
const soft = (text: string) => <span className="text-ink-soft">{text}</span>

const columns = column.columns([
  column.display({
    id: 'label',
    header: 'Field',
    meta: { rowHeader: true, cut: 'max-w-60 w-[40%]' },
    cell: ({ row: { original } }) => (
      <>
        <span dir="auto" className="block truncate text-left">
          <RowLink href={`/custom-fields/${original.id}`}>{original.label}</RowLink>
        </span>
        <code className="block truncate text-sm leading-4 text-ink-soft">{original.key}</code>
      </>
    ),
  }),
  column.accessor('type', {
    header: 'Type',
    cell: ({ row: { original } }) => (
      <>
        {TYPE_WORDS[original.type]}
        {original.required && <span className="text-ink-soft">, required</span>}
      </>
    ),
  }),
  column.accessor('visibleTo', { header: 'Seen by', meta: { from: 'md' }, cell: ({ row }) => soft(VISIBLE_WORDS[row.original.visibleTo]) }),
  column.accessor('editableBy', {
    header: 'Changed by',
    meta: { from: 'lg' },
    cell: ({ row }) => soft(EDITABLE_WORDS[row.original.editableBy]),
  }),
  column.accessor('values', {
    header: 'Users with a value',
    meta: { number: true },
    cell: ({ row: { original } }) => `${formatNumber(original.values)}${original.moreValues ? '+' : ''}`,
  }),
])

/** The extra fields in the order of the forms; each row leads to its field. */
export const FieldsTable = ({ fields }: { fields: readonly FieldSummary[] }) => (
  <DataTable
    caption="Extra fields"
    columns={columns}
    rows={fields}
    rowKey={({ id }) => id}
    empty={
      <EmptyState title="No extra fields yet" icon={<TextCursorInput aria-hidden />}>
        Define what else to keep about users, such as a cost centre or a badge number. Forms, the list of users and files have it from then
        on.
      </EmptyState>
    }
  />
)
