import { Plus } from 'lucide-react'
import Link from 'next/link'
import { EmptyState } from '../../../../../components/layout/empty-state.tsx'
import { Button, ButtonLink } from '../../../../../components/ui/button.tsx'
import { Section } from '../../../../../components/ui/section.tsx'
import type { GroupDetail } from '../../../../../lib/groups/views.ts'
import { groupTree } from '../../../../../lib/groups/queries.ts'
import { adminPage } from '../../../../../lib/http/page.ts'
import { GroupFrame } from '../../_components/group-frame.tsx'
import { treeHref } from '../../_components/group-tree.tsx'
import { SubGroupsList } from '../../_components/sub-groups-list.tsx'
import { groupIdOf, loadGroup, titled, type GroupPageProps } from '../load-group.ts'

export const generateMetadata = titled('Sub-groups')

const CreateSubGroup = ({ group: { id, whyNot } }: { group: GroupDetail }) =>
  whyNot.createSubGroup === null ? (
    <ButtonLink variant="primary" href={`/groups/new?parent=${id}`} icon={<Plus aria-hidden />}>
      Create sub-group
    </ButtonLink>
  ) : (
    <Button variant="primary" icon={<Plus aria-hidden />} disabledReason={whyNot.createSubGroup.message}>
      Create sub-group
    </Button>
  )

export default adminPage(async (actor, { params }: GroupPageProps) => {
  const groupId = await groupIdOf(params)
  const [{ group }, { groups, more }] = await Promise.all([loadGroup(actor, params), groupTree(actor, { parentId: groupId })])
  return (
    <GroupFrame group={group}>
      <Section
        title="Sub-groups"
        description="Members of these also get what the roles of this group allow."
        actions={<CreateSubGroup group={group} />}
      >
        {groups.length === 0 ? (
          <EmptyState title="No sub-groups yet">
            A group can hold others, as deep as you like. Whoever is in them is in this one too.
          </EmptyState>
        ) : (
          <div className="grid gap-3">
            <SubGroupsList groups={groups} />
            <p className="flex flex-wrap gap-x-4 text-ink-soft">
              <Link href={treeHref(groupId)} prefetch={false} className="rounded-sm text-accent underline underline-offset-2">
                Show in the tree
              </Link>
              <Link href={`/groups?under=${groupId}`} prefetch={false} className="rounded-sm text-accent underline underline-offset-2">
                {more ? 'There are more: list every group below, at any depth' : 'List every group below, at any depth'}
              </Link>
            </p>
          </div>
        )}
      </Section>
    </GroupFrame>
  )
})
