import type { Metadata } from 'next'
import { PageHeader } from '../../../components/layout/page-header.tsx'
import { Pagination } from '../../../components/table/pagination.tsx'
import { FilterChips } from '../../../components/ui/filter-chips.tsx'
import { currentShell } from '../../../lib/auth/session.ts'
import { can } from '../../../lib/core/actor.ts'
import { PAGE_SIZES } from '../../../lib/core/list.ts'
import { adminPage, type PageInput } from '../../../lib/http/page.ts'
import { listLoginCodes } from '../../../lib/login-codes/queries.ts'
import { loginCodesList } from '../../../lib/login-codes/schema.ts'
import { LoginCodesFilters } from './_components/login-codes-filters.tsx'
import { LoginCodesTable } from './_components/login-codes-table.tsx'
import { MakeLoginCode } from './_components/make-login-code.tsx'

export const metadata: Metadata = { title: 'Login codes' }

export default adminPage<PageInput>(async (actor, { searchParams }) => {
  const [raw, { user }] = await Promise.all([searchParams, currentShell()])
  const params = loginCodesList.lenient({ perPage: user?.rowsPerPage, ...raw })
  const { codes, previous, next } = await listLoginCodes(actor, params)
  const href = (change: Parameters<typeof loginCodesList.linkTo>[1]) => loginCodesList.linkTo(params, change)
  const oneUser = codes.find(({ userId }) => userId === params.user)
  return (
    <>
      <PageHeader
        title="Login codes"
        description="Codes that sign a user in once, without a password, and what became of them."
        actions={<MakeLoginCode allowed={can(actor, 'login-code:create')} />}
      />
      <div className="grid min-w-0 gap-3">
        <LoginCodesFilters params={params} />
        {params.user && (
          <FilterChips
            chips={[
              {
                label: 'User',
                value: oneUser?.userNow ?? oneUser?.userLabel ?? 'one user',
                clearHref: `/login-codes${href({ user: undefined })}`,
              },
            ]}
            clearHref="/login-codes"
          />
        )}
        <LoginCodesTable codes={codes} params={params} timeZone={user?.timeZone || undefined} />
        {(previous ?? next) && (
          <Pagination
            range={`${codes.length} on this page, ${params.direction === 'desc' ? 'newest' : 'oldest'} first`}
            first={previous && href({})}
            previous={previous && href({ before: previous })}
            next={next && href({ after: next })}
            last={next && href({ last: true })}
            sizes={PAGE_SIZES.map((size) => ({ label: String(size), href: href({ perPage: size }), current: size === params.perPage }))}
          />
        )}
      </div>
    </>
  )
})
