import { UserPlus } from 'lucide-react'
import Link from 'next/link'
import { ArrivalNotice } from '../../../../../components/layout/arrival-notice.tsx'
import { ExportMenu } from '../../../../../components/table/export-menu.tsx'
import { Pagination } from '../../../../../components/table/pagination.tsx'
import { Button, ButtonLink } from '../../../../../components/ui/button.tsx'
import { Section } from '../../../../../components/ui/section.tsx'
import { cappedCount, plural } from '../../../../../lib/core/format.ts'
import { groupMembersList } from '../../../../../lib/groups/list.ts'
import { listGroupMembers } from '../../../../../lib/groups/queries-members.ts'
import type { GroupDetail } from '../../../../../lib/groups/views.ts'
import { currentShell } from '../../../../../lib/auth/session.ts'
import { can } from '../../../../../lib/core/actor.ts'
import { adminPage } from '../../../../../lib/http/page.ts'
import { GroupFrame } from '../../_components/group-frame.tsx'
import { MembersFilters } from '../../_components/members-filters.tsx'
import { MembersTable } from '../../_components/members-table.tsx'
import { groupIdOf, loadGroup, titled, type GroupPageProps } from '../load-group.ts'

export const generateMetadata = titled('Members')

const NOTICES = { removed: 'Removed from the group.', saved: 'Changes saved.' }

const AddMembers = ({ group: { id, whyNot } }: { group: GroupDetail }) =>
  whyNot.manageMembers === null ? (
    <ButtonLink variant="primary" href={`/groups/${id}/members/add`} icon={<UserPlus aria-hidden />}>
      Add members
    </ButtonLink>
  ) : (
    <Button variant="primary" icon={<UserPlus aria-hidden />} disabledReason={whyNot.manageMembers.message}>
      Add members
    </Button>
  )

export default adminPage(async (actor, { params: path, searchParams }: GroupPageProps) => {
  const [groupId, raw, { user }] = await Promise.all([groupIdOf(path), searchParams, currentShell()])
  const params = groupMembersList.lenient({ perPage: user?.rowsPerPage, ...raw })
  const [{ group, timeZone }, { members, previous, next, count, more }] = await Promise.all([
    loadGroup(actor, path),
    listGroupMembers(actor, { groupId, ...params }),
  ])
  const href = (change: Parameters<typeof groupMembersList.linkTo>[1]) => groupMembersList.linkTo(params, change)
  const { role, state, from } = params
  return (
    <GroupFrame group={group}>
      <ArrivalNotice notice={raw.notice} sentences={NOTICES} />
      <Section
        plain
        title="Members"
        description="They hold the roles that this group and the groups above it hold, until their time in it ends."
        actions={<AddMembers group={group} />}
      >
        <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3">
          <div className="flex flex-wrap gap-2">
            <MembersFilters groupId={groupId} params={params} />
            <ExportMenu
              action="/groups/export"
              fields={Object.entries({ role, state, from, groupId })}
              title="Every member that the filters leave"
              disabledReason={group.whyNot.exportMembers?.message ?? null}
            />
          </div>
          <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 text-ink-soft">
            {can(actor, 'user:read') && (
              <Link href={`/users?group=${groupId}`} prefetch={false} className="rounded-sm text-accent underline underline-offset-2">
                Show in the list of users, with sub-groups
              </Link>
            )}
            <p role="status" className="ms-auto tabular-nums">
              {more ? `${cappedCount(count + 1, count)} members` : plural(count, 'member')}
            </p>
          </div>
          <MembersTable
            groupId={groupId}
            members={members}
            params={params}
            mayAdd={group.whyNot.manageMembers === null}
            timeZone={timeZone}
          />
          {(previous ?? next) && (
            <Pagination
              range={`${members.length} on this page, ${params.direction === 'desc' ? 'newest' : 'oldest'} first`}
              first={previous && href({})}
              previous={previous && href({ before: previous })}
              next={next && href({ after: next })}
              last={next && href({ last: true })}
            />
          )}
        </div>
      </Section>
    </GroupFrame>
  )
})
