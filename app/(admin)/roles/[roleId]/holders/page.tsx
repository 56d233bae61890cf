import { HoldersList } from '../../../../../components/access/holders-list.tsx'
import { Section } from '../../../../../components/ui/section.tsx'
import { holdersList } from '../../../../../lib/access/list.ts'
import { whoHas } from '../../../../../lib/access/queries-holders.ts'
import { currentShell } from '../../../../../lib/auth/session.ts'
import { can } from '../../../../../lib/core/actor.ts'
import { adminPage } from '../../../../../lib/http/page.ts'
import { RoleFrame } from '../../_components/role-frame.tsx'
import { loadRole, roleIdOf, titled, type RolePageProps } from '../load-role.ts'

export const generateMetadata = titled('Holders')

export default adminPage(async (actor, { params, searchParams }: RolePageProps) => {
  const { user } = await currentShell()
  const list = holdersList.lenient({ perPage: user?.rowsPerPage, ...(await searchParams) })
  const roleId = await roleIdOf(params)
  const [{ frame, timeZone }, answer] = await Promise.all([loadRole(actor, params), whoHas(actor, { ...list, roleId })])
  return (
    <RoleFrame {...frame}>
      <Section plain title="Holders" description="Everyone who has this role now, themselves or through a group, and in which way.">
        <HoldersList
          answer={answer}
          params={list}
          at={`/roles/${roleId}/holders`}
          asked={{ roleId }}
          mayExport={can(actor, 'role:export')}
          grant={can(actor, 'user:read') ? { label: 'Choose a user', href: '/users' } : null}
          links={{ groups: can(actor, 'group:read') }}
          timeZone={timeZone}
        />
      </Section>
    </RoleFrame>
  )
})
