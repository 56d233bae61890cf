import { DialogTrigger } from '../../../../../components/ui/dialog.tsx'
import { Section } from '../../../../../components/ui/section.tsx'
import { adminPage } from '../../../../../lib/http/page.ts'
import { rolesOfUser } from '../../../../../lib/roles/queries.ts'
import { GiveRoleDialog } from '../../_components/give-role-dialog.tsx'
import { HeldRoles } from '../../_components/held-roles.tsx'
import { GIVE_ROLE_DIALOG } from '../../_components/role-dialog-ids.ts'
import { UserFrame } from '../../_components/user-frame.tsx'
import { loadUser, titled, userIdOf, type UserPageProps } from '../load-user.ts'

export const generateMetadata = titled('Access')

export default adminPage(async (actor, { params }: UserPageProps) => {
  const userId = await userIdOf(params)
  const [{ user, frame, timeZone }, { held, roles }] = await Promise.all([loadUser(actor, params), rolesOfUser(actor, { userId })])
  const name = user.fullName || user.username
  const why = frame.acts.assignRole
  return (
    <UserFrame {...frame}>
      <Section
        title="Roles"
        description="What this user may do follows from these. Without a role, they see only their own account."
        actions={
          <DialogTrigger dialogId={GIVE_ROLE_DIALOG} variant="primary" disabledReason={why}>
            Give role
          </DialogTrigger>
        }
      >
        {held.length === 0 ? (
          <p className="text-ink-soft">No roles yet. Give one to let {name} do more than look after their own account.</p>
        ) : (
          <HeldRoles userId={userId} userName={name} held={held} mayAssign={why === null} timeZone={timeZone} />
        )}
      </Section>
      {why === null && <GiveRoleDialog userId={userId} userName={name} roles={roles} />}
    </UserFrame>
  )
})
