'use client'
import { KeySquare } from 'lucide-react'
import { EmptyState, NoMatch } from '../../../../components/layout/empty-state.tsx'
import { DataTable, RowLink, columnsFor } from '../../../../components/table/data-table.tsx'
import { NoValue } from '../../../../components/ui/description-list.tsx'
import { Identity } from '../../../../components/ui/identity.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import type { LoginCodeSummary } from '../../../../lib/login-codes/columns.ts'
import { loginCodesList, type LoginCodesListParams } from '../../../../lib/login-codes/schema.ts'
import { LoginCodeState } from './login-code-state.tsx'

const column = columnsFor<LoginCodeSummary>()

const columnsIn = (timeZone: string | undefined) =>
  column.columns([
    column.display({
      id: 'user',
      header: 'User',
      meta: { rowHeader: true, cut: 'max-w-36 w-[60%] sm:max-w-none sm:w-auto' },
      cell: ({ row: { original } }) => {
        const name = original.userNow ?? original.userLabel
        return (
          <Identity name={name} seed={original.userId} detail={original.userNow === null ? 'removed for good' : undefined}>
            <bdi>
              <RowLink href={`/login-codes/${original.id}`}>{name}</RowLink>
            </bdi>
          </Identity>
        )
      },
    }),
    column.accessor('state', { header: 'State', cell: ({ row: { original } }) => <LoginCodeState state={original.state} /> }),
    column.accessor('createdByLabel', {
      header: 'Made by',
      meta: { from: 'md', cut: 'max-w-48 w-[25%]' },
      cell: ({ row: { original } }) => (
        <span dir="auto" className="block truncate" title={original.createdByLabel}>
          {original.createdByLabel}
        </span>
      ),
    }),
    column.accessor('createdAt', {
      header: 'Made',
      meta: { sort: 'created', from: 'sm' },
      cell: ({ row: { original } }) => <Time value={original.createdAt} timeZone={timeZone} />,
    }),
    column.display({
      id: 'used',
      header: 'Used',
      meta: { from: 'lg' },
      cell: ({ row: { original } }) =>
        original.usedAt ? (
          <>
            <Time value={original.usedAt} timeZone={timeZone} />
            <span className="block text-sm leading-4 text-ink-soft">{original.usedIp}</span>
          </>
        ) : (
          <NoValue />
        ),
    }),
  ])

type Props = { codes: readonly LoginCodeSummary[]; params: LoginCodesListParams; timeZone: string | undefined }

/** One page of login codes; each row leads to its code. */
export function LoginCodesTable({ codes, params, timeZone }: Props) {
  const empty = loginCodesList.isNarrowed(params) ? (
    <NoMatch what="login codes" clearHref="/login-codes" />
  ) : (
    <EmptyState icon={<KeySquare aria-hidden />} title="No login codes yet">
      A login code lets somebody in who has lost the password or cannot read mail: once, for ten minutes. Every code that was made is listed
      here.
    </EmptyState>
  )
  return (
    <DataTable
      caption="Login codes"
      columns={columnsIn(timeZone)}
      rows={codes}
      rowKey={({ id }) => id}
      sort={{ key: 'created', direction: params.direction, href: (_key, direction) => loginCodesList.linkTo(params, { direction }) }}
      empty={empty}
    />
  )
}
