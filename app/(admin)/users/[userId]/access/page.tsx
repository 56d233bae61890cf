import { GiveRoleDialog } from '../../../../../components/access/give-role-dialog.tsx'
import { GIVE_ROLE_DIALOG } from '../../../../../components/access/grant-dialog-ids.ts'
import { HeldRoles } from '../../../../../components/access/held-roles.tsx'
import type { Holder } from '../../../../../components/access/holder.ts'
import { DialogTrigger } from '../../../../../components/ui/dialog.tsx'
import { Section } from '../../../../../components/ui/section.tsx'
import { can, canEverywhere } from '../../../../../lib/core/actor.ts'
import { adminPage } from '../../../../../lib/http/page.ts'
import { rolesOfUser } from '../../../../../lib/roles/queries.ts'
import { changeGrantAction, endGrantAction, grantRoleAction } from '../../actions.ts'
import { UserFrame } from '../../_components/user-frame.tsx'
import { loadUser, titled, userIdOf, type UserPageProps } from '../load-user.ts'

export const generateMetadata = titled('Access')

export default adminPage(async (actor, { params }: UserPageProps) => {
  const userId = await userIdOf(params)
  const [{ user, frame, timeZone }, { held, roles }] = await Promise.all([loadUser(actor, params), rolesOfUser(actor, { userId })])
  const name = user.fullName || user.username
  const holder: Holder = { type: 'user', id: userId, name }
  const why = frame.acts.assignRole
  const [running, ended] = [held.filter((role) => !role.ended), held.filter((role) => role.ended)]
  const list = {
    holder,
    acts: { mayAssign: why === null, changeGrant: changeGrantAction, endGrant: endGrantAction },
    links: { roles: true, groups: can(actor, 'group:read') },
    timeZone,
  }
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
        {running.length === 0 ? (
          <p className="text-ink-soft">
            No roles {ended.length ? 'now' : 'yet'}. Give one to let {name} do more than look after their own account.
          </p>
        ) : (
          <HeldRoles held={running} {...list} />
        )}
      </Section>
      {ended.length > 0 && (
        <Section title="Ended lately" description="Roles that ended within the last 90 days. They allow nothing any more.">
          <HeldRoles held={ended} {...list} />
        </Section>
      )}
      {why === null && (
        <GiveRoleDialog
          holder={holder}
          roles={roles}
          reach={{ limited: !canEverywhere(actor, 'role:assign'), searches: can(actor, 'group:read') }}
          action={grantRoleAction}
        />
      )}
    </UserFrame>
  )
})
