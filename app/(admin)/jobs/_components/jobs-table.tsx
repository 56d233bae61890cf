'use client'
import { EmptyState, NoMatch } from '../../../../components/layout/empty-state.tsx'
import { DataTable, RowLink, columnsFor } from '../../../../components/table/data-table.tsx'
import { ProgressBar } from '../../../../components/ui/progress-bar.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import { formatDuration, formatNumber } from '../../../../lib/core/format.ts'
import { jobsList, type JobFilter, type JobsListParams } from '../../../../lib/jobs/list.ts'
import type { listJobs } from '../../../../lib/jobs/queries.ts'
import { JobStatus } from './job-status.tsx'

type Job = Awaited<ReturnType<typeof listJobs>>['jobs'][number]
type Zone = string | undefined
const column = columnsFor<Job>()

function Progress({ job: { state, reason, run, nextTryAt }, timeZone }: { job: Job; timeZone: Zone }) {
  return (
    <div className="max-w-96 min-w-0 py-1">
      <JobStatus state={state} />
      {run && run.total > 0 && (
        <span className="block text-sm text-ink-soft tabular-nums">
          <ProgressBar value={run.done} max={run.total} aria-label="Users done" className="my-1 block h-1.5! max-w-48" />
          {formatNumber(run.done)} of {formatNumber(run.total)} users
        </span>
      )}
      {reason && (
        <span className="block truncate text-sm text-ink-soft" title={reason}>
          {reason}
        </span>
      )}
      {state === 'retry' && nextTryAt && (
        <span className="block text-sm text-ink-soft">
          Next try: <Time value={nextTryAt} timeZone={timeZone} />
        </span>
      )}
    </div>
  )
}

const columnsIn = (timeZone: Zone) =>
  column.columns([
    column.display({
      id: 'job',
      header: 'Job',
      meta: { rowHeader: true, cut: 'max-w-50 w-[40%]' },
      cell: ({ row: { original } }) => (
        <>
          <span className="block truncate">
            <RowLink href={`/jobs/${original.id}`}>{original.title}</RowLink>
          </span>
          {original.about[0] && (
            <span className="block truncate text-sm leading-4 text-ink-soft" title={original.about[0].id}>
              {original.about[0].id}
            </span>
          )}
        </>
      ),
    }),
    column.display({ id: 'status', header: 'Status', cell: ({ row }) => <Progress job={row.original} timeZone={timeZone} /> }),
    column.display({
      id: 'tries',
      header: 'Tries',
      meta: { number: true, from: 'md' },
      cell: ({ row: { original } }) => <span className="whitespace-nowrap">{`${original.tries} of ${original.triesAtMost}`}</span>,
    }),
    column.accessor('createdAt', {
      header: 'Created',
      meta: { sort: 'created', from: 'sm' },
      cell: ({ row }) => <Time value={row.original.createdAt} timeZone={timeZone} />,
    }),
    column.accessor('seconds', {
      header: 'Took',
      meta: { number: true, from: 'sm' },
      cell: ({ row: { original } }) =>
        original.seconds !== null && <span className="whitespace-nowrap">{formatDuration(original.seconds)}</span>,
    }),
  ])

const EMPTY: Record<JobFilter, [title: string, text: string]> = {
  failed: ['No failed jobs', 'Everything that was started is done, or will be tried again by itself.'],
  running: ['No running jobs', 'Most jobs take less than a second. Long ones, such as bulk runs, are shown here with their progress.'],
  waiting: ['No waiting jobs', 'Everything that was to be done has been started.'],
  done: ['No finished jobs', 'Jobs that were done are kept here for a day.'],
  any: ['No jobs yet', 'Mail that is sent, bulk runs and the regular jobs below are listed here.'],
}

type Props = { jobs: readonly Job[]; params: JobsListParams; timeZone: Zone }

/** One page of jobs; each row leads to its job. */
export function JobsTable({ jobs, params, timeZone }: Props) {
  const [title, text] = EMPTY[params.status]
  return (
    <DataTable
      caption="Jobs"
      columns={columnsIn(timeZone)}
      rows={jobs}
      rowKey={(job) => job.id}
      sort={{ key: 'created', direction: params.direction, href: (_key, direction) => jobsList.linkTo(params, { direction }) }}
      empty={params.kind ? <NoMatch what="jobs" clearHref="/jobs" /> : <EmptyState title={title}>{text}</EmptyState>}
    />
  )
}
