import { Breadcrumbs, PageHeader } from '../../../../../../components/layout/page-header.tsx'
import { Section } from '../../../../../../components/ui/section.tsx'
import { can } from '../../../../../../lib/core/actor.ts'
import { adminPage } from '../../../../../../lib/http/page.ts'
import { AddMemberForm, AddMembersForm } from '../../../_components/add-members-form.tsx'
import { groupCrumbs } from '../../../_components/group-frame.tsx'
import { insistOnAct, loadGroup, titled, type GroupPageProps } from '../../load-group.ts'

export const generateMetadata = titled('Add members')

export default adminPage(async (actor, { params }: GroupPageProps) => {
  const { group } = await loadGroup(actor, params)
  insistOnAct(group.whyNot.manageMembers)
  return (
    <>
      <PageHeader
        crumbs={
          <Breadcrumbs crumbs={[...groupCrumbs([...group.path, group]), { label: 'Members', href: `/groups/${group.id}/members` }]} />
        }
        title="Add members"
        description={`Whoever is in ${group.name} holds its roles from the next click on. You can add users whom you may see; others ask to join themselves.`}
      />
      {can(actor, 'user:read') && (
        <Section title="One user">
          <AddMemberForm groupId={group.id} />
        </Section>
      )}
      <Section title="A list" description="Each line by itself: what became of it is shown afterwards.">
        <AddMembersForm groupId={group.id} />
      </Section>
    </>
  )
})
