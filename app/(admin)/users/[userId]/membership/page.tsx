import { UserPlus } from 'lucide-react'
import { EmptyState } from '../../../../../components/layout/empty-state.tsx'
import { MembershipActions } from '../../../../../components/memberships/membership-actions.tsx'
import { MembershipDetails } from '../../../../../components/memberships/membership-details.tsx'
import { Button, ButtonLink } from '../../../../../components/ui/button.tsx'
import { Card } from '../../../../../components/ui/section.tsx'
import { adminPage } from '../../../../../lib/http/page.ts'
import { membershipOfUser } from '../../../../../lib/memberships/queries.ts'
import { actsOnMembership } from '../../../../../lib/memberships/rules-acts.ts'
import type { UserDetail } from '../../../../../lib/users/columns.ts'
import { UserFrame } from '../../_components/user-frame.tsx'
import { deleteMembershipOfUserAction } from './actions.ts'
import { loadUser, titled, userIdOf, type UserPageProps } from '../load-user.ts'

export const generateMetadata = titled('Membership')

function NoMembership({ user, why }: { user: UserDetail; why: string | null }) {
  const icon = <UserPlus aria-hidden />
  return (
    <Card>
      <EmptyState
        title="No membership"
        action={
          why === null ? (
            <ButtonLink variant="primary" href={`/memberships/new?user=${user.id}`} icon={icon}>
              Create membership
            </ButtonLink>
          ) : (
            <Button variant="primary" icon={icon} disabledReason={why}>
              Create membership
            </Button>
          )
        }
      >
        {user.fullName || user.username} is not a member of the organisation. They can join under “Membership” in their account.
      </EmptyState>
    </Card>
  )
}

export default adminPage(async (actor, { params }: UserPageProps) => {
  const userId = await userIdOf(params)
  const [{ user, frame, timeZone }, { membership }] = await Promise.all([loadUser(actor, params), membershipOfUser(actor, { userId })])
  const acts = actsOnMembership(actor, user)
  return (
    <UserFrame {...frame}>
      {membership ? (
        <MembershipDetails
          membership={membership}
          timeZone={timeZone}
          actions={<MembershipActions membership={membership} acts={acts} deleteAction={deleteMembershipOfUserAction} />}
        />
      ) : (
        <NoMembership user={user} why={acts.create} />
      )}
    </UserFrame>
  )
})
