import Form from 'next/form'
import { BULK_ACTION_NAMES } from '../../../../lib/bulk-runs/schema.ts'
import { STATUS_FILTERS, type BulkRunsListParams } from '../../../../lib/bulk-runs/list.ts'
import { ACTION_WORDS } from '../../../../lib/bulk-runs/rules.ts'
import { Button } from '../../../../components/ui/button.tsx'
import { Select } from '../../../../components/ui/input.tsx'

const STATUS_WORDS: Record<BulkRunsListParams['status'], string> = {
  any: 'Every status',
  waiting: 'Waiting',
  running: 'Running',
  done: 'Done',
  cancelled: 'Cancelled',
}

/** Which runs are listed, as one GET form: the address holds the state. */
export function RunsFilters({ params }: { params: BulkRunsListParams }) {
  const { status, action, mine } = params
  return (
    <Form key={`${status} ${action} ${mine}`} action="/bulk-runs" role="search" aria-label="Bulk runs" className="flex flex-wrap gap-2">
      <Select
        name="status"
        defaultValue={status}
        aria-label="Status"
        className="w-auto!"
        options={STATUS_FILTERS.map((value) => ({ value, label: STATUS_WORDS[value] }))}
      />
      <Select
        name="action"
        defaultValue={action}
        aria-label="Action"
        className="w-auto!"
        options={[
          { value: 'any', label: 'Every action' },
          ...BULK_ACTION_NAMES.map((value) => ({ value, label: ACTION_WORDS[value].verb })),
        ]}
      />
      <Select
        name="mine"
        defaultValue={mine}
        aria-label="Started by"
        className="w-auto!"
        options={[
          { value: 'any', label: 'Started by anybody' },
          { value: 'yes', label: 'Started by me' },
        ]}
      />
      <Button type="submit">Filter</Button>
    </Form>
  )
}
