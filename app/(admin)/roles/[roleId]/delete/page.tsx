import { Figures } from '../../../../../components/bulk/figures.tsx'
import { Effects } from '../../../../../components/layout/effects.tsx'
import { Breadcrumbs, PageHeader } from '../../../../../components/layout/page-header.tsx'
import { ButtonLink } from '../../../../../components/ui/button.tsx'
import { Section } from '../../../../../components/ui/section.tsx'
import { can } from '../../../../../lib/core/actor.ts'
import { AppError } from '../../../../../lib/core/errors.ts'
import { plural } from '../../../../../lib/core/format.ts'
import { adminPage } from '../../../../../lib/http/page.ts'
import { deleteRole, type DeletePreview } from '../../../../../lib/roles/mutations-roles.ts'
import { MayBeMore, People } from '../../_components/change-review.tsx'
import { DeleteRoleForm } from '../../_components/confirm-role-form.tsx'
import { LossPerPermission } from '../../_components/per-permission.tsx'
import { loadRole, titled, type RolePageProps } from '../load-role.ts'

export const generateMetadata = titled('Delete role')

/** What goes with the role, in sentences. */
function stopsWith({ grants, savedViews, banners, pools, invitations }: DeletePreview): string[] {
  const given = [
    ...(grants.users ? [plural(grants.users, 'user')] : []),
    ...(grants.groups ? [`${plural(grants.groups, 'group')} with all members`] : []),
  ]
  return [
    given.length ? `It is taken from ${given.join(' and ')} at once.` : 'Nobody has it now.',
    ...(savedViews
      ? [`${plural(savedViews, 'saved view')} shared with its holders ${savedViews === 1 ? 'is' : 'are'} no longer shared.`]
      : []),
    ...(banners ? [`${plural(banners, 'banner')} for its holders ${banners === 1 ? 'is' : 'are'} shown to nobody any more.`] : []),
    ...(pools ? [`${plural(pools, 'enrollment pool')} ${pools === 1 ? 'gives' : 'give'} it to nobody any more.`] : []),
    ...(invitations ? [`${plural(invitations, 'open invitation')} ${invitations === 1 ? 'gives' : 'give'} it to nobody any more.`] : []),
  ]
}

function Losses({ preview, called }: { preview: DeletePreview; called: (name: string) => string }) {
  const { losing, perPermission } = preview
  const lost = perPermission.filter((each) => each.losing > 0)
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-4">
      <Figures
        figures={[
          { count: losing.count, words: losing.count === 1 ? 'user loses something' : 'users lose something' },
          { count: preview.grants.users, words: preview.grants.users === 1 ? 'grant to a user' : 'grants to users' },
          { count: preview.grants.groups, words: preview.grants.groups === 1 ? 'grant to a group' : 'grants to groups' },
        ]}
      />
      <People words="Losing:" affected={losing} />
      {losing.more && <MayBeMore />}
      {losing.count === 0 && (
        <p className="text-ink-soft">Nobody loses anything by this: nobody holds the role, or they have the same in another way too.</p>
      )}
      {lost.length > 0 && <LossPerPermission perPermission={lost} called={called} />}
    </div>
  )
}

export default adminPage(async (actor, { params }: RolePageProps) => {
  const { role, frame } = await loadRole(actor, params)
  if (!can(actor, 'role:delete')) throw new AppError('FORBIDDEN', 'Your roles do not allow you to delete roles.')
  if (frame.acts.delete !== null) throw new AppError('RULE', frame.acts.delete)
  const preview = (await deleteRole(actor, { roleId: role.id, preview: true })) as DeletePreview
  const descriptions = new Map(role.permissionsOfAll.map(({ name, description }) => [name, description]))
  return (
    <div className="grid w-full max-w-200 min-w-0 gap-6">
      <PageHeader
        crumbs={
          <Breadcrumbs
            crumbs={[
              { label: 'Roles', href: '/roles' },
              { label: role.name, href: `/roles/${role.id}` },
            ]}
          />
        }
        title={`Delete the role ${role.name}?`}
        description="A deleted role does not come back. Nothing has been deleted yet."
      />
      <Section title="Who loses what">
        <Losses preview={preview} called={(name) => descriptions.get(name) ?? name} />
      </Section>
      <Section title="Confirm">
        <div className="grid gap-4">
          <Effects title="What stops" items={stopsWith(preview)} />
          <Effects
            title="What stays"
            items={['The users and groups, their other roles, and all that the audit log says about this one.']}
          />
          {frame.acts.edit === null && (
            <div className="flex flex-wrap items-center justify-between gap-3 rounded-md bg-sunken px-4 py-3">
              <p>To try it out first, take the permissions from the role. They can be given back; a deleted role cannot.</p>
              <ButtonLink size="sm" href={`/roles/${role.id}`}>
                Edit permissions instead
              </ButtonLink>
            </div>
          )}
          <DeleteRoleForm roleId={role.id} name={role.name} />
        </div>
      </Section>
    </div>
  )
})
