import Form from 'next/form'
import { EffectivePermissions } from '../../../../../components/access/effective-permissions.tsx'
import { TakeRoleDialog } from '../../../../../components/access/grant-dialogs.tsx'
import { EmptyState, NoMatch } from '../../../../../components/layout/empty-state.tsx'
import { Button, ButtonLink } from '../../../../../components/ui/button.tsx'
import { Input } from '../../../../../components/ui/input.tsx'
import { Section } from '../../../../../components/ui/section.tsx'
import { explainUser, type EffectivePermission } from '../../../../../lib/access/queries.ts'
import { explainUserInput } from '../../../../../lib/access/schema.ts'
import { can } from '../../../../../lib/core/actor.ts'
import { plural } from '../../../../../lib/core/format.ts'
import { adminPage } from '../../../../../lib/http/page.ts'
import { endGrantAction } from '../../actions.ts'
import { UserFrame } from '../../_components/user-frame.tsx'
import { loadUser, titled, userIdOf, type UserPageProps } from '../load-user.ts'

export const generateMetadata = titled('Permissions')

/** The user's own grants among all the ways, each once. */
function ownGrants(permissions: readonly EffectivePermission[]) {
  const direct = permissions.flatMap(({ paths }) => paths).filter(({ kind, grantId }) => kind === 'direct' && grantId !== null)
  return [
    ...new Map(
      direct.map(({ grantId, role, validUntil }) => [
        grantId,
        { grantId: grantId ?? '', role: role?.name ?? '', validUntil, ended: false },
      ]),
    ).values(),
  ]
}

function Toolbar({ userId, q, found, total }: { userId: string; q: string; found: number; total: number }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <Form key={q} action={`/users/${userId}/permissions`} role="search" aria-label="Permissions" className="flex flex-1 flex-wrap gap-2">
        <Input
          type="search"
          name="q"
          defaultValue={q}
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          aria-label="Search permissions"
          placeholder="Permission or what it allows"
          className="min-w-48 flex-1 sm:max-w-80"
        />
        <Button type="submit">Search</Button>
      </Form>
      <p role="status" className="text-ink-soft tabular-nums">
        {q ? `${found} of ${plural(total, 'permission')}` : plural(total, 'permission')}
      </p>
    </div>
  )
}

/** Few enough to be read at once are shown opened. */
const OPENED = 5

export default adminPage(async (actor, { params, searchParams }: UserPageProps) => {
  const userId = await userIdOf(params)
  const asked = explainUserInput.shape.q.safeParse((await searchParams).q)
  const q = asked.success ? asked.data : ''
  const [{ user, frame, timeZone }, { permissions, total }] = await Promise.all([
    loadUser(actor, params),
    explainUser(actor, { userId, q }),
  ])
  const name = user.fullName || user.username
  const mayTake = frame.acts.assignRole === null
  const at = `/users/${userId}/permissions`
  return (
    <UserFrame {...frame}>
      <Section
        plain
        title="Effective permissions"
        description={
          user.status === 'ACTIVE'
            ? 'What this user may do now, and every way in which it came.'
            : 'What this user could do with a working account. As it is, they can do nothing.'
        }
        actions={<ButtonLink href={`/users/compare?a=${userId}`}>Compare</ButtonLink>}
      >
        <Toolbar userId={userId} q={q} found={permissions.length} total={total} />
        {permissions.length === 0 ? (
          <div className="rounded-lg border border-line bg-surface">
            {q ? (
              <NoMatch what="permissions" clearHref={at} />
            ) : (
              <EmptyState title="No permissions" action={<ButtonLink href={`/users/${userId}/access`}>Open access</ButtonLink>}>
                {name} may only look after their own account. A role lets them do more.
              </EmptyState>
            )}
          </div>
        ) : (
          <EffectivePermissions
            permissions={permissions}
            open={permissions.length <= OPENED}
            userId={userId}
            mayTake={mayTake}
            links={{ groups: can(actor, 'group:read') }}
            timeZone={timeZone}
          />
        )}
      </Section>
      {mayTake &&
        ownGrants(permissions).map((grant) => (
          <TakeRoleDialog key={grant.grantId} holder={{ type: 'user', id: userId, name }} grant={grant} action={endGrantAction} />
        ))}
    </UserFrame>
  )
})
