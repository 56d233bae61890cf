import Link from 'next/link'
import { ArrivalNotice } from '../../../../components/layout/arrival-notice.tsx'
import { Breadcrumbs, PageHeader } from '../../../../components/layout/page-header.tsx'
import { Callout } from '../../../../components/ui/callout.tsx'
import { DescriptionList } from '../../../../components/ui/description-list.tsx'
import { Section } from '../../../../components/ui/section.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import { currentShell } from '../../../../lib/auth/session.ts'
import { formatDuration, formatNumber } from '../../../../lib/core/format.ts'
import { adminPage, type PageInput } from '../../../../lib/http/page.ts'
import { getJob } from '../../../../lib/jobs/queries.ts'
import { JobStatus } from '../_components/job-status.tsx'
import { RetryJobForm } from '../_components/retry-job-form.tsx'

export const metadata = { title: 'Job' }

type Job = Awaited<ReturnType<typeof getJob>>

const link = (href: string, text: string) => (
  <Link href={href} prefetch={false} className="text-accent underline underline-offset-2">
    {text}
  </Link>
)

/** The ids that the job was told, each a link where there is a page for it. */
function subjects({ about, mayReadMail, run }: Job) {
  const pages: Record<string, string | false | null> = { outboxId: mayReadMail && '/outbox', runId: run && '/bulk-runs' }
  return about.map(({ name, id }) => {
    const page = pages[name]
    const value = page ? link(`${page}/${id}`, id) : id
    return { term: { outboxId: 'Message', runId: 'Bulk run' }[name] ?? name, value: <span className="wrap-anywhere">{value}</span> }
  })
}

function Facts({ job, timeZone }: { job: Job; timeZone: string | undefined }) {
  const at = (value: Date | null) => <Time value={value} exact timeZone={timeZone} />
  return (
    <Section title="Details">
      <DescriptionList
        items={[
          ...(job.purpose ? [{ term: 'What it does', value: job.purpose }] : []),
          { term: 'Kind', value: <code className="text-sm">{job.name}</code> },
          ...subjects(job),
          ...(job.run ? [{ term: 'Users done', value: `${formatNumber(job.run.done)} of ${formatNumber(job.run.total)}` }] : []),
          { term: 'Created', value: at(job.createdAt) },
          { term: job.tries > 1 ? 'Started, the last time' : 'Started', value: at(job.startedAt) },
          ...(job.endedAt ? [{ term: 'Ended', value: at(job.endedAt) }] : []),
          ...(job.seconds !== null ? [{ term: job.state === 'active' ? 'Has taken' : 'Took', value: formatDuration(job.seconds) }] : []),
          { term: 'Tries', value: `${job.tries} of ${job.triesAtMost}` },
          ...(job.nextTryAt ? [{ term: job.state === 'retry' ? 'Next try' : 'Not before', value: at(job.nextTryAt) }] : []),
          { term: 'ID', value: <code className="text-sm wrap-anywhere">{job.id}</code> },
        ]}
      />
    </Section>
  )
}

const AGAIN = 'The job runs again within 10 seconds. Reload this page to see how it went.'

export default adminPage(async (actor, { params, searchParams }: PageInput<{ jobId: string }>) => {
  const [{ jobId }, { notice }, { user }] = await Promise.all([params, searchParams, currentShell()])
  const job = await getJob(actor, { jobId })
  const timeZone = user?.timeZone || undefined
  return (
    <>
      <PageHeader
        title={job.title}
        crumbs={<Breadcrumbs crumbs={[{ label: 'Jobs', href: '/jobs' }]} />}
        badges={<JobStatus state={job.state} />}
        actions={job.state === 'failed' && job.mayRetry && <RetryJobForm jobId={job.id} whyNot={job.whyNotRetry?.message ?? null} />}
      />
      <ArrivalNotice notice={notice} sentences={{ again: AGAIN }} />
      {job.reason && (
        <Callout
          tone={job.state === 'failed' ? 'danger' : 'warning'}
          title={job.state === 'failed' ? 'Why it failed' : 'Why it will be tried again'}
        >
          <span className="whitespace-pre-wrap wrap-anywhere">{job.reason}</span>
        </Callout>
      )}
      <Facts job={job} timeZone={timeZone} />
    </>
  )
})
