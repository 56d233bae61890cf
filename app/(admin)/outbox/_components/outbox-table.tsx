'use client'
import { EmptyState, NoMatch } from '../../../../components/layout/empty-state.tsx'
import { DataTable, RowLink, columnsFor } from '../../../../components/table/data-table.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import type { OutboxSummary } from '../../../../lib/outbox/queries.ts'
import { outboxList, type OutboxListParams } from '../../../../lib/outbox/schema.ts'
import { MessageStatus } from './message-status.tsx'

type Zone = string | undefined
const column = columnsFor<OutboxSummary>()

function Recipient({ message: { toName, toAddress } }: { message: OutboxSummary }) {
  return (
    <div>
      {toName && (
        <span dir="auto" className="block truncate text-left">
          {toName}
        </span>
      )}
      <span className="block truncate text-sm leading-4 text-ink-soft" title={toAddress}>
        {toAddress}
      </span>
    </div>
  )
}

function Progress({ message, timeZone }: { message: OutboxSummary; timeZone: Zone }) {
  return (
    <div className="max-w-72 min-w-0 py-1">
      <MessageStatus message={message} />
      {message.lastError && message.status !== 'SENT' && (
        <span className="block truncate text-sm text-ink-soft" title={message.lastError}>
          {message.lastError}
        </span>
      )}
      {message.nextAttemptAt && message.attempts > 0 && (
        <span className="block text-sm text-ink-soft">
          Next try: <Time value={message.nextAttemptAt} timeZone={timeZone} />
        </span>
      )}
    </div>
  )
}

const columnsIn = (timeZone: Zone) =>
  column.columns([
    column.display({
      id: 'subject',
      header: 'Subject',
      meta: { rowHeader: true, cut: 'max-w-50 w-[70%] sm:w-[40%]' },
      cell: ({ row: { original } }) => (
        <>
          <span className="block truncate" title={original.subject}>
            <RowLink href={`/outbox/${original.id}`}>{original.subject}</RowLink>
          </span>
          <span className="block truncate text-sm leading-4 text-ink-soft sm:hidden">{original.toAddress}</span>
        </>
      ),
    }),
    column.display({
      id: 'to',
      header: 'To',
      meta: { cut: 'max-w-56 w-[35%]', from: 'sm' },
      cell: ({ row }) => <Recipient message={row.original} />,
    }),
    column.display({ id: 'status', header: 'Status', cell: ({ row }) => <Progress message={row.original} timeZone={timeZone} /> }),
    column.accessor('attempts', { header: 'Tries', meta: { number: true, from: 'md' } }),
    column.accessor('createdAt', {
      header: 'Written',
      meta: { sort: 'created', from: 'sm' },
      cell: ({ row }) => <Time value={row.original.createdAt} timeZone={timeZone} />,
    }),
  ])

type Props = { messages: readonly OutboxSummary[]; params: OutboxListParams; timeZone: Zone }

/** One page of outgoing mail; each row leads to its message. */
export function OutboxTable({ messages, params, timeZone }: Props) {
  const empty = outboxList.isNarrowed(params) ? (
    <NoMatch what="messages" clearHref="/outbox" />
  ) : (
    <EmptyState title="No mail yet">Every message that Gatehouse sends is listed here: invitations, password links, notices.</EmptyState>
  )
  return (
    <DataTable
      caption="Outgoing mail"
      columns={columnsIn(timeZone)}
      rows={messages}
      rowKey={(message) => message.id}
      sort={{ key: 'created', direction: params.direction, href: (_key, direction) => outboxList.linkTo(params, { direction }) }}
      empty={empty}
    />
  )
}
