import type { ReactNode } from 'react'
import { KindMark, StateBadge } from '../../../../components/inbox/inbox-badges.tsx'
import { InboxItemKeys } from '../../../../components/inbox/inbox-keys.tsx'
import { Breadcrumbs, PageHeader } from '../../../../components/layout/page-header.tsx'
import { ArrivalNotice } from '../../../../components/layout/arrival-notice.tsx'
import { Avatar } from '../../../../components/ui/avatar.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import type { InboxListParams } from '../../../../lib/inbox/list.ts'
import type { InboxKind } from '../../../../lib/inbox/schema.ts'
import type { InboxState } from '../../../../lib/inbox/views.ts'
import { NEXT_NOTICES } from '../notices.ts'
import { inboxHref, nextHref } from './inbox-href.ts'

/** What every page of an item has around it: the way back and on, who asks for what since when, and what can be done. */
export function ItemFrame({
  kind,
  item: { id, applicant, state, createdAt },
  from,
  notice,
  timeZone,
  decides,
  asks,
  actions,
  aside,
  children,
}: {
  kind: InboxKind
  item: { id: string; applicant: string; state: InboxState; createdAt: Date }
  from: InboxListParams
  notice: string | string[] | undefined
  timeZone: string | undefined
  /** Whether the page has the forms that the keys a, r and q open. */
  decides: boolean
  asks?: boolean | undefined
  actions: ReactNode
  /** What stands at the right on wide screens, and first on narrow ones. */
  aside: ReactNode
  children: ReactNode
}) {
  const place = { id, at: createdAt, from }
  const [previous, next] = [nextHref('previous', place), nextHref('next', place)]
  return (
    <>
      <PageHeader
        crumbs={<Breadcrumbs crumbs={[{ label: 'Inbox', href: inboxHref(from) }]} />}
        title={applicant}
        avatar={<Avatar name={applicant} seed={id} size="lg" />}
        badges={<StateBadge state={state} />}
        description={
          <span className="flex flex-wrap items-center gap-x-3">
            <KindMark kind={kind} />
            <span>
              asked <Time value={createdAt} timeZone={timeZone} />
            </span>
          </span>
        }
        actions={actions}
      />
      <ArrivalNotice notice={notice} sentences={NEXT_NOTICES} />
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(280px,340px)]">
        <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-6 lg:col-start-2 lg:row-start-1">{aside}</div>
        <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-6 lg:col-start-1 lg:row-start-1">{children}</div>
      </div>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <InboxItemKeys next={next} previous={previous} list={inboxHref(from)} decides={decides} asks={asks} />
        <nav aria-label="Other items" className="ms-auto flex gap-2">
          <ButtonLink href={previous}>Previous</ButtonLink>
          <ButtonLink href={next}>Next</ButtonLink>
        </nav>
      </div>
    </>
  )
}
