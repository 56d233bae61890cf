import Link from 'next/link'
import { MemberBadges } from '../../../../../components/groups/group-badges.tsx'
import { Badge } from '../../../../../components/ui/badge.tsx'
import { DialogTrigger } from '../../../../../components/ui/dialog.tsx'
import { Section } from '../../../../../components/ui/section.tsx'
import { Time } from '../../../../../components/ui/time.tsx'
import { can } from '../../../../../lib/core/actor.ts'
import { groupsOfUser } from '../../../../../lib/groups/queries-members.ts'
import type { GroupOfUser } from '../../../../../lib/groups/views.ts'
import { adminPage } from '../../../../../lib/http/page.ts'
import { ADD_TO_GROUP_DIALOG } from '../../_components/add-to-group-dialog-id.ts'
import { AddToGroupDialog } from '../../_components/add-to-group-dialog.tsx'
import { UserFrame } from '../../_components/user-frame.tsx'
import { loadUser, titled, userIdOf, type UserPageProps } from '../load-user.ts'

export const generateMetadata = titled('Groups')

const linkClass = 'rounded-sm text-accent underline underline-offset-2'

function Membership({ group, userId, timeZone }: { group: GroupOfUser; userId: string; timeZone: string | undefined }) {
  const { id, name, role, isOwner, validUntil, ended, addedAt, addedByLabel } = group
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 border-b border-line py-3 first:pt-0 last:border-0 last:pb-0">
      <div className="grid min-w-0 gap-1">
        <p className="flex flex-wrap items-center gap-2">
          <Link href={`/groups/${id}`} prefetch={false} className="rounded-sm font-medium wrap-anywhere hover:underline">
            {name}
          </Link>
          <MemberBadges role={role} ended={ended} />
          {isOwner && <Badge icon={null}>Owner</Badge>}
        </p>
        <p className="text-sm text-ink-soft">
          Added by {addedByLabel || 'the system'} <Time value={addedAt} timeZone={timeZone} />,{' '}
          {validUntil ? (
            <>
              {ended ? 'ended' : 'ends'} <Time value={validUntil} timeZone={timeZone} />
            </>
          ) : (
            'without end'
          )}
          .
        </p>
      </div>
      <Link href={`/groups/${id}/members/${userId}`} prefetch={false} className={linkClass}>
        Change<span className="sr-only"> the membership in {name}</span>
      </Link>
    </li>
  )
}

export default adminPage(async (actor, { params }: UserPageProps) => {
  const userId = await userIdOf(params)
  const [{ user, frame, timeZone }, { groups, owned }] = await Promise.all([loadUser(actor, params), groupsOfUser(actor, { userId })])
  const name = user.fullName || user.username
  const mayAdd = can(actor, 'group:manage-members')
  const others = owned.filter(({ id }) => !groups.some((group) => group.id === id))
  return (
    <UserFrame {...frame}>
      <Section
        title="Groups"
        description="What the roles of these groups allow, this user may do as well. Only groups that you may see are listed."
        actions={
          <DialogTrigger
            dialogId={ADD_TO_GROUP_DIALOG}
            variant="primary"
            disabledReason={mayAdd ? null : 'You have no role that allows this: add members to groups.'}
          >
            Add to group
          </DialogTrigger>
        }
      >
        {groups.length === 0 ? (
          <p className="text-ink-soft">In no group yet.</p>
        ) : (
          <ul>
            {groups.map((group) => (
              <Membership key={group.id} group={group} userId={userId} timeZone={timeZone} />
            ))}
          </ul>
        )}
      </Section>
      {others.length > 0 && (
        <Section title="Owned groups" description="Managed without being a member.">
          <ul className="grid gap-1">
            {others.map(({ id, name }) => (
              <li key={id}>
                <Link href={`/groups/${id}`} prefetch={false} className={`${linkClass} wrap-anywhere`}>
                  {name}
                </Link>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {mayAdd && <AddToGroupDialog userId={userId} name={name} />}
    </UserFrame>
  )
})
