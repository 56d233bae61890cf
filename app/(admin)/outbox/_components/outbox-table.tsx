'use client'
import { EmptyState, NoMatch } from '../../../../components/layout/empty-state.tsx'
import { DataTable, RowLink, columnsFor } from '../../../../components/table/data-table.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import type { OutboxSummary } from '../../../../lib/outbox/queries.ts'
import { outboxList, type OutboxListParams } from '../../../../lib/outbox/schema.ts'
import { MessageStatus } from './message-status.tsx'

const column = columnsFor<OutboxSummary>()

function Recipient({ message: { toName, toAddress } }: { message: OutboxSummary }) {
  return (
    <div className="max-w-56 min-w-0">
      {toName && <span className="block truncate">{toName}</span>}
      <span className="block truncate text-ink-soft" title={toAddress}>
        {toAddress}
      </span>
    </div>
  )
}

function Progress({ message }: { message: OutboxSummary }) {
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
          Next try: <Time value={message.nextAttemptAt} />
        </span>
      )}
    </div>
  )
}

const columns = column.columns([
  column.display({
    id: 'subject',
    header: 'Subject',
    meta: { rowHeader: true },
    cell: ({ row }) => <RowLink href={`/outbox/${row.original.id}`}>{row.original.subject}</RowLink>,
  }),
  column.display({ id: 'to', header: 'To', cell: ({ row }) => <Recipient message={row.original} /> }),
  column.display({ id: 'status', header: 'Status', cell: ({ row }) => <Progress message={row.original} /> }),
  column.accessor('attempts', { header: 'Tries', meta: { number: true, from: 'md' } }),
  column.accessor('createdAt', {
    header: 'Written',
    meta: { sort: 'created', from: 'sm' },
    cell: ({ row }) => <Time value={row.original.createdAt} />,
  }),
])

/** One page of outgoing mail; each row leads to its message. */
export function OutboxTable({ messages, params }: { messages: readonly OutboxSummary[]; params: OutboxListParams }) {
  const empty = outboxList.isNarrowed(params) ? (
    <NoMatch what="messages" clearHref="/outbox" />
  ) : (
    <EmptyState title="No mail yet">Every message that Gatehouse sends is listed here: invitations, password links, notices.</EmptyState>
  )
  return (
    <DataTable
      caption="Outgoing mail"
      columns={columns}
      rows={messages}
      rowKey={(message) => message.id}
      sort={{ key: 'created', direction: params.direction, href: (_key, direction) => outboxList.linkTo(params, { direction }) }}
      empty={empty}
    />
  )
}
