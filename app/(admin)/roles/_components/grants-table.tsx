'use client'
import { KeyRound } from 'lucide-react'
import { EmptyState, NoMatch } from '../../../../components/layout/empty-state.tsx'
import { DataTable, RowLink, columnsFor } from '../../../../components/table/data-table.tsx'
import { Badge } from '../../../../components/ui/badge.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import { grantsOfRoleList, type GrantsOfRoleListParams } from '../../../../lib/roles/list.ts'
import type { GrantOfRole } from '../../../../lib/roles/queries-grants.ts'

const column = columnsFor<GrantOfRole>()

/** Where the grant is changed or ended: at who holds it. */
const holderHref = ({ holder }: GrantOfRole) => (holder.type === 'user' ? `/users/${holder.id}/access` : `/groups/${holder.id}/access`)

const columnsIn = (timeZone: string | undefined) =>
  column.columns([
    column.display({
      id: 'holder',
      header: 'Given to',
      meta: { rowHeader: true, cut: 'max-w-44 w-[40%] sm:max-w-60' },
      cell: ({ row: { original } }) => (
        <span className="flex items-center gap-2">
          <span dir="auto" className="truncate" title={original.holder.label}>
            <RowLink href={holderHref(original)}>{original.holder.label}</RowLink>
          </span>
          {original.holder.type === 'group' && <Badge icon={null}>Group</Badge>}
        </span>
      ),
    }),
    column.display({
      id: 'reach',
      header: 'Holds',
      meta: { from: 'sm', cut: 'max-w-44 w-[25%]' },
      cell: ({ row: { original } }) => (
        <span dir="auto" className="block truncate text-left" title={original.reach?.name}>
          {original.reach ? `Within ${original.reach.name}` : 'Everywhere'}
        </span>
      ),
    }),
    column.display({
      id: 'end',
      header: 'Ends',
      cell: ({ row: { original } }) => (
        <span className="flex items-center gap-2 whitespace-nowrap">
          {original.ended && <Badge>Ended</Badge>}
          <Time value={original.validUntil} timeZone={timeZone} none="Without end" />
        </span>
      ),
    }),
    column.display({
      id: 'by',
      header: 'Given by',
      meta: { from: 'md', cut: 'max-w-44 w-[25%]' },
      cell: ({ row: { original } }) => (
        <span dir="auto" className="block truncate text-left text-ink-soft" title={original.grantedByLabel}>
          {original.grantedByLabel || 'The system'}
        </span>
      ),
    }),
    column.display({
      id: 'at',
      header: 'Given',
      meta: { sort: 'granted', from: 'md' },
      cell: ({ row: { original } }) => <Time value={original.grantedAt} timeZone={timeZone} />,
    }),
  ])

const none = (
  <EmptyState icon={<KeyRound aria-hidden />} title="Nobody was given this role">
    Give it on the Access page of a user, or on the page of a group: then everybody in the group has it.
  </EmptyState>
)

/** One page of a role's grants; each row leads to where it can be changed or ended. */
export const GrantsTable = ({
  grants,
  params,
  at,
  timeZone,
}: {
  grants: readonly GrantOfRole[]
  params: GrantsOfRoleListParams
  at: string
  timeZone: string | undefined
}) => (
  <DataTable
    caption="Grants"
    columns={columnsIn(timeZone)}
    rows={grants}
    rowKey={(grant) => grant.grantId}
    sort={{
      key: params.sort,
      direction: params.direction,
      href: (sort, direction) => `${at}${grantsOfRoleList.linkTo(params, { sort: sort as 'granted', direction })}`,
    }}
    empty={grantsOfRoleList.isNarrowed(params) ? <NoMatch what="grants" clearHref={at} /> : none}
  />
)
