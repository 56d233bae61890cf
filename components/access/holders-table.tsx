'use client'
import { UsersRound } from 'lucide-react'
import Link from 'next/link'
import type { Holder } from '../../lib/access/queries-holders.ts'
import { holdersList, type HoldersListParams } from '../../lib/access/list.ts'
import { EmptyState, NoMatch } from '../layout/empty-state.tsx'
import { DataTable, RowControl, RowLink, columnsFor } from '../table/data-table.tsx'
import { Badge } from '../ui/badge.tsx'
import { ButtonLink } from '../ui/button.tsx'
import { Identity } from '../ui/identity.tsx'
import { Time } from '../ui/time.tsx'
import { Way, type WayLinks } from './way.tsx'

const column = columnsFor<Holder>()
const GONE = { DEACTIVATED: ['warning', 'Deactivated'], DELETED: ['danger', 'In trash'], ANONYMIZED: ['neutral', 'Anonymized'] } as const
/** More ways than these are behind a link to the user. */
const SHOWN = 3

type Look = { permission: string | undefined; links: WayLinks; timeZone: string | undefined }

/** Where all the ways of a holder are explained. */
const explained = (id: string, permission: string | undefined) =>
  permission === undefined ? `/users/${id}/access` : `/users/${id}/permissions?q=${encodeURIComponent(permission)}`

function Who({ holder, look }: { holder: Holder; look: Look }) {
  const { id, username, fullName, status } = holder
  const name = fullName || username
  const gone = status === 'ACTIVE' ? null : GONE[status]
  return (
    <>
      <Identity name={name} seed={id} detail={username} badges={gone && <Badge tone={gone[0]}>{gone[1]}</Badge>}>
        <bdi>
          <RowLink href={explained(id, look.permission)}>{name}</RowLink>
        </bdi>
      </Identity>
      <div className="font-normal sm:hidden">
        <Ways holder={holder} look={look} />
      </div>
    </>
  )
}

function Ways({ holder: { id, paths, fullName, username }, look: { permission, links, timeZone } }: { holder: Holder; look: Look }) {
  const more = paths.length - SHOWN
  return (
    <RowControl>
      <ul className="grid gap-1 py-1">
        {paths.slice(0, SHOWN).map((path, place) => (
          <li key={place}>
            <Way path={path} permission={permission} links={links} timeZone={timeZone} />
          </li>
        ))}
        {more > 0 && (
          <li>
            <Link
              href={explained(id, permission)}
              prefetch={false}
              aria-label={`${more} more ways of ${fullName || username}`}
              className="rounded-sm text-accent underline underline-offset-2"
            >
              {more} more
            </Link>
          </li>
        )}
      </ul>
    </RowControl>
  )
}

const columnsIn = (look: Look) =>
  column.columns([
    column.display({
      id: 'user',
      header: 'User',
      meta: { rowHeader: true },
      cell: ({ row: { original } }) => <Who holder={original} look={look} />,
    }),
    column.display({
      id: 'ways',
      header: 'Through',
      meta: { from: 'sm' },
      cell: ({ row: { original } }) => <Ways holder={original} look={look} />,
    }),
    column.accessor('createdAt', {
      header: 'Account since',
      meta: { sort: 'created', from: 'lg' },
      cell: ({ row: { original } }) => <Time value={original.createdAt} timeZone={look.timeZone} />,
    }),
  ])

/** One page of those who hold a permission or a role, each with the ways they come by it; a row leads to where they are explained. */
export function HoldersTable({
  holders,
  params,
  at,
  grant,
  ...look
}: {
  holders: readonly Holder[]
  params: HoldersListParams
  at: string
  /** Where one gives it, for when nobody has it. */
  grant: { label: string; href: string } | null
} & Look) {
  const none = (
    <EmptyState
      icon={<UsersRound aria-hidden />}
      title="Nobody has it"
      action={grant && <ButtonLink href={grant.href}>{grant.label}</ButtonLink>}
    >
      {look.permission === undefined
        ? 'Users who get this role, themselves or through a group, are listed here.'
        : 'Users whose roles allow this are listed here, with every way in which they come by it.'}
    </EmptyState>
  )
  return (
    <DataTable
      caption="Holders"
      columns={columnsIn(look)}
      rows={holders}
      rowKey={({ id }) => id}
      sort={{ key: params.sort, direction: params.direction, href: (_sort, direction) => at + holdersList.linkTo(params, { direction }) }}
      empty={holdersList.isNarrowed(params) ? <NoMatch what="users" clearHref={at} /> : none}
    />
  )
}
