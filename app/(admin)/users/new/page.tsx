import type { Metadata } from 'next'
import { Breadcrumbs, PageHeader } from '../../../../components/layout/page-header.tsx'
import { currentShell } from '../../../../lib/auth/session.ts'
import { can, canEverywhere, reachOf, type Actor } from '../../../../lib/core/actor.ts'
import { AppError } from '../../../../lib/core/errors.ts'
import { getGroup } from '../../../../lib/groups/queries-group.ts'
import { listFieldsForNewUser } from '../../../../lib/custom-fields/queries.ts'
import { adminPage } from '../../../../lib/http/page.ts'
import { listRoles } from '../../../../lib/roles/queries.ts'
import { UsersCrumb } from '../_components/users-crumb.tsx'
import { CreateUserForm, type OfferedGroup, type OfferedRole } from '../_components/create-user-form.tsx'

export const metadata: Metadata = { title: 'Create user' }

async function offeredRoles(actor: Actor): Promise<OfferedRole[] | null> {
  if (!can(actor, 'role:read') || !can(actor, 'role:assign')) return null
  const roles = await listRoles(actor, {})
  return roles.map(({ id, name, description, givable }) => ({
    id,
    name,
    description,
    why: givable ? null : 'You cannot give this role: it allows what you may not do yourself.',
  }))
}

/** Who creates users within one group only finds it chosen already. */
async function offeredGroup(actor: Actor): Promise<OfferedGroup | null> {
  const required = !canEverywhere(actor, 'user:create')
  if (!required && !(can(actor, 'group:manage-members') && can(actor, 'group:read'))) return null
  const reach = reachOf(actor, 'user:create')
  const only = Array.isArray(reach) && reach.length === 1 ? (reach[0] as string) : null
  if (only === null || !can(actor, 'group:read')) return { required, first: null }
  const { id, name } = await getGroup(actor, { groupId: only })
  return { required, first: { id, name } }
}

export default adminPage(async (actor) => {
  if (!can(actor, 'user:create'))
    throw new AppError('FORBIDDEN', 'Your roles do not let you create users. An administrator can give you one that does.')
  const [roles, group, fields, { mailConfigured }] = await Promise.all([
    offeredRoles(actor),
    offeredGroup(actor),
    listFieldsForNewUser(actor, {}),
    currentShell(),
  ])
  return (
    <>
      <PageHeader
        crumbs={<Breadcrumbs first={<UsersCrumb />} />}
        title="Create user"
        description="They get a link to choose their own password; nobody else ever sees it."
      />
      <CreateUserForm roles={roles} group={group} fields={fields} mailConfigured={mailConfigured} />
    </>
  )
})
