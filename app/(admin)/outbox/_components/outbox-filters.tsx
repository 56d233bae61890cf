import Form from 'next/form'
import { Button } from '../../../../components/ui/button.tsx'
import { Input, Select } from '../../../../components/ui/input.tsx'
import { OUTBOX_FILTERS, type OutboxListParams } from '../../../../lib/outbox/schema.ts'

const WORDS: Record<OutboxListParams['status'], string> = {
  any: 'Every status',
  waiting: 'Waiting',
  sent: 'Sent',
  failed: 'Failed',
  held: 'Held',
}

/** Search by recipient and the status filter, as one GET form: the address holds the state. */
export function OutboxFilters({ params }: { params: OutboxListParams }) {
  return (
    <Form key={`${params.q} ${params.status}`} action="/outbox" role="search" aria-label="Outgoing mail" className="flex flex-wrap gap-2">
      <Input
        type="search"
        name="q"
        defaultValue={params.q}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        aria-label="Search by recipient"
        placeholder="Recipient's address or name"
        className="min-w-48 flex-1 sm:max-w-100"
      />
      <Select
        name="status"
        defaultValue={params.status}
        aria-label="Status"
        className="w-auto!"
        options={OUTBOX_FILTERS.map((value) => ({ value, label: WORDS[value] }))}
      />
      <Button type="submit">Search</Button>
    </Form>
  )
}
