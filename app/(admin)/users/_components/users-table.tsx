'use client'
import { UserPlus } from 'lucide-react'
import { useEffect } from 'react'
import { EmptyState, NoMatch } from '../../../../components/layout/empty-state.tsx'
import { DataTable, RowLink, columnsFor, type TableColumns } from '../../../../components/table/data-table.tsx'
import { Avatar } from '../../../../components/ui/avatar.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { NoValue } from '../../../../components/ui/description-list.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import { UserStatusBadges } from '../../../../components/users/user-status.tsx'
import type { UserSummary } from '../../../../lib/users/columns.ts'
import { usersList, type UsersListParams } from '../../../../lib/users/list.ts'
import { fieldKeyOf, shownColumns, type FieldColumn, type OwnColumn, type UserColumn } from '../../../../lib/users/list-columns.ts'
import { rememberList } from './users-crumb.tsx'
import { clearedHref, usersHref, type ListState } from './users-href.ts'

/** A user with what the shown extra fields say of them, in words. */
type Row = UserSummary & { fields: Record<string, string | null> | null }
const column = columnsFor<Row>()

function NameCell({ user }: { user: UserSummary }) {
  const name = user.fullName || user.username
  return (
    <div className="flex min-w-0 items-center gap-3">
      <Avatar name={name} seed={user.id} size="sm" />
      <div className="min-w-0">
        <span dir="auto" className="block truncate text-left">
          <RowLink href={`/users/${user.id}`}>{name}</RowLink>
        </span>
        <span className="block truncate text-sm leading-4 text-ink-soft xl:hidden">{user.username}</span>
        <span className="flex pb-1 empty:hidden sm:hidden">
          <UserStatusBadges user={user} one />
        </span>
      </div>
    </div>
  )
}

const Cut = ({ children }: { children: string }) =>
  children === '' ? (
    <NoValue />
  ) : (
    <span dir="auto" className="block truncate text-left text-ink-soft" title={children}>
      {children}
    </span>
  )

const YesNo = ({ value }: { value: boolean }) => <span className={value ? '' : 'text-ink-soft'}>{value ? 'Yes' : 'No'}</span>

const columnsIn = (timeZone: string | undefined) =>
  ({
    name: column.display({
      id: 'name',
      header: 'Name',
      meta: { sort: 'name', rowHeader: true, cut: 'max-w-40 w-[70%] sm:max-w-46 sm:w-[40%] xl:w-[27%]' },
      cell: ({ row }) => <NameCell user={row.original} />,
    }),
    username: column.accessor('username', {
      header: 'Username',
      meta: { sort: 'username', from: 'xl', cut: 'max-w-34 w-[20%]' },
      cell: ({ row }) => <Cut>{row.original.username}</Cut>,
    }),
    email: column.accessor('email', {
      header: 'E-mail',
      meta: { sort: 'email', from: 'lg', cut: 'max-w-48 w-[30%]' },
      cell: ({ row }) => <Cut>{row.original.email}</Cut>,
    }),
    status: column.display({
      id: 'status',
      header: 'Status',
      meta: { from: 'sm' },
      cell: ({ row }) => <UserStatusBadges user={row.original} one />,
    }),
    organisation: column.accessor('organisation', {
      header: 'Organisation',
      meta: { from: '2xl', cut: 'max-w-44 w-[18%]' },
      cell: ({ row }) => <Cut>{row.original.organisation}</Cut>,
    }),
    created: column.accessor('createdAt', {
      header: 'Created',
      meta: { sort: 'created', from: 'xl' },
      cell: ({ row }) => <Time value={row.original.createdAt} timeZone={timeZone} />,
    }),
    lastSignIn: column.accessor('lastSignInAt', {
      header: 'Last sign-in',
      meta: { sort: 'lastSignIn' },
      cell: ({ row }) => <Time value={row.original.lastSignInAt} none="never" timeZone={timeZone} />,
    }),
    emailVerified: column.accessor('emailVerified', {
      header: 'E-mail verified',
      cell: ({ row }) => <YesNo value={row.original.emailVerified} />,
    }),
    passwordSet: column.accessor('hasPassword', {
      header: 'Password set',
      cell: ({ row }) => <YesNo value={row.original.hasPassword} />,
    }),
    dateJoined: column.accessor('dateJoined', {
      header: 'Date joined',
      cell: ({ row }) => <Time value={row.original.dateJoined} timeZone={timeZone} />,
    }),
    privileged: column.accessor('privileged', {
      header: 'Administrative rights',
      cell: ({ row }) => <YesNo value={row.original.privileged} />,
    }),
    id: column.accessor('id', {
      header: 'ID',
      cell: ({ row }) => <code className="text-sm whitespace-nowrap text-ink-soft">{row.original.id}</code>,
    }),
  }) satisfies Record<OwnColumn, unknown>

const fieldColumn = ({ column: name, label, number }: FieldColumn) =>
  column.display({
    id: name,
    header: label,
    meta: { number, cut: 'max-w-44' },
    cell: ({ row }) => {
      const text = row.original.fields?.[fieldKeyOf(name) as string] ?? ''
      return number && text !== '' ? text : <Cut>{text}</Cut>
    },
  })

/** The usual columns leave narrow screens by their width; those that somebody chose stay, and the table scrolls sideways. */
function columnsOf(
  chosen: readonly UserColumn[] | undefined,
  fields: readonly FieldColumn[],
  timeZone: string | undefined,
): TableColumns<Row> {
  const all: Partial<Record<UserColumn, unknown>> = {
    ...columnsIn(timeZone),
    ...Object.fromEntries(fields.map((field) => [field.column, fieldColumn(field)])),
  }
  const columns = shownColumns(chosen)
    .filter((name) => all[name])
    .map((name) => {
      const { meta, ...definition } = all[name] as { meta?: Record<string, unknown> }
      if (!chosen?.length) return all[name]
      const { from: _width, ...stays } = meta ?? {}
      return { ...definition, meta: { ...stays, ...(name === 'name' ? { cut: 'min-w-46 max-w-60' } : {}) } }
    })
  return column.columns(columns as Parameters<typeof column.columns>[0])
}

const none = (mayCreate: boolean) => (
  <EmptyState
    title="No users yet"
    action={
      mayCreate && (
        <ButtonLink href="/users/new" icon={<UserPlus aria-hidden />}>
          Create user
        </ButtonLink>
      )
    }
  >
    Everybody who may sign in is listed here. Create them one by one, or import a CSV file with <code>npm run admin -- import-users</code>.
  </EmptyState>
)

/** The users of one page of the list; each row leads to its user. Notes the address, for the way back from a user. */
export function UsersTable({
  users,
  fields,
  state,
  mayCreate,
  timeZone,
}: {
  users: readonly Row[]
  fields: readonly FieldColumn[]
  state: ListState
  mayCreate: boolean
  timeZone: string | undefined
}) {
  const { params } = state
  useEffect(() => rememberList(window.location.search), [params])
  const empty = usersList.isNarrowed(params) ? <NoMatch what="users" clearHref={clearedHref(state)} /> : none(mayCreate)
  return (
    <DataTable
      caption="Users"
      columns={columnsOf(params.columns, fields, timeZone)}
      wide={params.columns !== undefined}
      rows={users}
      rowKey={(user) => user.id}
      selection={{ labelOf: (user) => `Select ${user.fullName || user.username}` }}
      sort={{
        key: params.sort,
        direction: params.direction,
        href: (key, direction) => usersHref(state, { sort: key as UsersListParams['sort'], direction }),
      }}
      empty={empty}
    />
  )
}
