import { Breadcrumbs, PageHeader } from '../../../../components/layout/page-header.tsx'
import { currentShell } from '../../../../lib/auth/session.ts'
import { listBannerRoles } from '../../../../lib/banners/queries.ts'
import { can } from '../../../../lib/core/actor.ts'
import { adminPage } from '../../../../lib/http/page.ts'
import { CreateBannerForm } from '../_components/banner-form.tsx'

export const metadata = { title: 'Create banner' }

export default adminPage(async (actor) => {
  const [roles, { user }] = await Promise.all([listBannerRoles(actor, {}), currentShell()])
  return (
    <>
      <PageHeader
        title="Create banner"
        crumbs={<Breadcrumbs crumbs={[{ label: 'Banners', href: '/banners' }]} />}
        description="Nobody sees it until you enable it on the next page."
      />
      <CreateBannerForm roles={roles} searchesGroups={can(actor, 'group:read')} timeZone={user?.timeZone || 'UTC'} />
    </>
  )
})
