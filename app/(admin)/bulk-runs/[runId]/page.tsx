import { Breadcrumbs, PageHeader } from '../../../../components/layout/page-header.tsx'
import { Pagination } from '../../../../components/table/pagination.tsx'
import { Section } from '../../../../components/ui/section.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import { currentShell } from '../../../../lib/auth/session.ts'
import { getBulkRun, listBulkResults, type BulkRunDetail } from '../../../../lib/bulk-runs/queries.ts'
import { RESULTS_KEPT_DAYS } from '../../../../lib/bulk-runs/rules.ts'
import { bulkResultsList, type ItemResult } from '../../../../lib/bulk-runs/schema.ts'
import { can } from '../../../../lib/core/actor.ts'
import { plural } from '../../../../lib/core/format.ts'
import { adminPage } from '../../../../lib/http/page.ts'
import { ResultTabs, type ResultTab } from '../_components/result-tabs.tsx'
import { ResultsTable } from '../_components/results-table.tsx'
import { RunActions } from '../_components/run-actions.tsx'
import { RunDetails } from '../_components/run-details.tsx'
import { RunNotices } from '../_components/run-notices.tsx'
import { RunProgress } from '../_components/run-progress.tsx'
import { RunStatus, isOver } from '../_components/run-status.tsx'
import { doneWords, runName } from '../_components/run-words.ts'

export const metadata = { title: 'Bulk run' }

/** Browsers without client JavaScript ask again by themselves while a run goes on. */
const REFRESH_SECONDS = 3

const EMPTY: Record<ItemResult, string> = {
  PENDING: 'Nobody is waiting',
  CHANGED: 'Nobody was changed',
  UNCHANGED: 'Nobody was unchanged',
  SKIPPED: 'Nobody was skipped',
}

const emptyWords = (run: BulkRunDetail, result: ItemResult | undefined): string =>
  run.hasResults ? (result ? EMPTY[result] : 'No results') : `What became of each user is kept for ${RESULTS_KEPT_DAYS} days`

function tabsOf(run: BulkRunDetail, href: (result: ItemResult | undefined) => string): ResultTab[] {
  const waiting = run.total - run.changed - run.unchanged - run.skipped
  const tab = (label: string, result: ItemResult | undefined, count: number) => ({
    label,
    result,
    count: isOver(run.status) ? count : null,
    href: href(result),
  })
  return [
    tab('All', undefined, run.total),
    tab('Changed', 'CHANGED', run.changed),
    tab('Unchanged', 'UNCHANGED', run.unchanged),
    tab('Skipped', 'SKIPPED', run.skipped),
    ...(waiting > 0 ? [tab('Waiting', 'PENDING', waiting)] : []),
  ]
}

/** Why users were left alone, once the run is over. */
const Reasons = ({ run: { reasons } }: { run: BulkRunDetail }) =>
  reasons.length > 0 && (
    <ul aria-label="Why users were left alone" className="list-disc ps-5 text-ink-soft">
      {reasons.map(({ result, reason, message, count }) => (
        <li key={result + reason}>
          <span className="tabular-nums">{plural(count, 'user')}</span> {message}.
        </li>
      ))}
    </ul>
  )

type Props = { params: Promise<{ runId: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> }

export default adminPage(async (actor, { params, searchParams }: Props) => {
  const { runId } = await params
  const list = bulkResultsList.lenient(await searchParams)
  const [run, { rows, previous, next }, { user }] = await Promise.all([
    getBulkRun(actor, { runId }),
    listBulkResults(actor, { runId, ...list }),
    currentShell(),
  ])
  const timeZone = user?.timeZone || undefined
  const href = (change: Parameters<typeof bulkResultsList.linkTo>[1]) => bulkResultsList.linkTo(list, change)
  return (
    <div className="grid min-w-0 gap-6">
      {!isOver(run.status) && (
        <noscript>
          <meta httpEquiv="refresh" content={String(REFRESH_SECONDS)} />
        </noscript>
      )}
      <PageHeader
        crumbs={<Breadcrumbs crumbs={[{ label: 'Bulk runs', href: '/bulk-runs' }]} />}
        title={runName(run)}
        badges={<RunStatus status={run.status} isCancelling={run.isCancelling} />}
        description={
          <>
            Started by {run.startedByLabel}, <Time value={run.createdAt} timeZone={timeZone} />
            {run.whyNotUndo === null && run.undoableUntil && (
              <>
                . Can be undone until <Time value={run.undoableUntil} exact timeZone={timeZone} />
              </>
            )}
          </>
        }
        actions={<RunActions run={run} />}
      />
      <RunNotices run={run} />
      <Section title={isOver(run.status) ? 'Result' : 'Progress'}>
        <div className="grid gap-4">
          <RunProgress runId={run.id} start={progressOf(run)} done={doneWords(run)} />
          <Reasons run={run} />
        </div>
      </Section>
      <div className="grid min-w-0 gap-3">
        <ResultTabs tabs={tabsOf(run, (result) => href({ result }))} open={list.result} />
        <ResultsTable rows={rows} linked={run.action !== 'purge'} empty={emptyWords(run, list.result)} />
        {(previous ?? next) && (
          <Pagination
            range={`${rows.length} on this page`}
            first={previous && href({})}
            previous={previous && href({ before: previous })}
            next={next && href({ after: next })}
            last={next && href({ last: true })}
          />
        )}
      </div>
      <RunDetails run={run} timeZone={timeZone} mayAudit={can(actor, 'audit:read')} />
    </div>
  )
})

const progressOf = ({ status, isCancelling, total, changed, unchanged, skipped }: BulkRunDetail) => ({
  status,
  isCancelling,
  total,
  changed,
  unchanged,
  skipped,
})
