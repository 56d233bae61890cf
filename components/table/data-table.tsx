'use client'
import { createColumnHelper, rowPaginationFeature, tableFeatures, useTable } from '@tanstack/react-table'
import Link from 'next/link'
import { useEffect, type ReactNode } from 'react'
import { cx } from '../ui/classes.ts'
import { PageChoice, RowChoice, useSelectionForm } from './selection.tsx'
import { SortHeader, type Direction } from './sort-header.tsx'

/** What a column may say about itself besides its header and cell. */
type ColumnLook = {
  /** The sort key of the list that this column stands for. */
  sort?: string
  /** Numbers: right-aligned, figures of equal width. */
  number?: boolean
  /** Class names for a cell that cuts its text: `max-w-…` is what the column needs at most, a width in percent its share of a wider table. */
  cut?: string
  /** Hidden on screens narrower than this. */
  from?: keyof typeof from
  /** The cell names its row for screen readers; one column per table. */
  rowHeader?: boolean
  /** The column's name for screen readers when its header is empty. */
  label?: string
}

const features = tableFeatures({ rowPaginationFeature, columnMeta: {} as ColumnLook })
type Features = typeof features

/** The columns of a table, as `columnsFor<Row>().columns([…])` makes them. */
export type TableColumns<Row extends object> = ReturnType<ReturnType<typeof createColumnHelper<Features, Row>>['columns']>

/** The column builder for rows of one type: `const column = columnsFor<UserRow>()`, then `column.columns([column.accessor(…), column.display(…)])`. */
export const columnsFor = <Row extends object>() => createColumnHelper<Features, Row>()

type DataTableProps<Row extends object> = {
  /** What the table lists, for screen readers. */
  caption: string
  columns: TableColumns<Row>
  rows: readonly Row[]
  rowKey: (row: Row) => string
  /** The order in force and the address of another one. */
  sort?: { key: string; direction: Direction; href: (key: string, direction: Direction) => string } | undefined
  /** What stands in the table's place when it has no rows: an `EmptyState`, or a `NoMatch` when filters are in force. */
  empty: ReactNode
  /** Has more columns than wide screens hold: scrolls sideways on all of them, and its header does not stay in sight. */
  wide?: boolean | undefined
  /** Puts a column of check boxes first; needs a `Selectable` around the table. `labelOf` says what a row's box is for. */
  selection?: { labelOf: (row: Row) => string } | undefined
}

const from = {
  sm: 'hidden sm:table-cell',
  md: 'hidden md:table-cell',
  lg: 'hidden lg:table-cell',
  xl: 'hidden xl:table-cell',
  '2xl': 'hidden 2xl:table-cell',
}

const headClass =
  'sticky top-(--bar,0px) z-10 h-10 border-b border-line bg-surface px-3 text-sm font-medium whitespace-nowrap text-ink-soft first:rounded-tl-lg last:rounded-tr-lg'

/**
 * A table of rows that the server has sorted, filtered and cut into a page. Header stays in sight on wide screens; narrow ones scroll
 * sideways. A cell with a `RowLink` makes its whole row clickable.
 */
export function DataTable<Row extends object>({ caption, columns, rows, rowKey, sort, empty, wide, selection }: DataTableProps<Row>) {
  const recount = useSelectionForm()?.recount
  useEffect(() => recount?.(), [recount, rows])
  const table = useTable({ features, columns, data: rows as Row[], manualPagination: true, rowCount: -1, getRowId: rowKey })
  if (rows.length === 0) return <div className="rounded-lg border border-line bg-surface">{empty}</div>
  const look = (column: { columnDef: { meta?: ColumnLook | undefined } }) => column.columnDef.meta ?? {}
  return (
    <div
      role="region"
      aria-label={caption}
      tabIndex={0}
      className={cx('overflow-x-auto rounded-lg border border-line bg-surface', wide ? '[--bar:0px]' : 'lg:overflow-visible')}
    >
      <table className="w-full border-separate border-spacing-0">
        <caption className="sr-only">{caption}</caption>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {selection && (
                <th scope="col" className={cx(headClass, 'w-10 min-w-10')}>
                  <PageChoice />
                </th>
              )}
              {group.headers.map((header) => {
                const { number, from: width, sort: key, label } = look(header.column)
                const direction = key !== undefined && sort?.key === key ? sort.direction : null
                const title = label ? <span className="sr-only">{label}</span> : <table.FlexRender header={header} />
                return (
                  <th
                    key={header.id}
                    scope="col"
                    aria-sort={direction ? (direction === 'asc' ? 'ascending' : 'descending') : undefined}
                    className={cx(headClass, selection && 'nth-2:ps-1', number ? 'text-end' : 'text-start', width && from[width])}
                  >
                    {sort && key !== undefined ? (
                      <SortHeader href={sort.href(key, direction === 'asc' ? 'desc' : 'asc')} direction={direction}>
                        {title}
                      </SortHeader>
                    ) : (
                      title
                    )}
                  </th>
                )
              })}
            </tr>
          ))}
        </thead>
        <tbody className={cx('data-rows', selection && 'data-rows-chosen')}>
          {table.getRowModel().rows.map((row) => (
            <tr key={row.id}>
              {selection && (
                <td className="relative">
                  <RowChoice value={row.id} label={selection.labelOf(row.original)} />
                </td>
              )}
              {row.getAllCells().map((cell) => {
                const { number, from: width, rowHeader, cut } = look(cell.column)
                const Cell = rowHeader ? 'th' : 'td'
                return (
                  <Cell
                    key={cell.id}
                    scope={rowHeader ? 'row' : undefined}
                    className={cx(number && 'text-end tabular-nums', width && from[width], cut) || undefined}
                  >
                    <table.FlexRender cell={cell} />
                  </Cell>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** The link of a row: real, in its first cell, and stretched over the whole row. Other controls in the row go into `RowControl`. */
export const RowLink = ({ href, children }: { href: string; children: ReactNode }) => (
  <Link
    href={href}
    prefetch={false}
    className="font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:rounded-md focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
  >
    {children}
  </Link>
)

/** Keeps a control inside a row (check box, menu, second link) above the row's own link. */
export const RowControl = ({ children }: { children: ReactNode }) => <div className="relative z-[1] inline-flex">{children}</div>
