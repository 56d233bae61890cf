import { UserPlus } from 'lucide-react'
import { EmptyState } from '../../../../../components/layout/empty-state.tsx'
import { MembershipDetails } from '../../../../../components/memberships/membership-details.tsx'
import { Button, ButtonLink } from '../../../../../components/ui/button.tsx'
import { Card } from '../../../../../components/ui/section.tsx'
import { can, type Actor } from '../../../../../lib/core/actor.ts'
import { adminPage } from '../../../../../lib/http/page.ts'
import { membershipOfUser } from '../../../../../lib/memberships/queries.ts'
import { whyNotKept } from '../../../../../lib/memberships/rules.ts'
import type { UserDetail } from '../../../../../lib/users/columns.ts'
import { MembershipActions } from '../../../memberships/_components/membership-actions.tsx'
import { UserFrame } from '../../_components/user-frame.tsx'
import { loadUser, titled, userIdOf, type UserPageProps } from '../load-user.ts'

export const generateMetadata = titled('Membership')

function whyNotCreate(actor: Actor, user: UserDetail): string | null {
  if (!can(actor, 'membership:create')) return 'You have no role that allows this: create memberships of the organisation.'
  return whyNotKept(user.status)?.message.replace(' Nothing was changed.', '') ?? null
}

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
  return (
    <UserFrame {...frame}>
      {membership ? (
        <>
          <div className="flex flex-wrap justify-end gap-2">
            <MembershipActions actor={actor} membership={membership} stays />
          </div>
          <MembershipDetails membership={membership} timeZone={timeZone} />
        </>
      ) : (
        <NoMembership user={user} why={whyNotCreate(actor, user)} />
      )}
    </UserFrame>
  )
})
