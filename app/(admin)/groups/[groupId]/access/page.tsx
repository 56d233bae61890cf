import { GiveRoleDialog } from '../../../../../components/access/give-role-dialog.tsx'
import { GIVE_ROLE_DIALOG } from '../../../../../components/access/grant-dialog-ids.ts'
import type { Holder } from '../../../../../components/access/holder.ts'
import { DialogTrigger } from '../../../../../components/ui/dialog.tsx'
import { Section } from '../../../../../components/ui/section.tsx'
import { can, canEverywhere } from '../../../../../lib/core/actor.ts'
import { listGroupGrants } from '../../../../../lib/groups/queries-group.ts'
import { adminPage } from '../../../../../lib/http/page.ts'
import { listRoles } from '../../../../../lib/roles/queries.ts'
import { grantGroupRoleAction } from '../../actions.ts'
import { GroupFrame } from '../../_components/group-frame.tsx'
import { GroupGrants } from '../../_components/group-grants.tsx'
import { groupIdOf, loadGroup, titled, type GroupPageProps } from '../load-group.ts'

export const generateMetadata = titled('Roles granted')

export default adminPage(async (actor, { params }: GroupPageProps) => {
  const groupId = await groupIdOf(params)
  const [{ group, timeZone }, grants, roles] = await Promise.all([
    loadGroup(actor, params),
    listGroupGrants(actor, { groupId }),
    can(actor, 'role:assign') ? listRoles(actor, {}) : [],
  ])
  const holder: Holder = { type: 'group', id: groupId, name: group.name }
  const why = group.whyNot.giveRoles?.message
  const list = { holder, mayAssign: why === undefined, timeZone }
  const own = grants.filter(({ direct, ended }) => direct && !ended)
  const inherited = grants.filter(({ direct }) => !direct)
  const ended = grants.filter((grant) => grant.ended)
  return (
    <GroupFrame group={group}>
      <Section
        title="Given to this group"
        description="Everybody in this group and its sub-groups has these roles for as long as they are in it."
        actions={
          <DialogTrigger dialogId={GIVE_ROLE_DIALOG} variant="primary" disabledReason={why}>
            Give role
          </DialogTrigger>
        }
      >
        {own.length === 0 ? (
          <p className="text-ink-soft">None. Give the group a role to let all its members do more than look after their own accounts.</p>
        ) : (
          <GroupGrants grants={own} {...list} />
        )}
      </Section>
      {inherited.length > 0 && (
        <Section title="From groups above" description="Change them where they were given.">
          <GroupGrants grants={inherited} {...list} />
        </Section>
      )}
      {ended.length > 0 && (
        <Section title="Ended lately" description="Roles that ended within the last 90 days. They allow nothing any more.">
          <GroupGrants grants={ended} {...list} />
        </Section>
      )}
      {why === undefined && (
        <GiveRoleDialog
          holder={holder}
          roles={roles}
          reach={{ limited: !canEverywhere(actor, 'role:assign'), searches: can(actor, 'group:read') }}
          action={grantGroupRoleAction}
        />
      )}
    </GroupFrame>
  )
})
