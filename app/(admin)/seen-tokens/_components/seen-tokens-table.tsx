'use client'
import { Stamp } from 'lucide-react'
import { EmptyState, NoMatch } from '../../../../components/layout/empty-state.tsx'
import { DataTable, RowLink, columnsFor } from '../../../../components/table/data-table.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import type { SeenToken } from '../../../../lib/seen-tokens/columns.ts'
import { seenTokensList, type SeenTokensListParams } from '../../../../lib/seen-tokens/schema.ts'

const column = columnsFor<SeenToken>()

const metaWords = (meta: Record<string, unknown>) =>
  Object.entries(meta)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(', ')

const columnsIn = (timeZone: string | undefined) =>
  column.columns([
    column.accessor('fingerprint', {
      header: 'Fingerprint',
      meta: { rowHeader: true },
      cell: ({ row: { original } }) => (
        <RowLink href={`/seen-tokens/${original.id}`}>
          <code className="text-sm">{original.fingerprint}</code>
        </RowLink>
      ),
    }),
    column.accessor('usedAt', {
      header: 'Used',
      meta: { sort: 'used' },
      cell: ({ row: { original } }) => <Time value={original.usedAt} timeZone={timeZone} />,
    }),
    column.accessor('usedByLabel', {
      header: 'By',
      meta: { from: 'sm', cut: 'max-w-48 w-[30%]' },
      cell: ({ row: { original } }) => (
        <span dir="auto" className="block truncate" title={original.usedByLabel}>
          {original.usedByLabel}
        </span>
      ),
    }),
    column.accessor('expiresAt', {
      header: 'Token ends',
      meta: { from: 'md' },
      cell: ({ row: { original } }) => <Time value={original.expiresAt} timeZone={timeZone} none="never" />,
    }),
    column.display({
      id: 'meta',
      header: 'Notes',
      meta: { from: 'lg', cut: 'max-w-60 w-[30%]' },
      cell: ({ row: { original } }) => {
        const words = metaWords(original.auditMeta)
        return (
          <span dir="auto" className="block truncate text-ink-soft" title={words}>
            {words}
          </span>
        )
      },
    }),
  ])

type Props = { tokens: readonly SeenToken[]; params: SeenTokensListParams; timeZone: string | undefined }

/** One page of used tokens; each row leads to its mark. */
export function SeenTokensTable({ tokens, params, timeZone }: Props) {
  const empty = seenTokensList.isNarrowed(params) ? (
    <NoMatch what="used tokens" clearHref="/seen-tokens" />
  ) : (
    <EmptyState icon={<Stamp aria-hidden />} title="No used tokens yet">
      When another system has Gatehouse mark a token as used, so that nobody uses it twice, the mark is listed here.
    </EmptyState>
  )
  return (
    <DataTable
      caption="Used tokens"
      columns={columnsIn(timeZone)}
      rows={tokens}
      rowKey={({ id }) => id}
      sort={{ key: 'used', direction: params.direction, href: (_key, direction) => seenTokensList.linkTo(params, { direction }) }}
      empty={empty}
    />
  )
}
