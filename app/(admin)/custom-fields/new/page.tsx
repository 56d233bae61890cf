import type { Metadata } from 'next'
import { Breadcrumbs, PageHeader } from '../../../../components/layout/page-header.tsx'
import { can } from '../../../../lib/core/actor.ts'
import { AppError } from '../../../../lib/core/errors.ts'
import { adminPage } from '../../../../lib/http/page.ts'
import { CreateFieldForm } from '../_components/field-form.tsx'

export const metadata: Metadata = { title: 'Define field' }

export default adminPage(async (actor) => {
  if (!can(actor, 'custom-field:define'))
    throw new AppError('FORBIDDEN', 'Your roles do not let you define extra fields. An administrator can give you one that does.')
  return (
    <>
      <PageHeader
        crumbs={<Breadcrumbs crumbs={[{ label: 'Extra fields', href: '/custom-fields' }]} />}
        title="Define field"
        description="Every user has it from then on, at first without a value."
      />
      <CreateFieldForm />
    </>
  )
})
