'use client'
import { KeyRound } from 'lucide-react'
import { EmptyState, NoMatch } from '../../../../components/layout/empty-state.tsx'
import { DataTable, RowLink, columnsFor } from '../../../../components/table/data-table.tsx'
import { Badge } from '../../../../components/ui/badge.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { permissionsList, type PermissionsListParams } from '../../../../lib/permissions/list.ts'
import type { PermissionSummary } from '../../../../lib/permissions/queries.ts'

const column = columnsFor<PermissionSummary>()

const Name = ({ name, description, builtIn }: PermissionSummary) => (
  <div className="min-w-0 py-1">
    <span className="flex flex-wrap items-center gap-x-2">
      <RowLink href={`/permissions/${name}`}>{description}</RowLink>
      {!builtIn && (
        <Badge tone="info" icon={null}>
          Own
        </Badge>
      )}
    </span>
    <code className="block text-sm wrap-anywhere text-ink-faint">{name}</code>
  </div>
)

const columns = column.columns([
  column.accessor('name', {
    header: 'Permission',
    meta: { sort: 'name', rowHeader: true },
    cell: ({ row: { original } }) => <Name {...original} />,
  }),
  column.display({
    id: 'privileged',
    header: 'Kind',
    meta: { from: 'sm' },
    cell: ({ row: { original } }) => (original.privileged ? <Badge icon={null}>Administrative</Badge> : null),
  }),
  column.accessor('roles', { header: 'Roles', meta: { number: true }, cell: ({ row: { original } }) => original.roles }),
])

/** One page of permissions; each row leads to its permission and to who has it. */
export function PermissionsTable({
  permissions,
  params,
  mayDefine,
}: {
  permissions: readonly PermissionSummary[]
  params: PermissionsListParams
  mayDefine: boolean
}) {
  const none = (
    <EmptyState
      icon={<KeyRound aria-hidden />}
      title="No permissions of your own yet"
      action={mayDefine && <ButtonLink href="/permissions/new">Define permission</ButtonLink>}
    >
      Permissions of your own applications are given by roles like any other, and your applications ask here who holds them.
    </EmptyState>
  )
  return (
    <DataTable
      caption="Permissions"
      columns={columns}
      rows={permissions}
      rowKey={({ name }) => name}
      sort={{
        key: params.sort,
        direction: params.direction,
        href: (_sort, direction) => `/permissions${permissionsList.linkTo(params, { direction })}`,
      }}
      empty={params.kind === 'own' && !params.q ? none : <NoMatch what="permissions" clearHref="/permissions" />}
    />
  )
}
