import type { Metadata } from 'next'
import { Breadcrumbs, PageHeader } from '../../../../components/layout/page-header.tsx'
import { can } from '../../../../lib/core/actor.ts'
import { AppError } from '../../../../lib/core/errors.ts'
import { adminPage } from '../../../../lib/http/page.ts'
import { DefinePermissionForm } from '../_components/permission-forms.tsx'

export const metadata: Metadata = { title: 'Define permission' }

export default adminPage(async (actor) => {
  if (!can(actor, 'permission:define'))
    throw new AppError('FORBIDDEN', 'Your roles do not let you define permissions. An administrator can give you one that does.')
  return (
    <>
      <PageHeader
        crumbs={<Breadcrumbs crumbs={[{ label: 'Permissions', href: '/permissions' }]} />}
        title="Define permission"
        description="For an application of your own. Gatehouse does nothing with it but give it, by roles, and answer who holds it."
      />
      <DefinePermissionForm />
    </>
  )
})
