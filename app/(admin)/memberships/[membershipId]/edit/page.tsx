import { Breadcrumbs, PageHeader } from '../../../../../components/layout/page-header.tsx'
import { can } from '../../../../../lib/core/actor.ts'
import { AppError, refuse } from '../../../../../lib/core/errors.ts'
import { adminPage } from '../../../../../lib/http/page.ts'
import { whyNotKept } from '../../../../../lib/memberships/rules.ts'
import { EditMembershipForm } from '../../_components/membership-form.tsx'
import { loadMembership, memberName, titled, type MembershipPageProps } from '../../load-membership.ts'

export const generateMetadata = titled('Edit membership')

export default adminPage(async (actor, { params }: MembershipPageProps) => {
  if (!can(actor, 'membership:update'))
    throw new AppError('FORBIDDEN', 'Your roles do not let you edit memberships. An administrator can give you one that does.')
  const membership = await loadMembership(actor, params)
  refuse(whyNotKept(membership.user.status))
  const name = memberName(membership)
  return (
    <>
      <PageHeader
        title={`Edit the membership of ${name}`}
        crumbs={
          <Breadcrumbs
            crumbs={[
              { label: 'Memberships', href: '/memberships' },
              { label: name, href: `/memberships/${membership.id}` },
            ]}
          />
        }
      />
      <EditMembershipForm membership={membership} />
    </>
  )
})
