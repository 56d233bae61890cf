'use client'
import { NoMatch } from '../../../../components/layout/empty-state.tsx'
import { DataTable, RowLink, columnsFor } from '../../../../components/table/data-table.tsx'
import { Badge } from '../../../../components/ui/badge.tsx'
import { NoValue } from '../../../../components/ui/description-list.tsx'
import { cappedCount } from '../../../../lib/core/format.ts'
import type { ListedRole } from '../../../../lib/roles/queries.ts'

const column = columnsFor<ListedRole>()
/** Counting stops at a thousand. */
const counted = (count: number | null) => (count === null ? <NoValue /> : count >= 100 ? cappedCount(101, 100) : count)

const columns = column.columns([
  column.accessor('name', {
    header: 'Role',
    meta: { rowHeader: true, cut: 'max-w-50 w-[60%] sm:max-w-70' },
    cell: ({ row: { original } }) => (
      <>
        <span className="flex items-center gap-2">
          <span className="truncate" title={original.name}>
            <RowLink href={`/roles/${original.id}`}>{original.name}</RowLink>
          </span>
          {original.builtIn && <Badge icon={null}>Built in</Badge>}
        </span>
        <span className="block truncate text-sm leading-4 text-ink-soft" title={original.description}>
          {original.description}
        </span>
      </>
    ),
  }),
  column.accessor('permissions', {
    header: 'Permissions',
    meta: { number: true },
    cell: ({ row: { original } }) => (original.holdsAll ? 'All' : original.permissions),
  }),
  column.accessor('users', { header: 'Users', meta: { number: true, from: 'sm' }, cell: ({ row }) => counted(row.original.users) }),
  column.accessor('groups', { header: 'Groups', meta: { number: true, from: 'sm' }, cell: ({ row }) => counted(row.original.groups) }),
])

/** All roles with what they amount to and who holds them; each row leads to its role. */
export const RolesTable = ({ roles }: { roles: readonly ListedRole[] }) => (
  <DataTable
    caption="Roles"
    columns={columns}
    rows={roles}
    rowKey={(role) => role.id}
    empty={<NoMatch what="roles" clearHref="/roles" />}
  />
)
