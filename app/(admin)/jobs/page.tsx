import { RefreshCw } from 'lucide-react'
import { PageHeader } from '../../../components/layout/page-header.tsx'
import { Pagination } from '../../../components/table/pagination.tsx'
import { ButtonLink } from '../../../components/ui/button.tsx'
import { Callout } from '../../../components/ui/callout.tsx'
import { Section } from '../../../components/ui/section.tsx'
import { Time } from '../../../components/ui/time.tsx'
import { currentShell } from '../../../lib/auth/session.ts'
import { adminPage, type PageInput } from '../../../lib/http/page.ts'
import { jobsList } from '../../../lib/jobs/list.ts'
import { getQueue, listJobs } from '../../../lib/jobs/queries.ts'
import { JobsTable } from './_components/jobs-table.tsx'
import { JobsToolbar } from './_components/jobs-toolbar.tsx'
import { RegularJobs } from './_components/regular-jobs.tsx'

export const metadata = { title: 'Jobs' }

const NoWorker = ({ seenAt, timeZone }: { seenAt: Date | null; timeZone: string | undefined }) => (
  <Callout tone="danger" title="No worker runs">
    Nothing is sent, bulk runs stand still, and what runs by itself does not, until a worker is there again. It belongs to Gatehouse: look
    at its log, and restart it. Last seen: <Time value={seenAt} timeZone={timeZone} none="never" />.
  </Callout>
)

export default adminPage(async (actor, { searchParams }: PageInput) => {
  const { user } = await currentShell()
  const params = jobsList.lenient({ perPage: user?.rowsPerPage, ...(await searchParams) })
  const [{ jobs, previous, next, counts, kinds }, { worker, regular }] = await Promise.all([listJobs(actor, params), getQueue(actor, {})])
  const timeZone = user?.timeZone || undefined
  const href = (change: Parameters<typeof jobsList.linkTo>[1]) => `/jobs${jobsList.linkTo(params, change)}`
  const here = href({ after: params.after, before: params.before, last: params.last })
  return (
    <>
      <PageHeader
        title="Jobs"
        description="What Gatehouse does in the background, and what became of it. What ended is kept for a day or longer."
        actions={
          <ButtonLink href={here} icon={<RefreshCw aria-hidden />}>
            Refresh
          </ButtonLink>
        }
      />
      {!worker.isAlive && <NoWorker seenAt={worker.seenAt} timeZone={timeZone} />}
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3">
        <JobsToolbar params={params} counts={counts} kinds={kinds} />
        <JobsTable jobs={jobs} params={params} timeZone={timeZone} />
        {(previous ?? next) && (
          <Pagination
            range={`${jobs.length} on this page`}
            first={previous && href({})}
            previous={previous && href({ before: previous })}
            next={next && href({ after: next })}
            last={next && href({ last: true })}
          />
        )}
      </div>
      <Section title="Regular jobs" description="What starts by itself." plain>
        <RegularJobs jobs={regular} timeZone={timeZone} />
      </Section>
    </>
  )
})
