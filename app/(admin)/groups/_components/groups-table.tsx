'use client'
import { FolderTree, Plus } from 'lucide-react'
import { GroupBadges } from '../../../../components/groups/group-badges.tsx'
import { dayWords } from '../../../../components/groups/group-words.ts'
import { EmptyState, NoMatch } from '../../../../components/layout/empty-state.tsx'
import { DataTable, RowLink, columnsFor } from '../../../../components/table/data-table.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { NoValue } from '../../../../components/ui/description-list.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import { cappedCount, formatNumber } from '../../../../lib/core/format.ts'
import { groupsList, type GroupsListParams } from '../../../../lib/groups/list.ts'
import type { GroupSummary } from '../../../../lib/groups/views.ts'

const column = columnsFor<GroupSummary>()

const Cut = ({ children }: { children: string | undefined }) =>
  children ? (
    <span dir="auto" className="block truncate text-left text-ink-soft" title={children}>
      {children}
    </span>
  ) : (
    <NoValue />
  )

/** A count that stopped at its limit says so. */
const countWords = (count: number, more: boolean) => `${formatNumber(count)}${more ? '+' : ''}`

const columnsIn = (timeZone: string | undefined) =>
  column.columns([
    column.accessor('name', {
      header: 'Name',
      meta: { sort: 'name', rowHeader: true, cut: 'max-w-56 w-[70%] sm:w-[45%]' },
      cell: ({ row: { original } }) => (
        <>
          <span dir="auto" className="block truncate text-left" title={original.name}>
            <RowLink href={`/groups/${original.id}`}>{original.name}</RowLink>
          </span>
          <span className="flex gap-1 pb-1 empty:hidden sm:hidden">
            <GroupBadges {...original} />
          </span>
        </>
      ),
    }),
    column.display({
      id: 'flags',
      header: 'Status',
      meta: { from: 'sm' },
      cell: ({ row: { original } }) => (
        <span className="flex gap-1">
          <GroupBadges {...original} />
        </span>
      ),
    }),
    column.display({
      id: 'parent',
      header: 'In group',
      meta: { from: 'xl', cut: 'max-w-44 w-[20%]' },
      cell: ({ row }) => <Cut>{row.original.parent?.name}</Cut>,
    }),
    column.accessor('location', {
      header: 'Location',
      meta: { from: '2xl', cut: 'max-w-36 w-[15%]' },
      cell: ({ row }) => <Cut>{row.original.location}</Cut>,
    }),
    column.display({
      id: 'owner',
      header: 'Owner',
      meta: { from: '2xl', cut: 'max-w-44 w-[20%]' },
      cell: ({ row }) => <Cut>{row.original.owner?.label}</Cut>,
    }),
    column.accessor('members', {
      header: 'Members',
      meta: { number: true },
      cell: ({ row: { original } }) => countWords(original.members, original.membersMore),
    }),
    column.accessor('subGroups', {
      header: 'Sub-groups',
      meta: { number: true, from: 'md' },
      cell: ({ row }) => cappedCount(row.original.subGroups, 1_000),
    }),
    column.display({
      id: 'startDate',
      header: 'Start',
      meta: { sort: 'startDate', from: '2xl' },
      cell: ({ row }) =>
        row.original.startDate ? <span className="whitespace-nowrap">{dayWords(row.original.startDate)}</span> : <NoValue />,
    }),
    column.accessor('createdAt', {
      header: 'Created',
      meta: { sort: 'created', from: 'lg' },
      cell: ({ row }) => <Time value={row.original.createdAt} timeZone={timeZone} />,
    }),
  ])

const none = (mayCreate: boolean) => (
  <EmptyState
    icon={<FolderTree aria-hidden />}
    title="No groups yet"
    action={
      mayCreate && (
        <ButtonLink href="/groups/new" icon={<Plus aria-hidden />}>
          Create group
        </ButtonLink>
      )
    }
  >
    Groups hold users who belong together. Roles that are given to a group hold for all its members, and groups can be put into groups.
  </EmptyState>
)

type Props = { groups: readonly GroupSummary[]; params: GroupsListParams; mayCreate: boolean; timeZone: string | undefined }

/** One page of the groups list; each row leads to its group. */
export const GroupsTable = ({ groups, params, mayCreate, timeZone }: Props) => (
  <DataTable
    caption="Groups"
    columns={columnsIn(timeZone)}
    rows={groups}
    rowKey={(group) => group.id}
    sort={{
      key: params.sort,
      direction: params.direction,
      href: (sort, direction) => groupsList.linkTo(params, { sort: sort as GroupsListParams['sort'], direction }),
    }}
    empty={groupsList.isNarrowed(params) ? <NoMatch what="groups" clearHref="/groups" /> : none(mayCreate)}
  />
)
