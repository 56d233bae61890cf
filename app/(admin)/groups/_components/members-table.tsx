'use client'
import Link from 'next/link'
import { MemberBadges } from '../../../../components/groups/group-badges.tsx'
import { EmptyState, NoMatch } from '../../../../components/layout/empty-state.tsx'
import { DataTable, RowControl, RowLink, columnsFor } from '../../../../components/table/data-table.tsx'
import { Avatar } from '../../../../components/ui/avatar.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import { groupMembersList, type GroupMembersListParams } from '../../../../lib/groups/list.ts'
import type { GroupMemberRow } from '../../../../lib/groups/views.ts'

const column = columnsFor<GroupMemberRow>()

function NameCell({ member, groupId }: { member: GroupMemberRow; groupId: string }) {
  const name = member.fullName || member.username
  return (
    <div className="flex min-w-0 items-center gap-3">
      <Avatar name={name} seed={member.id} size="sm" />
      <div className="min-w-0">
        <span dir="auto" className="block truncate text-left">
          <RowLink href={`/groups/${member.group.id}/members/${member.id}`}>{name}</RowLink>
        </span>
        <span className="block truncate text-sm leading-4 text-ink-soft">{member.email ?? member.username}</span>
        {member.group.id !== groupId && <span className="block truncate text-sm leading-4 text-ink-faint">in {member.group.name}</span>}
        <span className="flex gap-1 py-0.5 empty:hidden sm:hidden">
          <MemberBadges {...member} />
        </span>
      </div>
    </div>
  )
}

const columnsIn = (groupId: string, timeZone: string | undefined) =>
  column.columns([
    column.display({
      id: 'name',
      header: 'Name',
      meta: { rowHeader: true, cut: 'max-w-56 w-[70%] sm:w-[45%]' },
      cell: ({ row }) => <NameCell member={row.original} groupId={groupId} />,
    }),
    column.display({
      id: 'role',
      header: 'Role in the group',
      meta: { from: 'sm' },
      cell: ({ row: { original } }) => (
        <span className="flex items-center gap-1">
          {original.role === 'member' && <span className="text-ink-soft">Member</span>}
          <MemberBadges {...original} />
        </span>
      ),
    }),
    column.display({
      id: 'until',
      header: 'Ends',
      cell: ({ row }) => <Time value={row.original.validUntil} timeZone={timeZone} />,
    }),
    column.display({
      id: 'added',
      header: 'Added',
      meta: { sort: 'added', from: 'md' },
      cell: ({ row: { original } }) => (
        <span className="flex flex-wrap gap-x-1 text-ink-soft">
          <Time value={original.addedAt} timeZone={timeZone} />
          {original.addedByLabel && <span className="max-lg:hidden">by {original.addedByLabel}</span>}
        </span>
      ),
    }),
    column.display({
      id: 'user',
      header: 'Account',
      meta: { from: 'lg', label: 'Account' },
      cell: ({ row: { original } }) =>
        original.isVisible && (
          <RowControl>
            <Link
              href={`/users/${original.id}`}
              prefetch={false}
              aria-label={`Open user ${original.fullName || original.username}`}
              className="rounded-sm whitespace-nowrap text-accent underline underline-offset-2"
            >
              Open user
            </Link>
          </RowControl>
        ),
    }),
  ])

type Props = {
  groupId: string
  members: readonly GroupMemberRow[]
  params: GroupMembersListParams
  mayAdd: boolean
  timeZone: string | undefined
}

/** One page of a group's members; each row leads to that membership. */
export function MembersTable({ groupId, members, params, mayAdd, timeZone }: Props) {
  const none = (
    <EmptyState title="No members yet" action={mayAdd && <ButtonLink href={`/groups/${groupId}/members/add`}>Add members</ButtonLink>}>
      Users in this group are listed here, with what they are in it and until when.
    </EmptyState>
  )
  return (
    <DataTable
      caption="Members"
      columns={columnsIn(groupId, timeZone)}
      rows={members}
      rowKey={(member) => `${member.group.id}-${member.id}`}
      sort={{
        key: params.sort,
        direction: params.direction,
        href: (_sort, direction) => groupMembersList.linkTo(params, { direction }),
      }}
      empty={groupMembersList.isNarrowed(params) ? <NoMatch what="members" clearHref={`/groups/${groupId}/members`} /> : none}
    />
  )
}
