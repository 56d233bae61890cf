import type { Metadata } from 'next'
import { Breadcrumbs, PageHeader } from '../../../../components/layout/page-header.tsx'
import { can, canEverywhere, reachOf, type Actor } from '../../../../lib/core/actor.ts'
import { AppError } from '../../../../lib/core/errors.ts'
import { poolsList } from '../../../../lib/enrollment-pools/list.ts'
import { listPools } from '../../../../lib/enrollment-pools/queries.ts'
import { poolIdInput } from '../../../../lib/enrollment-pools/schema.ts'
import { getGroup } from '../../../../lib/groups/queries-group.ts'
import { adminPage, type PageInput } from '../../../../lib/http/page.ts'
import { StartEnrollmentForm, type StartOffers } from './_components/start-enrollment-form.tsx'

export const metadata: Metadata = { title: 'Start an enrollment' }

/** The pools that take people now, newest first; the one of the address beside them, if it is one of these. */
async function offeredPools(actor: Actor) {
  if (!can(actor, 'enrollment-pool:read')) return []
  const { pools } = await listPools(actor, poolsList.strict.parse({ state: 'active', sort: 'created', direction: 'desc', perPage: 100 }))
  return pools.map(({ id, name }) => ({ id, name }))
}

/** Who starts enrollments within one group only finds it chosen already. */
async function offeredGroup(actor: Actor): Promise<StartOffers['group']> {
  const required = !canEverywhere(actor, 'enrollment:invite')
  const searches = can(actor, 'group:read')
  const reach = reachOf(actor, 'enrollment:invite')
  const only = Array.isArray(reach) && reach.length === 1 ? (reach[0] as string) : null
  const first = only !== null && searches ? await getGroup(actor, { groupId: only }) : null
  return { required, searches, first: first && { id: first.id, name: first.name } }
}

export default adminPage(async (actor, { searchParams }: PageInput) => {
  if (!can(actor, 'enrollment:invite'))
    throw new AppError('FORBIDDEN', 'Your roles do not let you start enrollments. An administrator can give you one that does.')
  const [pools, group, raw] = await Promise.all([offeredPools(actor), offeredGroup(actor), searchParams])
  const asked = poolIdInput.safeParse({ poolId: raw.pool })
  return (
    <>
      <PageHeader
        crumbs={<Breadcrumbs crumbs={[{ label: 'Users', href: '/users' }]} />}
        title="Start an enrollment"
        description="For somebody who stands before you or writes to you: choose the username, hand over the link. They become a user once it is approved."
      />
      <StartEnrollmentForm
        pools={pools}
        group={group}
        mayRead={can(actor, 'enrollment:read')}
        pool={asked.success && pools.some((pool) => pool.id === asked.data.poolId) ? asked.data.poolId : null}
      />
    </>
  )
})
