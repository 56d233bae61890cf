import { Breadcrumbs, PageHeader } from '../../../../../components/layout/page-header.tsx'
import { currentShell } from '../../../../../lib/auth/session.ts'
import { getBanner, listBannerRoles } from '../../../../../lib/banners/queries.ts'
import { can } from '../../../../../lib/core/actor.ts'
import { adminPage, type PageInput } from '../../../../../lib/http/page.ts'
import { EditBannerForm } from '../../_components/banner-form.tsx'

export const metadata = { title: 'Edit banner' }

export default adminPage(async (actor, { params }: PageInput<{ bannerId: string }>) => {
  const { bannerId } = await params
  const [banner, roles, { user }] = await Promise.all([getBanner(actor, { bannerId }), listBannerRoles(actor, {}), currentShell()])
  const { audienceRoleId: roleId, audienceName: name } = banner
  // One that somebody else chose can stay, also when this editor could not have chosen it.
  const offered = roleId === null || name === null || roles.some(({ id }) => id === roleId) ? roles : [...roles, { id: roleId, name }]
  return (
    <>
      <PageHeader
        title="Edit banner"
        crumbs={
          <Breadcrumbs
            crumbs={[
              { label: 'Banners', href: '/banners' },
              { label: banner.title, href: `/banners/${bannerId}` },
            ]}
          />
        }
        description={banner.enabled ? 'It is enabled: readers see changes on their next page.' : undefined}
      />
      <EditBannerForm banner={banner} roles={offered} searchesGroups={can(actor, 'group:read')} timeZone={user?.timeZone || 'UTC'} />
    </>
  )
})
