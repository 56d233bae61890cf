import Link from 'next/link'
import { EventList } from '../../../../../components/audit/event-list.tsx'
import { auditHref } from '../../../../../components/audit/hrefs.ts'
import { EmptyState } from '../../../../../components/layout/empty-state.tsx'
import { ButtonLink } from '../../../../../components/ui/button.tsx'
import { Section } from '../../../../../components/ui/section.tsx'
import { groupActivity } from '../../../../../lib/groups/queries-group.ts'
import { adminPage } from '../../../../../lib/http/page.ts'
import { pagesFor } from '../../../../pages-for.ts'
import { GroupFrame } from '../../_components/group-frame.tsx'
import { groupIdOf, loadGroup, titled, type GroupPageProps } from '../load-group.ts'

export const generateMetadata = titled('Activity')

const one = (value: string | string[] | undefined) => [value].flat()[0]?.slice(0, 1_000)

export default adminPage(async (actor, { params, searchParams }: GroupPageProps) => {
  const { after, before, open } = await searchParams
  const groupId = await groupIdOf(params)
  const place = { after: one(after), before: one(before) }
  const [{ group, timeZone }, { entries, previous, next }] = await Promise.all([
    loadGroup(actor, params),
    groupActivity(actor, { groupId, ...place }),
  ])
  const at = (change: Record<string, string>) => {
    const search = new URLSearchParams(change)
    return `/groups/${groupId}/activity${search.size ? `?${search}` : ''}`
  }
  const address = at(place.after ? { after: place.after } : place.before ? { before: place.before } : {})
  return (
    <GroupFrame group={group}>
      <Section plain title="Activity" description="What was done to this group and to its members. Reading it is recorded.">
        {entries.length > 0 ? (
          <EventList
            key={address}
            entries={entries}
            pages={pagesFor(actor)}
            timeZone={timeZone}
            now={new Date()}
            address={address}
            open={one(open) ?? null}
            subjectId={groupId}
          />
        ) : (
          <div className="rounded-lg border border-line bg-surface">
            <EmptyState title="Nothing recorded yet">Changes to this group and its members will be listed here.</EmptyState>
          </div>
        )}
        <div className="flex flex-wrap items-center justify-between gap-2">
          <Link
            href={auditHref({ target: `group:${groupId}` })}
            prefetch={false}
            className="rounded-sm text-accent underline underline-offset-2"
          >
            Filter by event and time in the audit log
          </Link>
          {(previous || next) && (
            <nav aria-label="Pages" className="flex gap-2">
              {previous && <ButtonLink href={at({ before: previous })}>Newer</ButtonLink>}
              {next && <ButtonLink href={at({ after: next })}>Older</ButtonLink>}
            </nav>
          )}
        </div>
      </Section>
    </GroupFrame>
  )
})
