import { Breadcrumbs, PageHeader } from '../../../../../components/layout/page-header.tsx'
import { adminPage } from '../../../../../lib/http/page.ts'
import { EditPermissionForm } from '../../_components/permission-forms.tsx'
import { insistOn, loadPermission, titled, type PermissionPageProps } from '../../load-permission.ts'

export const generateMetadata = titled('Edit')

export default adminPage(async (actor, { params }: PermissionPageProps) => {
  const { name, description, version, whyNotUpdate } = await loadPermission(actor, params)
  insistOn(whyNotUpdate)
  const crumbs = [
    { label: 'Permissions', href: '/permissions' },
    { label: name, href: `/permissions/${name}` },
  ]
  return (
    <>
      <PageHeader crumbs={<Breadcrumbs crumbs={crumbs} />} title={`Edit ${name}`} />
      <EditPermissionForm name={name} description={description} version={version} />
    </>
  )
})
