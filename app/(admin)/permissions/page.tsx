import { Plus } from 'lucide-react'
import type { Metadata } from 'next'
import { ArrivalNotice } from '../../../components/layout/arrival-notice.tsx'
import { PageHeader } from '../../../components/layout/page-header.tsx'
import { Pagination } from '../../../components/table/pagination.tsx'
import { Button, ButtonLink } from '../../../components/ui/button.tsx'
import { currentShell } from '../../../lib/auth/session.ts'
import { can } from '../../../lib/core/actor.ts'
import { PAGE_SIZES } from '../../../lib/core/list.ts'
import { adminPage } from '../../../lib/http/page.ts'
import { permissionsList } from '../../../lib/permissions/list.ts'
import { listPermissions } from '../../../lib/permissions/queries.ts'
import { PermissionsTable } from './_components/permissions-table.tsx'
import { PermissionsToolbar } from './_components/permissions-toolbar.tsx'

export const metadata: Metadata = { title: 'Permissions' }

const NOTICES = { deleted: 'Permission deleted. Roles that allowed it do so no longer.' }

const DefinePermission = ({ allowed }: { allowed: boolean }) =>
  allowed ? (
    <ButtonLink variant="primary" href="/permissions/new" icon={<Plus aria-hidden />}>
      Define permission
    </ButtonLink>
  ) : (
    <Button
      variant="primary"
      icon={<Plus aria-hidden />}
      disabledReason="You have no role that allows this: define permissions for client applications."
    >
      Define permission
    </Button>
  )

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default adminPage(async (actor, { searchParams }: Props) => {
  const [raw, { user }] = await Promise.all([searchParams, currentShell()])
  const params = permissionsList.lenient({ perPage: user?.rowsPerPage, ...raw })
  const { permissions, previous, next } = await listPermissions(actor, params)
  const href = (change: Parameters<typeof permissionsList.linkTo>[1]) => `/permissions${permissionsList.linkTo(params, change)}`
  const mayDefine = can(actor, 'permission:define')
  return (
    <>
      <PageHeader
        title="Permissions"
        description="Everything that roles can allow, here and in your own applications, and who may do it."
        actions={<DefinePermission allowed={mayDefine} />}
      />
      <ArrivalNotice notice={raw.notice} sentences={NOTICES} />
      <div className="grid min-w-0 gap-3">
        <PermissionsToolbar params={params} />
        <PermissionsTable permissions={permissions} params={params} mayDefine={mayDefine} />
        {(previous ?? next) && (
          <Pagination
            range={`${permissions.length} on this page`}
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
