import type { Metadata } from 'next'
import { Breadcrumbs, PageHeader } from '../../../../components/layout/page-header.tsx'
import { currentShell } from '../../../../lib/auth/session.ts'
import { can, type Actor } from '../../../../lib/core/actor.ts'
import { AppError } from '../../../../lib/core/errors.ts'
import { adminPage } from '../../../../lib/http/page.ts'
import { listRoles } from '../../../../lib/roles/queries.ts'
import { UsersCrumb } from '../_components/users-crumb.tsx'
import { CreateUserForm, type OfferedRole } from '../_components/create-user-form.tsx'

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

export default adminPage(async (actor) => {
  if (!can(actor, 'user:create'))
    throw new AppError('FORBIDDEN', 'Your roles do not let you create users. An administrator can give you one that does.')
  const [roles, { mailConfigured }] = await Promise.all([offeredRoles(actor), currentShell()])
  return (
    <>
      <PageHeader
        crumbs={<Breadcrumbs first={<UsersCrumb />} />}
        title="Create user"
        description="They get a link to choose their own password; nobody else ever sees it."
      />
      <CreateUserForm roles={roles} mailConfigured={mailConfigured} />
    </>
  )
})
