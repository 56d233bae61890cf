import type { Metadata } from 'next'
import { InboxListKeys } from '../../../components/inbox/inbox-keys.tsx'
import { KIND_WORDS } from '../../../components/inbox/inbox-words.ts'
import { ArrivalNotice } from '../../../components/layout/arrival-notice.tsx'
import { PageHeader } from '../../../components/layout/page-header.tsx'
import { Pagination } from '../../../components/table/pagination.tsx'
import { Selectable } from '../../../components/table/selection.tsx'
import { FilterChips } from '../../../components/ui/filter-chips.tsx'
import { currentShell } from '../../../lib/auth/session.ts'
import { can, type Actor } from '../../../lib/core/actor.ts'
import { cappedCount, plural } from '../../../lib/core/format.ts'
import { PAGE_SIZES } from '../../../lib/core/list.ts'
import { searchGroups } from '../../../lib/groups/queries.ts'
import { adminPage } from '../../../lib/http/page.ts'
import { inboxList, type InboxListParams } from '../../../lib/inbox/list.ts'
import { listInbox } from '../../../lib/inbox/queries.ts'
import { fromOf, inboxHref } from './_components/inbox-href.ts'
import { INBOX_BULK_FORM, InboxSelection } from './_components/inbox-selection.tsx'
import { InboxTable } from './_components/inbox-table.tsx'
import { InboxTabs } from './_components/inbox-tabs.tsx'
import { InboxToolbar } from './_components/inbox-toolbar.tsx'
import { INBOX_NOTICES } from './notices.ts'

export const metadata: Metadata = { title: 'Inbox' }

type Raw = Record<string, string | string[] | undefined>
type Answer = Awaited<ReturnType<typeof listInbox>>

/** Without client JavaScript the field for the group sends a name: the group that is called exactly so, among those that the viewer may see. */
async function withNamedGroup(actor: Actor, raw: Raw): Promise<{ raw: Raw; unknown: string | null }> {
  const text = [raw.group].flat()[0]?.trim().slice(0, 200) ?? ''
  if (text === '' || inboxList.lenient(raw).group !== undefined || !can(actor, 'group:read')) return { raw, unknown: null }
  const found = await searchGroups(actor, { q: text, limit: 20 })
  const group = found.find(({ name }) => name.toLowerCase() === text.toLowerCase())
  return { raw: { ...raw, group: group?.id }, unknown: group ? null : text }
}

function chipsOf(params: InboxListParams, { pool, group }: Answer) {
  const chips: { label: string; value: string; clearHref: string }[] = []
  const add = (label: string, value: string | null | undefined | false, change: Parameters<typeof inboxHref>[1]) => {
    if (value) chips.push({ label, value, clearHref: inboxHref(params, change) })
  }
  add('Search', params.q && `“${params.q}”`, { q: undefined })
  add('Kind', params.kind !== 'any' && `${KIND_WORDS[params.kind]}s`, { kind: undefined })
  add('E-mail', params.check === 'unconfirmed' && 'not confirmed', { check: undefined })
  add('Pool', params.pool && (pool ?? 'one that is not in sight'), { pool: undefined })
  add('Group', params.group && (group ?? 'one that is not in sight'), { group: undefined })
  return chips
}

/** The pools that can be chosen: those on this page, and the one that is chosen. */
function poolsOf(params: InboxListParams, { items, pool }: Answer) {
  const found = new Map(items.flatMap((item) => (item.pool ? [[item.pool.id, item.pool.name] as const] : [])))
  if (params.pool && pool) found.set(params.pool, pool)
  return [...found].map(([id, name]) => ({ id, name })).sort((a, b) => a.name.localeCompare(b.name))
}

const mayDecide = (actor: Actor) => can(actor, 'enrollment:approve')
const WHY_NOT = 'You have no role that allows this: approve and reject people asking to join.'

export default adminPage(async (actor, { searchParams }: { searchParams: Promise<Raw> }) => {
  const [asked, { user }] = await Promise.all([searchParams, currentShell()])
  const { raw, unknown } = await withNamedGroup(actor, asked)
  const params = inboxList.lenient({ perPage: user?.rowsPerPage, ...raw })
  const answer = await listInbox(actor, params)
  const { items, previous, next, count, more } = answer
  const href = (change: Parameters<typeof inboxHref>[1]) => inboxHref(params, change)
  const chooses = params.state !== 'decided' && items.length > 0
  const { state, decidedBy, sort, direction } = params
  return (
    <>
      <PageHeader
        title="Inbox"
        description="People who ask to join. What you decide here happens once, whoever else decides at the same moment."
      />
      <ArrivalNotice notice={raw.notice} sentences={INBOX_NOTICES} />
      <Selectable
        formId={INBOX_BULK_FORM}
        name="items"
        listKey={inboxHref(params)}
        className="flex min-w-0 flex-col gap-3 lg:has-[[data-row-choice]:checked]:[--bar:36px]"
      >
        <InboxTabs params={params} />
        <div className="top-0 z-20 grid grid-cols-[minmax(0,1fr)] sm:group-has-[[data-row-choice]:checked]/list:sticky *:[grid-area:1/1]">
          <div className="min-w-0 group-has-[[data-row-choice]:checked]/list:invisible">
            <InboxToolbar
              params={params}
              pools={poolsOf(params, answer)}
              group={can(actor, 'group:read') ? { value: params.group ?? null, text: answer.group ?? unknown ?? '' } : null}
            />
          </div>
          <InboxSelection from={fromOf(params)} whyNot={mayDecide(actor) ? null : WHY_NOT} />
        </div>
        {unknown !== null && (
          <p role="status" className="text-danger">
            No group that you may see is called “{unknown}”, so this filter is not in force.
          </p>
        )}
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
          <FilterChips chips={chipsOf(params, answer)} clearHref={inboxHref({ state, decidedBy, sort, direction })} />
          <p role="status" className="ms-auto text-ink-soft tabular-nums">
            {more ? `${cappedCount(count + 1, count)} items` : plural(count, 'item')}
          </p>
        </div>
        <InboxTable items={items} params={params} chooses={chooses} timeZone={user?.timeZone || undefined} />
        {items.length > 0 && (
          <>
            <InboxListKeys decides={chooses && mayDecide(actor)} />
            <Pagination
              range={`${items.length} on this page`}
              first={previous && href({})}
              previous={previous && href({ before: previous })}
              next={next && href({ after: next })}
              last={next && href({ last: true })}
              sizes={PAGE_SIZES.map((size) => ({ label: String(size), href: href({ perPage: size }), current: size === params.perPage }))}
            />
          </>
        )}
      </Selectable>
    </>
  )
})
