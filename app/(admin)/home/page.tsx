import { PageHeader } from '../../../components/layout/page-header.tsx'
import { Time } from '../../../components/ui/time.tsx'
import { currentShell } from '../../../lib/auth/session.ts'
import { can } from '../../../lib/core/actor.ts'
import { adminPage } from '../../../lib/http/page.ts'
import { getOverview } from '../../../lib/statistics/queries.ts'
import { Health } from './_components/health.tsx'
import { LatestSignUps } from './_components/latest-sign-ups.tsx'
import { PerDay } from './_components/per-day.tsx'
import { Tiles } from './_components/tiles.tsx'
import { Waiting } from './_components/waiting.tsx'

export const metadata = { title: 'Home' }

export default adminPage(async (actor) => {
  const [overview, { user, pendingWork }] = await Promise.all([getOverview(actor, {}), currentShell()])
  const timeZone = user?.timeZone || undefined
  const may = {
    users: can(actor, 'user:read'),
    outbox: can(actor, 'outbox:read'),
    jobs: can(actor, 'job:read'),
    audit: can(actor, 'audit:read'),
  }
  const { figures, health, latest, trashDays } = overview
  return (
    <>
      <PageHeader
        title="Home"
        description={
          <>
            The installation at a glance, counted at <Time value={figures.countedAt} exact timeZone={timeZone} />. It is counted at most
            once a minute.
          </>
        }
      />
      <Tiles figures={figures} trashDays={trashDays} mayReadUsers={may.users} />
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(280px,340px)]">
        <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-6 lg:col-start-2 lg:row-start-1">
          <Waiting overview={overview} may={may} pending={pendingWork} />
          <Health health={health} figures={figures} may={may} timeZone={timeZone} />
        </div>
        <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-6 lg:col-start-1 lg:row-start-1">
          <PerDay figures={figures} mayReadUsers={may.users} />
          {latest && <LatestSignUps users={latest} timeZone={timeZone} />}
        </div>
      </div>
    </>
  )
})
