import { ArrivalNotice } from '../../../../components/layout/arrival-notice.tsx'
import { Breadcrumbs, PageHeader } from '../../../../components/layout/page-header.tsx'
import { MembershipActions } from '../../../../components/memberships/membership-actions.tsx'
import { MembershipDetails } from '../../../../components/memberships/membership-details.tsx'
import { Avatar } from '../../../../components/ui/avatar.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { currentShell } from '../../../../lib/auth/session.ts'
import { can } from '../../../../lib/core/actor.ts'
import { adminPage } from '../../../../lib/http/page.ts'
import { actsOnMembership } from '../../../../lib/memberships/rules-acts.ts'
import { deleteMembershipAction } from '../actions.ts'
import { loadMembership, memberName, titled, type MembershipPageProps } from '../load-membership.ts'

export const generateMetadata = titled('Membership')

const NOTICES = { created: 'Membership created.', saved: 'Changes saved.' }

export default adminPage(async (actor, { params, searchParams }: MembershipPageProps) => {
  const [membership, { notice }, { user: viewer }] = await Promise.all([loadMembership(actor, params), searchParams, currentShell()])
  const { user } = membership
  const name = memberName(membership)
  return (
    <>
      <PageHeader
        crumbs={<Breadcrumbs crumbs={[{ label: 'Memberships', href: '/memberships' }]} />}
        title={name}
        avatar={<Avatar name={name} seed={user.id} size="lg" />}
        description={user.username}
        actions={
          <>
            {can(actor, 'user:read') && <ButtonLink href={`/users/${user.id}`}>Open user</ButtonLink>}
            <MembershipActions membership={membership} acts={actsOnMembership(actor, user)} deleteAction={deleteMembershipAction} />
          </>
        }
      />
      <ArrivalNotice notice={notice} sentences={NOTICES} />
      <MembershipDetails membership={membership} timeZone={viewer?.timeZone || undefined} />
    </>
  )
})
