'use client'
import { CheckBadges, KindMark, StateBadge } from '../../../../components/inbox/inbox-badges.tsx'
import { itemHref } from '../../../../components/inbox/inbox-words.ts'
import { EmptyState, NoMatch } from '../../../../components/layout/empty-state.tsx'
import { DataTable, RowLink, columnsFor } from '../../../../components/table/data-table.tsx'
import { NoValue } from '../../../../components/ui/description-list.tsx'
import { Identity } from '../../../../components/ui/identity.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import { inboxList, type InboxListParams } from '../../../../lib/inbox/list.ts'
import { itemText } from '../../../../lib/inbox/schema.ts'
import type { InboxRow } from '../../../../lib/inbox/views.ts'
import { fromOf, inboxHref } from './inbox-href.ts'

const column = columnsFor<InboxRow>()

function Applicant({ row, from, timeZone }: { row: InboxRow; from: string; timeZone: string | undefined }) {
  const { kind, id, applicant, email, username, organisation, createdAt, decidedAt } = row
  const detail = [email ?? username, organisation].filter(Boolean).join(', ')
  return (
    <>
      <Identity name={applicant} seed={id} detail={detail}>
        <bdi>
          <RowLink href={itemHref(kind, id, from)}>{applicant}</RowLink>
        </bdi>
      </Identity>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 pt-1 ps-10 text-sm md:hidden">
        <KindMark kind={kind} />
        <span className="text-ink-soft sm:hidden">
          <Time value={decidedAt ?? createdAt} timeZone={timeZone} />
        </span>
        {row.state === 'PENDING' ? <CheckBadges checks={row.checks} /> : <StateBadge state={row.state} />}
      </div>
    </>
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

/** By which pool, and below it into which group; the one that there is when there is no other. */
function Place({ pool, group }: InboxRow) {
  if (!pool || !group) return cut(pool?.name ?? group?.name ?? '')
  return (
    <>
      {cut(pool.name)}
      <span className="text-sm text-ink-soft">{cut(group.name)}</span>
    </>
  )
}

const decision = (timeZone: string | undefined) =>
  column.columns([
    column.accessor('state', {
      header: 'Decision',
      meta: { from: 'md' },
      cell: ({ row: { original } }) => <StateBadge state={original.state} />,
    }),
    column.accessor('decidedBy', {
      header: 'By',
      meta: { from: 'lg', cut: 'max-w-44' },
      cell: ({ row: { original } }) => cut(original.decidedBy),
    }),
    column.accessor('decidedAt', {
      header: 'Decided',
      meta: { sort: 'decided', from: 'sm' },
      cell: ({ row: { original } }) => <Time value={original.decidedAt} timeZone={timeZone} />,
    }),
  ])

const checks = column.columns([
  column.display({
    id: 'invitedBy',
    header: 'Invited by',
    meta: { from: '2xl', cut: 'max-w-40' },
    cell: ({ row: { original } }) => cut(original.invitedBy),
  }),
  column.display({
    id: 'checks',
    header: 'Checks',
    meta: { from: 'md', cut: 'max-w-64 w-[28%] whitespace-normal' },
    cell: ({ row: { original } }) =>
      original.state === 'PENDING' ? <CheckBadges checks={original.checks} /> : <StateBadge state={original.state} />,
  }),
])

function columnsIn(params: InboxListParams, timeZone: string | undefined) {
  const from = fromOf(params)
  const isDecided = params.state === 'decided'
  return [
    ...column.columns([
      column.display({
        id: 'applicant',
        header: 'Applicant',
        meta: { sort: 'applicant', rowHeader: true, cut: 'max-w-60 w-full py-1.5! sm:max-w-72 sm:w-[36%]' },
        cell: ({ row: { original } }) => <Applicant row={original} from={from} timeZone={timeZone} />,
      }),
      column.accessor('kind', { header: 'Kind', meta: { from: 'md' }, cell: ({ row: { original } }) => <KindMark kind={original.kind} /> }),
      column.display({
        id: 'place',
        header: 'Pool and group',
        meta: { from: 'lg', cut: 'max-w-44 w-[24%]' },
        cell: ({ row: { original } }) => <Place {...original} />,
      }),
    ]),
    ...(isDecided ? decision(timeZone) : checks),
    ...(isDecided
      ? []
      : column.columns([
          column.accessor('createdAt', {
            header: params.state === 'all' ? 'Asked' : 'Waiting since',
            meta: { sort: 'asked', from: 'sm' },
            cell: ({ row: { original } }) => <Time value={original.createdAt} timeZone={timeZone} />,
          }),
        ])),
  ]
}

const NONE: Record<InboxListParams['state'], { title: string; text: string }> = {
  waiting: {
    title: 'Nobody is waiting',
    text: 'People who enroll with a link, ask for access or ask to join a group appear here until somebody decides.',
  },
  unready: {
    title: 'Everybody is ready',
    text: 'Here are people who have something to do before they can be decided about: confirm their e-mail address, or fill in the form.',
  },
  decided: { title: 'Nothing was decided yet', text: 'What was approved and rejected stays here, with who decided and why.' },
  all: { title: 'Nobody has asked yet', text: 'People who enroll with a link, ask for access or ask to join a group appear here.' },
}

function empty(params: InboxListParams) {
  const { state, decidedBy, sort, direction } = params
  if (decidedBy === 'me' && !inboxList.isNarrowed({ ...params, state: 'waiting', decidedBy: 'anyone' }))
    return <EmptyState title="You have decided nothing yet">What you approve and reject is listed here.</EmptyState>
  if (inboxList.isNarrowed({ ...params, state: 'waiting', decidedBy: 'anyone' }))
    return <NoMatch what="items" clearHref={inboxHref({ state, decidedBy, sort, direction })} />
  return <EmptyState title={NONE[state].title}>{NONE[state].text}</EmptyState>
}

/** One page of the inbox; each row leads to its item. Rows can be chosen where the viewer decides and something waits. */
export function InboxTable({
  items,
  params,
  chooses,
  timeZone,
}: {
  items: readonly InboxRow[]
  params: InboxListParams
  chooses: boolean
  timeZone: string | undefined
}) {
  return (
    <div data-inbox className="min-w-0">
      <DataTable
        caption="Inbox"
        columns={columnsIn(params, timeZone) as ReturnType<typeof column.columns>}
        rows={items}
        rowKey={itemText}
        sort={{
          key: params.sort,
          direction: params.direction,
          href: (sort, direction) => inboxHref(params, { sort: sort as InboxListParams['sort'], direction }),
        }}
        selection={chooses ? { labelOf: ({ applicant }) => `Select ${applicant}` } : undefined}
        empty={empty(params)}
      />
    </div>
  )
}
