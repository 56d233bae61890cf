import { Plus } from 'lucide-react'
import type { Metadata } from 'next'
import { ArrivalNotice } from '../../../components/layout/arrival-notice.tsx'
import { PageHeader } from '../../../components/layout/page-header.tsx'
import { Button, ButtonLink } from '../../../components/ui/button.tsx'
import { can } from '../../../lib/core/actor.ts'
import { listCustomFields } from '../../../lib/custom-fields/queries.ts'
import { adminPage, type PageInput } from '../../../lib/http/page.ts'
import { FieldsTable } from './_components/fields-table.tsx'

export const metadata: Metadata = { title: 'Extra fields' }

const NOTICES = {
  defined: 'Field defined. Forms and the list of users have it now.',
  deleted: 'Field deleted, with what users had in it.',
}

export default adminPage<PageInput>(async (actor, { searchParams }) => {
  const [fields, { notice }] = await Promise.all([listCustomFields(actor, {}), searchParams])
  const action = { variant: 'primary', icon: <Plus aria-hidden /> } as const
  return (
    <>
      <PageHeader
        title="Extra fields"
        description="What else is kept about every user, beside name, e-mail and organisation."
        actions={
          can(actor, 'custom-field:define') ? (
            <ButtonLink {...action} href="/custom-fields/new">
              Define field
            </ButtonLink>
          ) : (
            <Button {...action} disabledReason="You have no role that allows this: define extra user fields.">
              Define field
            </Button>
          )
        }
      />
      <ArrivalNotice notice={notice} sentences={NOTICES} />
      <FieldsTable fields={fields} />
    </>
  )
})
