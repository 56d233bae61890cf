import { UserPlus } from 'lucide-react'
import type { Metadata } from 'next'
import { ArrivalNotice } from '../../../components/layout/arrival-notice.tsx'
import { PageHeader } from '../../../components/layout/page-header.tsx'
import { ExportMenu } from '../../../components/table/export-menu.tsx'
import { Pagination } from '../../../components/table/pagination.tsx'
import { Button, ButtonLink } from '../../../components/ui/button.tsx'
import { currentShell } from '../../../lib/auth/session.ts'
import { can } from '../../../lib/core/actor.ts'
import { cappedCount, plural } from '../../../lib/core/format.ts'
import { PAGE_SIZES } from '../../../lib/core/list.ts'
import { adminPage } from '../../../lib/http/page.ts'
import { membershipsList } from '../../../lib/memberships/list.ts'
import { listMemberships } from '../../../lib/memberships/queries.ts'
import { membershipsHref, searchOf } from './_components/memberships-href.ts'
import { MembershipsTable } from './_components/memberships-table.tsx'
import { MembershipsToolbar } from './_components/memberships-toolbar.tsx'

export const metadata: Metadata = { title: 'Memberships' }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

const CreateMembership = ({ allowed }: { allowed: boolean }) =>
  allowed ? (
    <ButtonLink variant="primary" href="/memberships/new" icon={<UserPlus aria-hidden />}>
      Create membership
    </ButtonLink>
  ) : (
    <Button
      variant="primary"
      icon={<UserPlus aria-hidden />}
      disabledReason="You have no role that allows this: create memberships of the organisation."
    >
      Create membership
    </Button>
  )

export default adminPage(async (actor, { searchParams }: Props) => {
  const [raw, { user }] = await Promise.all([searchParams, currentShell()])
  const params = membershipsList.lenient({ perPage: user?.rowsPerPage, ...raw })
  const { memberships, previous, next, count, more } = await listMemberships(actor, params)
  const href = (change: Parameters<typeof membershipsHref>[1]) => membershipsHref(params, change)
  const total = more ? `${cappedCount(count + 1, count)} memberships` : plural(count, 'membership')
  const mayCreate = can(actor, 'membership:create')
  return (
    <>
      <PageHeader
        title="Memberships"
        description="Who is a member of the organisation, of which type, and who votes."
        actions={<CreateMembership allowed={mayCreate} />}
      />
      <ArrivalNotice notice={raw.notice} sentences={{ deleted: 'Membership deleted. The user was not touched.' }} />
      <div className="flex min-w-0 flex-col gap-3">
        <MembershipsToolbar params={params}>
          <ExportMenu
            action="/memberships/export"
            fields={[['search', searchOf(params)]]}
            title={`Those of this list: ${total}`}
            note="Type, username, e-mail address, votes and the day of the affirmation. The audit log records who exported what."
            disabledReason={
              can(actor, 'membership:export')
                ? null
                : 'You have no role that allows this: export memberships of the organisation to a file.'
            }
          />
        </MembershipsToolbar>
        <p role="status" className="ms-auto text-ink-soft tabular-nums">
          {total}
        </p>
        <MembershipsTable memberships={memberships} params={params} mayCreate={mayCreate} timeZone={user?.timeZone || undefined} />
        {count > 0 && (
          <Pagination
            range={`${memberships.length} on this page`}
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
