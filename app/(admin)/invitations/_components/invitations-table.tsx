'use client'
import { MailPlus } from 'lucide-react'
import Link from 'next/link'
import { useMemo } from 'react'
import { InvitationStateBadge, OwnerName } from '../../../../components/enrollment-pools/pool-badges.tsx'
import { EmptyState, NoMatch } from '../../../../components/layout/empty-state.tsx'
import { DataTable, columnsFor } from '../../../../components/table/data-table.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { NoValue } from '../../../../components/ui/description-list.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import { invitationsList, type InvitationsListParams } from '../../../../lib/enrollment-pools/list.ts'
import type { InvitationRow } from '../../../../lib/enrollment-pools/views.ts'
import { InvitationActs } from './invitation-acts.tsx'
import { invitationsHref, resendHref } from './invitations-toolbar.tsx'

const column = columnsFor<InvitationRow>()
type Zone = string | undefined

/** The moment that the state is about. */
const Since = ({ row: { state, expiresAt, enrollment }, timeZone }: { row: InvitationRow; timeZone: Zone }) =>
  enrollment ? (
    <Link
      href={`/inbox/enrollments/${enrollment.id}`}
      prefetch={false}
      className="block w-fit rounded-sm text-sm text-accent underline underline-offset-2"
    >
      Enrollment
    </Link>
  ) : state === 'open' || state === 'expired' ? (
    <span className="block text-sm whitespace-nowrap text-ink-soft">
      {state === 'open' ? 'Ends' : 'Ended'} <Time value={expiresAt} timeZone={timeZone} />
    </span>
  ) : null

const Gives = ({ row: { group, roles } }: { row: InvitationRow }) => {
  const words = [...(group ? [group.name] : []), ...roles].join(', ')
  return words === '' ? (
    <NoValue />
  ) : (
    <span dir="auto" className="block truncate text-left text-ink-soft" title={words}>
      {words}
    </span>
  )
}

const columnsIn = (timeZone: Zone, again: (id: string) => string) =>
  column.columns([
    column.accessor('email', {
      header: 'Invited',
      meta: { sort: 'name', rowHeader: true, cut: 'max-w-48 w-[50%] sm:max-w-64 sm:w-[35%]' },
      cell: ({ row: { original } }) => (
        <span className="block py-1">
          <bdi className="block truncate" title={original.email}>
            {original.email}
          </bdi>
          {original.name && <bdi className="block truncate text-sm leading-4 font-normal text-ink-soft">{original.name}</bdi>}
        </span>
      ),
    }),
    column.accessor('state', {
      header: 'State',
      cell: ({ row: { original } }) => (
        <div className="py-1">
          <InvitationStateBadge state={original.state} />
          <Since row={original} timeZone={timeZone} />
        </div>
      ),
    }),
    column.display({
      id: 'gives',
      header: 'Gets',
      meta: { from: 'lg', cut: 'max-w-48 w-[20%]' },
      cell: ({ row }) => <Gives row={row.original} />,
    }),
    column.display({
      id: 'inviter',
      header: 'Invited by',
      meta: { from: 'md', cut: 'max-w-48 w-[20%]' },
      cell: ({ row }) => <OwnerName owner={row.original.inviter} />,
    }),
    column.accessor('createdAt', {
      header: 'Sent',
      meta: { sort: 'created', from: 'md' },
      cell: ({ row: { original } }) => <Time value={original.sentAt} timeZone={timeZone} />,
    }),
    column.display({
      id: 'acts',
      header: '',
      meta: { label: 'Actions' },
      cell: ({ row }) => <InvitationActs invitation={row.original} resendHref={again(row.original.id)} />,
    }),
  ])

type Props = { invitations: readonly InvitationRow[]; params: InvitationsListParams; timeZone: Zone }

/** One page of invitations, with what became of each and what can be done with it. */
export function InvitationsTable({ invitations, params, timeZone }: Props) {
  // New columns would draw all cells anew, and close a dialog that is open in one.
  const columns = useMemo(() => columnsIn(timeZone, (id) => resendHref(params, id)), [timeZone, params])
  const empty = invitationsList.isNarrowed(params) ? (
    <NoMatch what="invitations" clearHref="/invitations" />
  ) : (
    <EmptyState
      title="Nobody has been invited yet"
      icon={<MailPlus aria-hidden />}
      action={<ButtonLink href="/users/invite">Invite people</ButtonLink>}
    >
      An invitation is a link for one e-mail address. Whoever accepts it chooses a username and comes in without waiting.
    </EmptyState>
  )
  return (
    <DataTable
      caption="Invitations"
      columns={columns}
      rows={invitations}
      rowKey={({ id }) => id}
      sort={{
        key: params.sort,
        direction: params.direction,
        href: (sort, direction) => invitationsHref(params, { sort: sort as never, direction }),
      }}
      empty={empty}
    />
  )
}
