import type { Metadata } from 'next'
import { EventList } from '../../../components/audit/event-list.tsx'
import { eventGroups } from '../../../components/audit/event-words.ts'
import { EmptyState, NoMatch } from '../../../components/layout/empty-state.tsx'
import { PageHeader } from '../../../components/layout/page-header.tsx'
import { ExportMenu } from '../../../components/table/export-menu.tsx'
import { Pagination } from '../../../components/table/pagination.tsx'
import { FilterChips } from '../../../components/ui/filter-chips.tsx'
import { EVENT_NAMES, auditList, type AuditListParams } from '../../../lib/audit/list.ts'
import { getAuditState, listAuditEvents } from '../../../lib/audit/queries.ts'
import { currentShell } from '../../../lib/auth/session.ts'
import { can, type Actor } from '../../../lib/core/actor.ts'
import { cappedCount, plural } from '../../../lib/core/format.ts'
import { PAGE_SIZES } from '../../../lib/core/list.ts'
import { adminPage } from '../../../lib/http/page.ts'
import { pagesFor } from '../../pages-for.ts'
import { AuditNotes } from './_components/audit-notes.tsx'
import { askedOf } from '../../../components/audit/search.ts'
import { AuditToolbar } from './_components/audit-toolbar.tsx'
import { chipWords, type ChipKey } from '../../../components/audit/filter-words.ts'
import { MisreadFilters } from './_components/misread-filters.tsx'
import { ask } from './ask.ts'
import { namesOfFilters } from './filter-names.ts'

export const metadata: Metadata = { title: 'Audit log' }

type Raw = Record<string, string | string[] | undefined>
const GROUPS = eventGroups(EVENT_NAMES)
const NOTHING = { entries: [], previous: null, next: null, count: 0, more: false }

const one = (value: string | string[] | undefined) => [value].flat()[0] ?? null

const hrefIn = (params: AuditListParams) => (change: Parameters<typeof auditList.linkTo>[1]) => {
  const search = auditList.linkTo(params, change)
  return search === '?' ? '/audit' : `/audit${search}`
}

const without = (keys: readonly ChipKey[]) =>
  Object.fromEntries(keys.map((key) => [key, undefined])) as Parameters<typeof auditList.linkTo>[1]

/** The filters as the export's form sends them: neither order nor place, which a file does not have. */
function exported(params: AuditListParams): [string, string][] {
  const { perPage: _size, after: _after, before: _before, last: _last, ...filters } = params
  return [...auditList.toSearch(filters)]
}

function whyNotExport(actor: Actor, isMisread: boolean): string | null {
  if (!can(actor, 'audit:export')) return 'You have no role that allows this: export the audit log.'
  return isMisread ? 'A filter cannot be read, so the file would hold too much. Correct it first.' : null
}

async function load(actor: Actor, params: AuditListParams, isReadable: boolean) {
  const found = isReadable ? await listAuditEvents(actor, params) : { ...NOTHING, state: await getAuditState(actor, {}) }
  return { ...found, names: await namesOfFilters(actor, params, found.entries) }
}

type Found = Awaited<ReturnType<typeof load>>
type Place = { params: AuditListParams; address: string; href: ReturnType<typeof hrefIn>; timeZone: string | undefined }

function Entries({ actor, found, place, open }: { actor: Actor; found: Found; place: Place; open: string | null }) {
  const { address, timeZone, params } = place
  if (found.entries.length > 0) {
    const { entries } = found
    return <EventList key={address} {...{ entries, address, timeZone, open }} pages={pagesFor(actor)} now={new Date()} />
  }
  return (
    <div className="rounded-lg border border-line bg-surface">
      {auditList.isNarrowed(params) ? (
        <NoMatch what="events" clearHref="/audit" />
      ) : (
        <EmptyState title="Nothing recorded yet">
          Everything that people, programs and Gatehouse itself do is listed here as it happens: sign-ins, changes, exports, refusals.
        </EmptyState>
      )}
    </div>
  )
}

const Pages = ({ found: { entries, previous, next }, place: { params, href } }: { found: Found; place: Place }) => (
  <Pagination
    range={`${entries.length} on this page, ${params.direction === 'desc' ? 'newest' : 'oldest'} first`}
    first={previous && href({})}
    previous={previous && href({ before: previous })}
    next={next && href({ after: next })}
    last={next && href({ last: true })}
    sizes={PAGE_SIZES.map((size) => ({ label: String(size), href: href({ perPage: size }), current: size === params.perPage }))}
  />
)

function Summary({
  found: { names, count, more },
  place: { params, href },
  isMisread,
}: {
  found: Found
  place: Place
  isMisread: boolean
}) {
  const chips = chipWords(params, { actor: names.actor?.called ?? null, target: names.target?.called ?? null })
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
      <FilterChips chips={chips.map(({ label, value, takes }) => ({ label, value, clearHref: href(without(takes)) }))} clearHref="/audit" />
      <p role="status" className="ms-auto text-ink-soft tabular-nums">
        {isMisread ? '' : more ? `${cappedCount(count + 1, count)} events` : plural(count, 'event')}
      </p>
    </div>
  )
}

export default adminPage(async (actor, { searchParams }: { searchParams: Promise<Raw> }) => {
  const [raw, { user }] = await Promise.all([searchParams, currentShell()])
  const { params, wrong } = await ask(actor, raw, user?.rowsPerPage ?? 25)
  const isMisread = wrong.length > 0
  const found = await load(actor, params, !isMisread)
  const href = hrefIn(params)
  const filters = exported(params)
  const address = href({ after: params.after, before: params.before, last: params.last })
  const place: Place = { params, address, href, timeZone: user?.timeZone || undefined }
  return (
    <>
      <PageHeader
        title="Audit log"
        description="Who did what to whom, when and from where."
        actions={
          <ExportMenu
            action="/audit/export"
            fields={filters}
            title={filters.length > 0 ? 'Every event that fits the filters' : 'The whole log'}
            disabledReason={whyNotExport(actor, isMisread)}
          />
        }
      />
      <div className="grid min-w-0 gap-3">
        <AuditToolbar
          key={`filters ${address}`}
          params={params}
          asked={askedOf(raw)}
          actor={found.names.actor}
          target={found.names.target}
          groups={GROUPS}
          searches={can(actor, 'user:read')}
        />
        <Summary {...{ found, place, isMisread }} />
        {isMisread ? <MisreadFilters wrong={wrong} /> : <Entries {...{ actor, found, place }} open={one(raw.open)} />}
        {found.entries.length > 0 && <Pages {...{ found, place }} />}
        <AuditNotes state={found.state} timeZone={place.timeZone} />
      </div>
    </>
  )
})
