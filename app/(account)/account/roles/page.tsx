import type { Metadata } from 'next'
import { EmptyState } from '../../../../components/layout/empty-state.tsx'
import { PageHeader } from '../../../../components/layout/page-header.tsx'
import { Section } from '../../../../components/ui/section.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import { myRoles } from '../../../../lib/account/queries.ts'
import { currentShell } from '../../../../lib/auth/session.ts'
import { accountPage } from '../../../../lib/http/page.ts'

export const metadata: Metadata = { title: 'My roles' }

export default accountPage(async (actor) => {
  const [roles, { user }] = await Promise.all([myRoles(actor, {}), currentShell()])
  const timeZone = user?.timeZone || undefined
  return (
    <>
      <PageHeader title="My roles" description="What you may do beyond your own account, and who gave it to you." />
      <Section title="Roles">
        {roles.length === 0 ? (
          <EmptyState title="You have no roles">
            You look after your own account. If your work needs more, ask an administrator to give you a role.
          </EmptyState>
        ) : (
          <ul>
            {roles.map((role, index) => (
              <li key={index} className="grid gap-1 border-b border-line py-3 last:border-0">
                <p className="font-medium">{role.role}</p>
                <p>{role.description}</p>
                <p className="text-ink-soft">
                  {role.reach ? `Within ${role.reach}` : 'Everywhere'}
                  {role.viaGroup && ` · through the group ${role.viaGroup}`} · given by {role.grantedByLabel || 'the system'}{' '}
                  <Time value={role.grantedAt} timeZone={timeZone} />
                  {role.validUntil && (
                    <>
                      {' '}
                      · until <Time value={role.validUntil} exact timeZone={timeZone} />
                    </>
                  )}
                </p>
              </li>
            ))}
          </ul>
        )}
      </Section>
    </>
  )
})
