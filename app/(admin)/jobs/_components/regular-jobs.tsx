'use client'
import { EmptyState } from '../../../../components/layout/empty-state.tsx'
import { DataTable, columnsFor } from '../../../../components/table/data-table.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import type { getQueue } from '../../../../lib/jobs/queries.ts'
import { scheduleInWords } from '../../../../lib/jobs/rules.ts'
import { JobStatus } from './job-status.tsx'

type Regular = Awaited<ReturnType<typeof getQueue>>['regular'][number]
const column = columnsFor<Regular>()

const columnsIn = (timeZone: string | undefined) =>
  column.columns([
    column.display({
      id: 'job',
      header: 'Job',
      meta: { rowHeader: true },
      cell: ({ row: { original } }) => (
        <div className="min-w-40 py-1">
          <span className="block font-medium">{original.title}</span>
          <span className="block text-sm text-ink-soft">{original.purpose}</span>
          <span className="block text-sm text-ink-soft first-letter:uppercase sm:hidden">{scheduleInWords(original.cron)}</span>
        </div>
      ),
    }),
    column.display({
      id: 'schedule',
      header: 'Runs',
      meta: { from: 'sm' },
      cell: ({ row }) => (
        <span className="inline-block whitespace-nowrap first-letter:uppercase">{scheduleInWords(row.original.cron)}</span>
      ),
    }),
    column.display({
      id: 'last',
      header: 'Last run',
      cell: ({ row: { original } }) => (
        <div className="py-1 whitespace-nowrap">
          <Time value={original.lastAt} timeZone={timeZone} none="none on record" />
          {original.lastState && original.lastState !== 'completed' && (
            <div>
              <JobStatus state={original.lastState} />
            </div>
          )}
        </div>
      ),
    }),
    column.display({
      id: 'next',
      header: 'Next run',
      meta: { from: 'sm' },
      cell: ({ row: { original } }) =>
        original.nextInSeconds !== null && original.nextInSeconds < 60 ? (
          <span className="whitespace-nowrap">within a minute</span>
        ) : (
          <Time value={original.nextAt} timeZone={timeZone} />
        ),
    }),
  ])

/** The jobs that start by themselves, with their last and next run. */
export const RegularJobs = ({ jobs, timeZone }: { jobs: readonly Regular[]; timeZone: string | undefined }) => (
  <DataTable
    caption="Regular jobs"
    columns={columnsIn(timeZone)}
    rows={jobs}
    rowKey={({ name }) => name}
    empty={<EmptyState title="No regular jobs">A worker writes its schedules down when it starts. None has started yet.</EmptyState>}
  />
)
