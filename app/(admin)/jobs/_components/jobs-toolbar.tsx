import Form from 'next/form'
import Link from 'next/link'
import { Button } from '../../../../components/ui/button.tsx'
import { cx } from '../../../../components/ui/classes.ts'
import { Select } from '../../../../components/ui/input.tsx'
import { formatNumber } from '../../../../lib/core/format.ts'
import { JOB_FILTERS, jobsList, type JobFilter, type JobsListParams } from '../../../../lib/jobs/list.ts'

const WORDS: Record<JobFilter, string> = { failed: 'Failed', running: 'Running', waiting: 'Waiting', done: 'Done', any: 'All' }

type Props = { params: JobsListParams; counts: Record<JobFilter, number>; kinds: readonly { name: string; title: string }[] }

/** The statuses as links with how many jobs each has, and the choice of a kind as a GET form: the address holds the state. */
export function JobsToolbar({ params, counts, kinds }: Props) {
  return (
    <div className="flex min-w-0 flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <nav aria-label="Status" className="-mx-1 max-w-full overflow-x-auto border-b border-line px-1">
        <ul className="flex gap-4">
          {JOB_FILTERS.map((status) => (
            <li key={status}>
              <Link
                href={`/jobs${jobsList.linkTo(params, { status })}`}
                prefetch={false}
                aria-current={status === params.status ? 'page' : undefined}
                className={cx(
                  'flex items-center gap-1.5 rounded-t-sm border-b-2 px-1 py-2 font-medium whitespace-nowrap -outline-offset-2',
                  status === params.status
                    ? 'border-accent text-ink'
                    : 'border-transparent text-ink-soft hover:border-line-strong hover:text-ink',
                )}
              >
                {WORDS[status]}
                <span className="text-sm font-normal text-ink-soft tabular-nums">{formatNumber(counts[status])}</span>
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <Form key={params.kind ?? ''} action="/jobs" role="search" aria-label="Jobs" className="flex min-w-0 gap-2">
        {params.status !== 'failed' && <input type="hidden" name="status" value={params.status} />}
        <Select
          name="kind"
          defaultValue={params.kind ?? ''}
          aria-label="Kind"
          className="w-auto! min-w-0 flex-1"
          options={[{ value: '', label: 'Every kind' }, ...kinds.map(({ name, title }) => ({ value: name, label: title }))]}
        />
        <Button type="submit">Filter</Button>
      </Form>
    </div>
  )
}
