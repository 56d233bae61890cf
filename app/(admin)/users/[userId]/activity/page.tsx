import Link from 'next/link'
import { EventList } from '../../../../../components/audit/event-list.tsx'
import { auditHref } from '../../../../../components/audit/hrefs.ts'
import { EmptyState, NoMatch } from '../../../../../components/layout/empty-state.tsx'
import { ButtonLink } from '../../../../../components/ui/button.tsx'
import { cx } from '../../../../../components/ui/classes.ts'
import { Section } from '../../../../../components/ui/section.tsx'
import { listAuditEvents, listUserActivity } from '../../../../../lib/audit/queries.ts'
import type { Actor } from '../../../../../lib/core/actor.ts'
import { adminPage } from '../../../../../lib/http/page.ts'
import { pagesFor } from '../../../../pages-for.ts'
import { UserFrame } from '../../_components/user-frame.tsx'
import { loadUser, titled, userIdOf, type UserPageProps } from '../load-user.ts'

export const generateMetadata = titled('Activity')

const SIDES = { all: 'All', to: 'Done to them', by: 'Done by them' } as const
type Side = keyof typeof SIDES

const one = (value: string | string[] | undefined) => [value].flat()[0]?.slice(0, 1_000)
const sideOf = (value: string | undefined): Side => (value === 'to' || value === 'by' ? value : 'all')

/** Both halves come merged; one of them alone is the audit log narrowed to it. */
function load(actor: Actor, userId: string, side: Side, place: { after: string | undefined; before: string | undefined }) {
  if (side === 'all') return listUserActivity(actor, { userId, ...place })
  return listAuditEvents(actor, { ...(side === 'by' ? { actor: userId } : { target: `user:${userId}` }), ...place })
}

function SideLinks({ at, current }: { at: (change: Record<string, string>) => string; current: Side }) {
  return (
    <nav aria-label="Which activity" className="inline-flex rounded-md border border-line bg-sunken p-0.5">
      {(Object.keys(SIDES) as Side[]).map((side) => (
        <Link
          key={side}
          href={at(side === 'all' ? {} : { side })}
          prefetch={false}
          aria-current={side === current ? 'true' : undefined}
          className={cx('rounded-sm px-3 py-1', side === current ? 'bg-surface font-medium shadow-sm' : 'text-ink-soft hover:text-ink')}
        >
          {SIDES[side]}
        </Link>
      ))}
    </nav>
  )
}

export default adminPage(async (actor, { params, searchParams }: UserPageProps) => {
  const { after, before, side: asked, open } = await searchParams
  const side = sideOf(one(asked))
  const userId = await userIdOf(params)
  const place = { after: one(after), before: one(before) }
  const [{ frame, timeZone }, { entries, previous, next }] = await Promise.all([loadUser(actor, params), load(actor, userId, side, place)])
  const at = (change: Record<string, string>) => {
    const search = new URLSearchParams(change)
    return `/users/${userId}/activity${search.size ? `?${search}` : ''}`
  }
  const kept = side === 'all' ? {} : { side }
  const address = at({ ...kept, ...(place.after ? { after: place.after } : place.before ? { before: place.before } : {}) })
  return (
    <UserFrame {...frame}>
      <Section
        plain
        title="Activity"
        description="What was done to this user and what they did. Reading it is recorded."
        actions={<SideLinks at={at} current={side} />}
      >
        {entries.length > 0 ? (
          <EventList
            key={address}
            entries={entries}
            pages={pagesFor(actor)}
            timeZone={timeZone}
            now={new Date()}
            address={address}
            open={one(open) ?? null}
            subjectId={userId}
          />
        ) : (
          <div className="rounded-lg border border-line bg-surface">
            {side === 'all' ? (
              <EmptyState title="Nothing recorded yet">Sign-ins and changes to this user will be listed here.</EmptyState>
            ) : (
              <NoMatch what="events" clearHref={at({})} />
            )}
          </div>
        )}
        <div className="flex flex-wrap items-center justify-between gap-2">
          <Link
            href={auditHref(side === 'by' ? { actor: userId } : { target: `user:${userId}` })}
            prefetch={false}
            className="rounded-sm text-accent underline underline-offset-2"
          >
            Filter by event and time in the audit log
          </Link>
          {(previous || next) && (
            <nav aria-label="Pages" className="flex gap-2">
              {previous && <ButtonLink href={at({ ...kept, before: previous })}>Newer</ButtonLink>}
              {next && <ButtonLink href={at({ ...kept, after: next })}>Older</ButtonLink>}
            </nav>
          )}
        </div>
      </Section>
    </UserFrame>
  )
})
