import { Breadcrumbs, PageHeader } from '../../../../../components/layout/page-header.tsx'
import { Section } from '../../../../../components/ui/section.tsx'
import { can } from '../../../../../lib/core/actor.ts'
import { AppError } from '../../../../../lib/core/errors.ts'
import { adminPage } from '../../../../../lib/http/page.ts'
import { resetRole } from '../../../../../lib/roles/mutations-roles.ts'
import { ChangeReview } from '../../_components/change-review.tsx'
import { ResetRoleForm } from '../../_components/confirm-role-form.tsx'
import { changesIn } from '../../_components/review.ts'
import { loadRole, titled, type RolePageProps } from '../load-role.ts'

export const generateMetadata = titled('Reset to default')

export default adminPage(async (actor, { params }: RolePageProps) => {
  const { role, frame } = await loadRole(actor, params)
  if (!can(actor, 'role:update')) throw new AppError('FORBIDDEN', 'Your roles do not allow you to edit roles.')
  if (frame.acts.reset !== null) throw new AppError('RULE', frame.acts.reset)
  const changes = changesIn(await resetRole(actor, { roleId: role.id, version: role.version, preview: true }))
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
        title={`Reset ${role.name} to default?`}
        description="It then allows exactly what Gatehouse ships it with. Who holds it does not change."
      />
      {changes && (
        <Section title="What changes for whom" description="Nothing has been changed yet.">
          <ChangeReview changes={changes} called={(name) => descriptions.get(name) ?? name}>
            <ResetRoleForm roleId={role.id} version={role.version} />
          </ChangeReview>
        </Section>
      )}
    </div>
  )
})
