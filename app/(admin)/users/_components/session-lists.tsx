'use client'
import { Monitor } from 'lucide-react'
import { EmptyState } from '../../../../components/layout/empty-state.tsx'
import { DataTable, columnsFor } from '../../../../components/table/data-table.tsx'
import { Badge } from '../../../../components/ui/badge.tsx'
import { NoValue } from '../../../../components/ui/description-list.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import type { RefusedSignIn, SessionEntry } from '../../../../lib/sessions/history.ts'
import { EndSessionButton } from './end-sessions.tsx'

/** The browsers in which a user is signed in, each with a button that ends it. */
export function OpenSessions({
  userId,
  sessions,
  mayEnd,
  timeZone,
}: {
  userId: string
  sessions: readonly SessionEntry[]
  mayEnd: boolean
  timeZone: string | undefined
}) {
  return (
    <ul className="grid">
      {sessions.map(({ id, device, ip, startedAt, lastSeenAt, current }) => (
        <li
          key={id}
          className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-b border-line py-3 first:pt-0 last:border-0 last:pb-0"
        >
          <div className="flex min-w-0 items-start gap-3">
            <Monitor aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-faint" />
            <div className="min-w-0">
              <p className="flex flex-wrap items-center gap-2">
                <span className="font-medium">{device}</span>
                {current && <Badge tone="info">This session</Badge>}
              </p>
              <p className="text-sm text-ink-soft">
                {ip ?? 'unknown address'}, signed in <Time value={startedAt} timeZone={timeZone} />, last used{' '}
                <Time value={lastSeenAt} timeZone={timeZone} />
              </p>
            </div>
          </div>
          {mayEnd && !current && <EndSessionButton userId={userId} sessionId={id} device={device} />}
        </li>
      ))}
    </ul>
  )
}

type Line = { id: string; at: Date; device: string; ip: string | null; refused: string | null; ended: string | null; endedAt: Date | null }

const linesOf = (sessions: readonly SessionEntry[], refused: readonly RefusedSignIn[]): Line[] =>
  [
    ...sessions.map(({ id, startedAt, device, ip, ended, endedAt }) => ({ id, at: startedAt, device, ip, refused: null, ended, endedAt })),
    ...refused.map(({ id, at, device, ip, why }) => ({ id, at, device, ip, refused: why, ended: null, endedAt: null })),
  ].sort((a, b) => b.at.getTime() - a.at.getTime())

const column = columnsFor<Line>()
const columnsIn = (timeZone: string | undefined) =>
  column.columns([
    column.accessor('at', {
      header: 'When',
      meta: { rowHeader: true },
      cell: ({ row }) => <Time value={row.original.at} timeZone={timeZone} />,
    }),
    column.display({
      id: 'outcome',
      header: 'Outcome',
      cell: ({ row: { original } }) =>
        original.refused ? (
          <span className="flex flex-wrap items-center gap-x-2">
            <Badge tone="warning">Refused</Badge> <span className="text-ink-soft">{original.refused}</span>
          </span>
        ) : (
          'Signed in'
        ),
    }),
    column.accessor('device', { header: 'Browser', meta: { from: 'sm' } }),
    column.accessor('ip', { header: 'Address', meta: { from: 'md' }, cell: ({ row }) => row.original.ip ?? <NoValue /> }),
    column.display({
      id: 'ended',
      header: 'Session',
      meta: { from: 'sm' },
      cell: ({ row: { original } }) =>
        original.refused ? (
          <NoValue />
        ) : original.endedAt ? (
          <span className="text-ink-soft">
            {original.ended}, <Time value={original.endedAt} timeZone={timeZone} />
          </span>
        ) : (
          'Open'
        ),
    }),
  ])

/** Sign-ins of a user and refused tries in one table, the latest first. */
export const SignInHistory = ({
  sessions,
  refused,
  timeZone,
}: {
  sessions: readonly SessionEntry[]
  refused: readonly RefusedSignIn[]
  timeZone: string | undefined
}) => (
  <DataTable
    caption="Sign-in history"
    columns={columnsIn(timeZone)}
    rows={linesOf(sessions, refused)}
    rowKey={(line) => line.id}
    empty={<EmptyState title="Never signed in">Sign-ins and refused tries will be listed here.</EmptyState>}
  />
)
