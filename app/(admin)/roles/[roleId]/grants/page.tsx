import { Pagination } from '../../../../../components/table/pagination.tsx'
import { Section } from '../../../../../components/ui/section.tsx'
import { currentShell } from '../../../../../lib/auth/session.ts'
import { adminPage } from '../../../../../lib/http/page.ts'
import { grantsOfRoleList } from '../../../../../lib/roles/list.ts'
import { listGrantsOfRole } from '../../../../../lib/roles/queries-grants.ts'
import { GrantsFilters } from '../../_components/grants-filters.tsx'
import { GrantsTable } from '../../_components/grants-table.tsx'
import { RoleFrame } from '../../_components/role-frame.tsx'
import { loadRole, roleIdOf, titled, type RolePageProps } from '../load-role.ts'

export const generateMetadata = titled('Grants')

export default adminPage(async (actor, { params, searchParams }: RolePageProps) => {
  const { user } = await currentShell()
  const list = grantsOfRoleList.lenient({ perPage: user?.rowsPerPage, ...(await searchParams) })
  const roleId = await roleIdOf(params)
  const [{ frame, timeZone }, { grants, previous, next }] = await Promise.all([
    loadRole(actor, params),
    listGrantsOfRole(actor, { roleId, ...list }),
  ])
  const at = `/roles/${roleId}/grants`
  const href = (change: Parameters<typeof grantsOfRoleList.linkTo>[1]) => `${at}${grantsOfRoleList.linkTo(list, change)}`
  return (
    <RoleFrame {...frame}>
      <Section
        plain
        title="Grants"
        description="Whom this role was given to, by whom, and until when. Groups pass it on to their members, who stand under Holders."
      >
        <GrantsFilters params={list} at={at} />
        <GrantsTable grants={grants} params={list} at={at} timeZone={timeZone} />
        {(previous ?? next) && (
          <Pagination
            range={`${grants.length} on this page, ${list.direction === 'desc' ? 'newest' : 'oldest'} first`}
            first={previous && href({})}
            previous={previous && href({ before: previous })}
            next={next && href({ after: next })}
            last={next && href({ last: true })}
          />
        )}
      </Section>
    </RoleFrame>
  )
})
