import { Breadcrumbs, PageHeader } from '../../../../../components/layout/page-header.tsx'
import { Effects } from '../../../../../components/layout/effects.tsx'
import { ButtonLink } from '../../../../../components/ui/button.tsx'
import { Callout } from '../../../../../components/ui/callout.tsx'
import { Card } from '../../../../../components/ui/section.tsx'
import { plural } from '../../../../../lib/core/format.ts'
import { deleteGroup } from '../../../../../lib/groups/mutations-tree.ts'
import type { DeletionPreview } from '../../../../../lib/groups/views.ts'
import { adminPage } from '../../../../../lib/http/page.ts'
import { DeleteGroupForm } from '../../_components/delete-group-form.tsx'
import { groupCrumbs } from '../../_components/group-frame.tsx'
import { insistOnAct, loadGroup, titled, type GroupPageProps } from '../load-group.ts'

export const generateMetadata = titled('Delete')

/** What goes with the group, as sentences; what there is none of is not spoken of. */
function goes({ members, grantsHeld, grantsLimited, requests, banners, pools, invitations }: DeletionPreview): string[] {
  const some = (count: number, sentence: string) => (count > 0 ? [sentence] : [])
  return [
    ...some(members, `${plural(members, 'membership')}: whoever is in the group is in it no longer.`),
    ...some(grantsHeld, `${plural(grantsHeld, 'role')} given to the group: its members lose what only these allow.`),
    ...some(grantsLimited, `${plural(grantsLimited, 'role')} limited to this group: whoever holds them loses them.`),
    ...some(requests, `${plural(requests, 'request')} to join.`),
    ...some(banners, `${plural(banners, 'site banner')} for its members ${banners === 1 ? 'has' : 'have'} no audience any more.`),
    ...some(pools, `${plural(pools, 'enrollment pool')} for it: those that lead to this group only are paused, others go on without it.`),
    ...some(invitations, `${plural(invitations, 'open invitation')} into it: whoever was invited to this group cannot accept any more.`),
    'The group itself, with its description. This cannot be undone.',
  ]
}

export default adminPage(async (actor, { params }: GroupPageProps) => {
  const { group } = await loadGroup(actor, params)
  if (group.whyNot.delete?.reason !== 'SUB_GROUPS') insistOnAct(group.whyNot.delete)
  const preview = (await deleteGroup(actor, { groupId: group.id, preview: true })) as DeletionPreview
  return (
    <>
      <PageHeader title={`Delete ${group.name}?`} crumbs={<Breadcrumbs crumbs={groupCrumbs([...group.path, group])} />} />
      {preview.whyNot ? (
        <Callout
          tone="warning"
          title={preview.whyNot.message.replace(' Nothing was deleted.', '')}
          action={<ButtonLink href={`/groups/${group.id}/sub-groups`}>View sub-groups</ButtonLink>}
        />
      ) : (
        <Card className="grid max-w-160 gap-4">
          <Effects title="What goes" items={goes(preview)} />
          <Effects title="What stays" items={['The accounts of its members, their other groups and roles, and the audit log.']} />
          <DeleteGroupForm groupId={group.id} name={group.name} />
        </Card>
      )}
    </>
  )
})
