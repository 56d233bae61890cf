import type { Metadata } from 'next'
import { Breadcrumbs, PageHeader } from '../../../../components/layout/page-header.tsx'
import { can, canEverywhere, type Actor } from '../../../../lib/core/actor.ts'
import { AppError } from '../../../../lib/core/errors.ts'
import { getGroup } from '../../../../lib/groups/queries-group.ts'
import { groupIdInput } from '../../../../lib/groups/schema.ts'
import { adminPage } from '../../../../lib/http/page.ts'
import { CreateGroupForm } from '../_components/create-group-form.tsx'
import { groupCrumbs } from '../_components/group-frame.tsx'

export const metadata: Metadata = { title: 'Create group' }

/** The group that the new one is to be in, as the address says it. */
async function parentOf(actor: Actor, asked: unknown) {
  const given = groupIdInput.safeParse({ groupId: asked })
  return given.success ? getGroup(actor, given.data) : null
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default adminPage(async (actor, { searchParams }: Props) => {
  if (!can(actor, 'group:create'))
    throw new AppError('FORBIDDEN', 'Your roles do not let you create groups. An administrator can give you one that does.')
  const parent = await parentOf(actor, (await searchParams).parent)
  return (
    <>
      <PageHeader
        crumbs={<Breadcrumbs crumbs={groupCrumbs(parent ? [...parent.path, parent] : [])} />}
        title="Create group"
        description="Members and roles come afterwards. Until it is approved, only administrators and its members know of it."
      />
      <CreateGroupForm
        parent={parent && { id: parent.id, name: parent.name }}
        mustHaveParent={!canEverywhere(actor, 'group:create')}
        mayPickOwner={can(actor, 'user:read')}
      />
    </>
  )
})
