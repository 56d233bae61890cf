import type { ReactNode } from 'react'
import { PoolStateBadge } from '../../../../components/enrollment-pools/pool-badges.tsx'
import { POOL_KIND_WORDS } from '../../../../components/enrollment-pools/pool-words.ts'
import { Breadcrumbs, PageHeader } from '../../../../components/layout/page-header.tsx'
import { Tabs } from '../../../../components/ui/tabs.tsx'
import type { PoolDetail } from '../../../../lib/enrollment-pools/views.ts'
import { PoolActions } from './pool-actions.tsx'

/** The way to a pool's own pages. */
export const poolCrumbs = (pool?: Pick<PoolDetail, 'id' | 'name'>) => [
  { label: 'Enrollment pools', href: '/enrollment-pools' },
  ...(pool ? [{ label: pool.name, href: `/enrollment-pools/${pool.id}` }] : []),
]

/** What both tabs of a pool have around them: the way back, which pool it is, what can be done, and the tabs. */
export const PoolFrame = ({ pool, children }: { pool: PoolDetail; children: ReactNode }) => (
  <>
    <div className="grid min-w-0 gap-4">
      <PageHeader
        crumbs={<Breadcrumbs crumbs={poolCrumbs()} />}
        title={pool.name}
        badges={<PoolStateBadge state={pool.state} />}
        description={`${POOL_KIND_WORDS[pool.kind]}. ${pool.needsApproval ? 'Somebody approves each applicant.' : 'Whoever has a link comes in by themselves.'}`}
        actions={<PoolActions pool={pool} />}
      />
      <Tabs
        label={`About ${pool.name}`}
        tabs={[
          { label: 'Overview', href: `/enrollment-pools/${pool.id}` },
          { label: 'Links', href: `/enrollment-pools/${pool.id}/links` },
        ]}
      />
    </div>
    {children}
  </>
)
