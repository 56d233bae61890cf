import type { Metadata } from 'next'
import { Breadcrumbs, PageHeader } from '../../../../components/layout/page-header.tsx'
import { currentShell } from '../../../../lib/auth/session.ts'
import { can } from '../../../../lib/core/actor.ts'
import { AppError } from '../../../../lib/core/errors.ts'
import { adminPage } from '../../../../lib/http/page.ts'
import { givingOffers } from '../../../giving-offers.ts'
import { CreatePoolForm } from '../_components/pool-form.tsx'

export const metadata: Metadata = { title: 'Create pool' }

export default adminPage(async (actor) => {
  if (!can(actor, 'enrollment-pool:create'))
    throw new AppError('FORBIDDEN', 'Your roles do not let you create enrollment pools. An administrator can give you one that does.')
  const [offers, { user }] = await Promise.all([givingOffers(actor, 'enrollment-pool:create'), currentShell()])
  return (
    <>
      <PageHeader
        crumbs={<Breadcrumbs crumbs={[{ label: 'Enrollment pools', href: '/enrollment-pools' }]} />}
        title="Create pool"
        description="You own it. It can give only what you may give yourself, and its link works at once."
      />
      <CreatePoolForm offers={offers} timeZone={user?.timeZone || 'UTC'} />
    </>
  )
})
