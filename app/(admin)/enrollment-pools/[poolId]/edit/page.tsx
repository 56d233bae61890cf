import { Breadcrumbs, PageHeader } from '../../../../../components/layout/page-header.tsx'
import { adminPage } from '../../../../../lib/http/page.ts'
import { givingOffers } from '../../../../giving-offers.ts'
import { poolCrumbs } from '../../_components/pool-frame.tsx'
import { EditPoolForm } from '../../_components/pool-form.tsx'
import { insistOnAct, loadPool, titled, type PoolPageProps } from '../load-pool.ts'

export const generateMetadata = titled('Edit')

export default adminPage(async (actor, { params }: PoolPageProps) => {
  const [{ pool, timeZone }, offers] = await Promise.all([loadPool(actor, params), givingOffers(actor, 'enrollment-pool:update')])
  insistOnAct(pool.whyNot.update)
  return (
    <>
      <PageHeader
        crumbs={<Breadcrumbs crumbs={poolCrumbs(pool)} />}
        title="Edit pool"
        description="It holds for whoever enrolls from now on; applicants who wait keep what they were promised."
      />
      <EditPoolForm pool={pool} offers={offers} timeZone={timeZone ?? 'UTC'} />
    </>
  )
})
