import type { Metadata } from 'next'
import { Circumstances, RoleTitle } from '../../../../components/access/held-roles.tsx'
import { EmptyState } from '../../../../components/layout/empty-state.tsx'
import { PageHeader } from '../../../../components/layout/page-header.tsx'
import { Section } from '../../../../components/ui/section.tsx'
import { myRoles } from '../../../../lib/account/queries.ts'
import { currentShell } from '../../../../lib/auth/session.ts'
import { accountPage } from '../../../../lib/http/page.ts'
import type { HeldRole } from '../../../../lib/roles/held.ts'

export const metadata: Metadata = { title: 'My roles' }

/** Pages of roles and groups belong to the administration. */
const NO_LINKS = { roles: false, groups: false }

function List({ roles, timeZone }: { roles: readonly HeldRole[]; timeZone: string | undefined }) {
  return (
    <ul>
      {roles.map((role) => (
        <li
          key={`${role.grantId}-${role.memberGroupId}`}
          className="grid gap-1 border-b border-line py-3 first:pt-0 last:border-0 last:pb-0"
        >
          <RoleTitle held={role} links={NO_LINKS} />
          {role.description && <p>{role.description}</p>}
          <Circumstances held={role} links={NO_LINKS} timeZone={timeZone} />
        </li>
      ))}
    </ul>
  )
}

export default accountPage(async (actor) => {
  const [roles, { user }] = await Promise.all([myRoles(actor, {}), currentShell()])
  const timeZone = user?.timeZone || undefined
  const [running, ended] = [roles.filter((role) => !role.ended), roles.filter((role) => role.ended)]
  return (
    <>
      <PageHeader title="My roles" description="What you may do beyond your own account, and who gave it to you." />
      <Section title="Roles">
        {running.length === 0 ? (
          <EmptyState title={ended.length ? 'You have no roles now' : 'You have no roles'}>
            You look after your own account. If your work needs more, ask an administrator to give you a role.
          </EmptyState>
        ) : (
          <List roles={running} timeZone={timeZone} />
        )}
      </Section>
      {ended.length > 0 && (
        <Section title="Ended lately" description="Roles of yours that ended within the last 90 days.">
          <List roles={ended} timeZone={timeZone} />
        </Section>
      )}
    </>
  )
})
