'use client'
import { IdCard } from 'lucide-react'
import { EmptyState, NoMatch } from '../../../../components/layout/empty-state.tsx'
import { MembershipType, Voting } from '../../../../components/memberships/membership-badges.tsx'
import { dayWords } from '../../../../components/memberships/day-words.ts'
import { DataTable, RowLink, columnsFor } from '../../../../components/table/data-table.tsx'
import { Badge } from '../../../../components/ui/badge.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { NoValue } from '../../../../components/ui/description-list.tsx'
import { Identity } from '../../../../components/ui/identity.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import type { MembershipSummary } from '../../../../lib/memberships/columns.ts'
import { membershipsList, type MembershipsListParams } from '../../../../lib/memberships/list.ts'
import { membershipsHref } from './memberships-href.ts'

const column = columnsFor<MembershipSummary>()
const GONE = { DEACTIVATED: ['warning', 'Deactivated'], DELETED: ['danger', 'In trash'], ANONYMIZED: ['neutral', 'Anonymized'] } as const

function Member({ id, user }: MembershipSummary) {
  const name = user.fullName || user.username
  const gone = user.status === 'ACTIVE' ? null : GONE[user.status]
  return (
    <Identity name={name} seed={user.id} detail={user.username} badges={gone && <Badge tone={gone[0]}>{gone[1]}</Badge>}>
      <bdi>
        <RowLink href={`/memberships/${id}`}>{name}</RowLink>
      </bdi>
    </Identity>
  )
}

const cut = (text: string) =>
  text === '' ? (
    <NoValue />
  ) : (
    <span dir="auto" className="block truncate" title={text}>
      {text}
    </span>
  )

const columnsIn = (timeZone: string | undefined) =>
  column.columns([
    column.display({
      id: 'member',
      header: 'Member',
      meta: { sort: 'name', rowHeader: true, cut: 'max-w-44 w-[60%] sm:max-w-none sm:w-auto' },
      cell: ({ row: { original } }) => <Member {...original} />,
    }),
    column.accessor('type', { header: 'Type', cell: ({ row: { original } }) => <MembershipType {...original} /> }),
    column.accessor('legalName', {
      header: 'Legal name',
      meta: { from: '2xl', cut: 'max-w-52' },
      cell: ({ row: { original } }) => cut(original.legalName),
    }),
    column.display({
      id: 'place',
      header: 'City and country',
      meta: { from: 'xl', cut: 'max-w-40 w-[25%]' },
      cell: ({ row: { original } }) => cut([original.city, original.country].filter(Boolean).join(', ')),
    }),
    column.display({ id: 'voting', header: 'Voting', meta: { from: 'sm' }, cell: ({ row: { original } }) => <Voting {...original} /> }),
    column.accessor('lastVoteAffirmation', {
      header: 'Affirmed',
      meta: { sort: 'affirmed', from: 'md' },
      cell: ({ row: { original } }) =>
        original.lastVoteAffirmation ? (
          <time dateTime={original.lastVoteAffirmation} className="whitespace-nowrap tabular-nums">
            {dayWords(original.lastVoteAffirmation)}
          </time>
        ) : (
          <NoValue />
        ),
    }),
    column.accessor('createdAt', {
      header: 'Member since',
      meta: { sort: 'created', from: 'md' },
      cell: ({ row: { original } }) => <Time value={original.createdAt} timeZone={timeZone} />,
    }),
  ])

const none = (mayCreate: boolean) => (
  <EmptyState
    icon={<IdCard aria-hidden />}
    title="No memberships yet"
    action={mayCreate && <ButtonLink href="/memberships/new">Create membership</ButtonLink>}
  >
    Who joins the organisation is listed here. People join under “Membership” in their account; you can also enter them.
  </EmptyState>
)

/** One page of memberships; each row leads to its membership. */
export function MembershipsTable({
  memberships,
  params,
  mayCreate,
  timeZone,
}: {
  memberships: readonly MembershipSummary[]
  params: MembershipsListParams
  mayCreate: boolean
  timeZone: string | undefined
}) {
  return (
    <DataTable
      caption="Memberships"
      columns={columnsIn(timeZone)}
      rows={memberships}
      rowKey={({ id }) => id}
      sort={{
        key: params.sort,
        direction: params.direction,
        href: (sort, direction) => membershipsHref(params, { sort: sort as MembershipsListParams['sort'], direction }),
      }}
      empty={membershipsList.isNarrowed(params) ? <NoMatch what="memberships" clearHref="/memberships" /> : none(mayCreate)}
    />
  )
}
