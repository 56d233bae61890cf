import { FolderTree, Plus } from 'lucide-react'
import type { Metadata } from 'next'
import { EmptyState } from '../../../components/layout/empty-state.tsx'
import { ArrivalNotice } from '../../../components/layout/arrival-notice.tsx'
import { PageHeader } from '../../../components/layout/page-header.tsx'
import { Pagination } from '../../../components/table/pagination.tsx'
import { Button, ButtonLink } from '../../../components/ui/button.tsx'
import { FilterChips } from '../../../components/ui/filter-chips.tsx'
import { currentShell } from '../../../lib/auth/session.ts'
import { can, type Actor } from '../../../lib/core/actor.ts'
import { isAppError } from '../../../lib/core/errors.ts'
import { cappedCount, plural } from '../../../lib/core/format.ts'
import { groupBranchInput } from '../../../lib/groups/schema.ts'
import { groupsList, type GroupsListParams } from '../../../lib/groups/list.ts'
import { getGroup } from '../../../lib/groups/queries-group.ts'
import { groupBranch } from '../../../lib/groups/queries-tree.ts'
import { listGroups } from '../../../lib/groups/queries.ts'
import { adminPage } from '../../../lib/http/page.ts'
import { GroupTree } from './_components/group-tree.tsx'
import { groupsChips, groupsHref } from './_components/groups-chips.ts'
import { GroupsTable } from './_components/groups-table.tsx'
import { GroupsToolbar } from './_components/groups-toolbar.tsx'
import { ViewLinks, type GroupsView } from './_components/view-links.tsx'

export const metadata: Metadata = { title: 'Groups' }

const NOTICES = { deleted: 'The group was deleted. Its former members keep their accounts; the audit log keeps what was done.' }

const CreateGroup = ({ allowed }: { allowed: boolean }) =>
  allowed ? (
    <ButtonLink variant="primary" href="/groups/new" icon={<Plus aria-hidden />}>
      Create group
    </ButtonLink>
  ) : (
    <Button variant="primary" icon={<Plus aria-hidden />} disabledReason="You have no role that allows this: create groups.">
      Create group
    </Button>
  )

/** The name of a group in the address; one that cannot be seen has none. */
async function nameOfGroup(actor: Actor, groupId: string | undefined): Promise<string | undefined> {
  if (groupId === undefined) return undefined
  try {
    return (await getGroup(actor, { groupId })).name
  } catch (error) {
    if (isAppError(error) && error.code === 'NOT_FOUND') return undefined
    throw error
  }
}

async function treeView({ actor, open, mayCreate }: { actor: Actor; open: unknown; mayCreate: boolean }) {
  const asked = groupBranchInput.safeParse({ open })
  const levels = await groupBranch(actor, asked.success ? asked.data : {})
  if (levels.length > 0) return <GroupTree levels={levels} />
  return (
    <div className="rounded-lg border border-line bg-surface">
      <EmptyState icon={<FolderTree aria-hidden />} title="No groups yet">
        {mayCreate
          ? 'Groups and the groups in them are shown here. Create the first one.'
          : 'Groups and the groups in them are shown here.'}
      </EmptyState>
    </div>
  )
}

async function listView({ actor, params, mayCreate }: { actor: Actor; params: GroupsListParams; mayCreate: boolean }) {
  const [{ groups, previous, next, count, more }, under, { user }] = await Promise.all([
    listGroups(actor, params),
    nameOfGroup(actor, params.under),
    currentShell(),
  ])
  const total = more ? `${cappedCount(count + 1, count)} groups` : plural(count, 'group')
  const href = (change: Parameters<typeof groupsHref>[1]) => groupsHref(params, change)
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <FilterChips chips={groupsChips(params, { under, owner: groups[0]?.owner?.label })} clearHref="/groups" />
        <p role="status" className="ms-auto text-ink-soft tabular-nums">
          {total}
        </p>
      </div>
      <GroupsTable groups={groups} params={params} mayCreate={mayCreate} timeZone={user?.timeZone || undefined} />
      {(previous ?? next) && (
        <Pagination
          range={`${groups.length} on this page`}
          first={previous && href({})}
          previous={previous && href({ before: previous })}
          next={next && href({ after: next })}
          last={next && href({ last: true })}
        />
      )}
    </>
  )
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default adminPage(async (actor, { searchParams }: Props) => {
  const [raw, { user }] = await Promise.all([searchParams, currentShell()])
  const view: GroupsView = raw.view === 'tree' ? 'tree' : 'list'
  const params = groupsList.lenient({ perPage: user?.rowsPerPage, ...raw })
  const mayCreate = can(actor, 'group:create')
  // Called, not drawn: what is thrown while the page streams would be too late for a status.
  const content = await (view === 'tree' ? treeView({ actor, open: raw.open, mayCreate }) : listView({ actor, params, mayCreate }))
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-6">
      <PageHeader
        title="Groups"
        description="Users who belong together. Roles that are given to a group hold for all its members."
        actions={
          <>
            <ViewLinks current={view} />
            <CreateGroup allowed={mayCreate} />
          </>
        }
      />
      <ArrivalNotice notice={raw.notice} sentences={NOTICES} />
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3">
        {view === 'list' && <GroupsToolbar params={params} />}
        {content}
      </div>
    </div>
  )
})
