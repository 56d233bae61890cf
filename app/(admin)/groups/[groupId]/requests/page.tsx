import Form from 'next/form'
import { REQUEST_WORDS } from '../../../../../components/groups/group-words.ts'
import { EmptyState, NoMatch } from '../../../../../components/layout/empty-state.tsx'
import { Pagination } from '../../../../../components/table/pagination.tsx'
import { Button, ButtonLink } from '../../../../../components/ui/button.tsx'
import { Input, Select } from '../../../../../components/ui/input.tsx'
import { Section } from '../../../../../components/ui/section.tsx'
import { cappedCount, plural } from '../../../../../lib/core/format.ts'
import { groupRequestsList, type GroupRequestsListParams } from '../../../../../lib/groups/list.ts'
import { listGroupRequests } from '../../../../../lib/groups/queries-members.ts'
import { REQUEST_STATUSES } from '../../../../../lib/groups/schema.ts'
import type { GroupDetail } from '../../../../../lib/groups/views.ts'
import { adminPage } from '../../../../../lib/http/page.ts'
import { GroupFrame } from '../../_components/group-frame.tsx'
import { RequestsList } from '../../_components/requests-list.tsx'
import { groupIdOf, loadGroup, titled, type GroupPageProps } from '../load-group.ts'

export const generateMetadata = titled('Requests')

const Filters = ({ groupId, params: { q, status } }: { groupId: string; params: GroupRequestsListParams }) => (
  <Form key={`${q} ${status}`} action={`/groups/${groupId}/requests`} role="search" aria-label="Requests" className="flex flex-wrap gap-2">
    <Input
      type="search"
      name="q"
      defaultValue={q}
      maxLength={200}
      autoComplete="off"
      spellCheck={false}
      aria-label="Search requests"
      placeholder="Name, username, e-mail"
      className="min-w-48 flex-1 sm:max-w-80"
    />
    <Select
      name="status"
      defaultValue={status}
      aria-label="Status"
      className="w-auto!"
      options={[...REQUEST_STATUSES.map((value) => ({ value, label: REQUEST_WORDS[value] })), { value: 'any', label: 'Every status' }]}
    />
    <Button type="submit">Search</Button>
  </Form>
)

/** Who decides, so that nobody waits for somebody who cannot. */
function decidersOf({ approved, trusted }: GroupDetail) {
  const closed = approved ? '' : ' The group is not approved, so nobody new can ask; members can still ask to stay longer.'
  return trusted
    ? `Decided by the owner and managers of this group or of a trusted group above it, and by administrators who may approve.${closed}`
    : `Decided by administrators who may approve; the managers of this group do not, as it is not trusted.${closed}`
}

const none = (approved: boolean) => (
  <div className="rounded-lg border border-line bg-surface">
    <EmptyState title="Nobody is waiting">
      {approved
        ? 'Users find this group among the approved ones and ask to join. What they ask is decided here.'
        : 'Once the group is approved, users can ask to join it. What they ask is decided here.'}
    </EmptyState>
  </div>
)

export default adminPage(async (actor, { params: path, searchParams }: GroupPageProps) => {
  const [groupId, raw] = await Promise.all([groupIdOf(path), searchParams])
  const params = groupRequestsList.lenient(raw)
  const [{ group, timeZone }, { requests, previous, next, count, more }] = await Promise.all([
    loadGroup(actor, path),
    listGroupRequests(actor, { groupId, ...params }),
  ])
  const href = (change: Parameters<typeof groupRequestsList.linkTo>[1]) => groupRequestsList.linkTo(params, change)
  return (
    <GroupFrame group={group}>
      <Section
        plain
        title="Requests"
        description={decidersOf(group)}
        actions={
          <ButtonLink size="sm" href={`/inbox?${new URLSearchParams({ kind: 'group-request', group: groupId })}`}>
            Open in the inbox
          </ButtonLink>
        }
      >
        <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3">
          <div className="flex flex-wrap items-center justify-between gap-2">
            <Filters groupId={groupId} params={params} />
            <p role="status" className="text-ink-soft tabular-nums">
              {more ? `${cappedCount(count + 1, count)} requests` : plural(count, 'request')}
            </p>
          </div>
          {requests.length > 0 ? (
            <RequestsList requests={requests} timeZone={timeZone} />
          ) : groupRequestsList.isNarrowed(params) ? (
            <div className="rounded-lg border border-line bg-surface">
              <NoMatch what="requests" clearHref={`/groups/${groupId}/requests`} />
            </div>
          ) : (
            none(group.approved)
          )}
          {(previous ?? next) && (
            <Pagination
              range={`${requests.length} on this page, longest waiting first`}
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
