import { Effects } from '../../../../../components/layout/effects.tsx'
import { Breadcrumbs, PageHeader } from '../../../../../components/layout/page-header.tsx'
import { Card } from '../../../../../components/ui/section.tsx'
import { formatNumber, plural } from '../../../../../lib/core/format.ts'
import { adminPage } from '../../../../../lib/http/page.ts'
import { deletePermission, type DeletePreview } from '../../../../../lib/permissions/mutations.ts'
import { DeletePermissionForm } from '../../_components/permission-forms.tsx'
import { insistOn, loadPermission, titled, type PermissionPageProps } from '../../load-permission.ts'

export const generateMetadata = titled('Delete')

/** Who loses the permission: with how many, and whom of them the viewer may see. */
function losses({ losing: { count, more, names }, roles }: DeletePreview): string[] {
  const users = more ? `More than ${formatNumber(count)} users` : plural(count, 'user')
  const others = count - names.length
  const called =
    names.length > 0 ? ` (${names.join(', ')}${more ? ' and others' : others > 0 ? ` and ${formatNumber(others)} more` : ''})` : ''
  return [
    count === 0 ? 'Nobody holds it now.' : `${users}${called} may do this no longer.`,
    ...(roles.length > 0
      ? [`${plural(roles.length, 'role')} will not allow it any more: ${roles.map(({ name }) => name).join(', ')}.`]
      : []),
    'Applications that ask for it are told no. It cannot be brought back; the same name can be defined anew.',
  ]
}

export default adminPage(async (actor, { params }: PermissionPageProps) => {
  const { name, whyNotDelete } = await loadPermission(actor, params)
  insistOn(whyNotDelete)
  const preview = (await deletePermission(actor, { name, preview: true })) as DeletePreview
  const crumbs = [
    { label: 'Permissions', href: '/permissions' },
    { label: name, href: `/permissions/${name}` },
  ]
  return (
    <>
      <PageHeader crumbs={<Breadcrumbs crumbs={crumbs} />} title={`Delete ${name}?`} description="Nothing has been deleted yet." />
      <Card className="grid max-w-160 gap-4">
        <Effects title="What stops" items={losses(preview)} />
        <Effects title="What stays" items={['The roles with all else that they allow, the users, and the audit log.']} />
        <DeletePermissionForm name={name} />
      </Card>
    </>
  )
})
