import { Breadcrumbs, PageHeader } from '../../../../../components/layout/page-header.tsx'
import { can } from '../../../../../lib/core/actor.ts'
import { adminPage } from '../../../../../lib/http/page.ts'
import { EditGroupForm } from '../../_components/edit-group-form.tsx'
import { groupCrumbs } from '../../_components/group-frame.tsx'
import { insistOnAct, loadGroup, titled, type GroupPageProps } from '../load-group.ts'

export const generateMetadata = titled('Edit')

export default adminPage(async (actor, { params }: GroupPageProps) => {
  const { group } = await loadGroup(actor, params)
  insistOnAct(group.whyNot.update)
  return (
    <>
      <PageHeader title={`Edit ${group.name}`} crumbs={<Breadcrumbs crumbs={groupCrumbs([...group.path, group])} />} />
      <EditGroupForm group={group} mayPickOwner={can(actor, 'user:read')} />
    </>
  )
})
