import { CircleCheck } from 'lucide-react'
import Link from 'next/link'
import type { Pending } from '../../../../components/layout/pending-count.tsx'
import { Section } from '../../../../components/ui/section.tsx'
import { cappedCount } from '../../../../lib/core/format.ts'
import type { MayOpen, Overview } from './overview.ts'

/** `exact`: counted to the end; the others stop at 10,000. */
type Item = { count: number; more?: boolean | undefined; exact?: true; one: string; many: string; href: string | null }

function itemsOf(
  { figures: { invitations, purgedSoon }, health: { mail, jobs, bulkRuns } }: Overview,
  may: MayOpen,
  pending: Pending | null,
): Item[] {
  const to = (allowed: boolean, href: string) => (allowed ? href : null)
  const items: Item[] = [
    { count: pending?.count ?? 0, more: pending?.more, one: 'person asks to join', many: 'people ask to join', href: '/inbox' },
    { count: jobs.failed, one: 'job failed', many: 'jobs failed', href: to(may.jobs, '/jobs') },
    {
      count: mail.failed,
      one: 'message could not be sent, this week',
      many: 'messages could not be sent, this week',
      href: to(may.outbox, '/outbox?status=failed'),
    },
    {
      count: mail.held,
      one: 'message is held in the outbox',
      many: 'messages are held in the outbox',
      href: to(may.outbox, '/outbox?status=held'),
    },
    { count: bulkRuns, one: 'bulk run is under way', many: 'bulk runs are under way', href: to(may.users, '/bulk-runs') },
    {
      count: invitations.expired,
      exact: true,
      one: 'link to set a first password ran out unused',
      many: 'links to set a first password ran out unused',
      href: to(may.users, '/users?invitation=expired'),
    },
    {
      count: invitations.open,
      exact: true,
      one: 'link to set a first password is not used yet',
      many: 'links to set a first password are not used yet',
      href: to(may.users, '/users?invitation=open'),
    },
    {
      count: purgedSoon,
      exact: true,
      one: 'user leaves the trash for good within 7 days',
      many: 'users leave the trash for good within 7 days',
      href: to(may.users, '/users?status=trash'),
    },
  ]
  return items.filter(({ count }) => count > 0)
}

/** What waits for somebody (`pending`: for the viewer's own decision), each with the list that shows it; what does not wait is not mentioned. */
export function Waiting({ overview, may, pending }: { overview: Overview; may: MayOpen; pending: Pending | null }) {
  const items = itemsOf(overview, may, pending)
  return (
    <Section title="Waiting">
      {items.length === 0 ? (
        <p className="flex items-center gap-2 text-ink-soft">
          <CircleCheck aria-hidden className="size-4 text-success" />
          Nothing waits for anybody.
        </p>
      ) : (
        <ul className="-my-2 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3">
          {items.map(({ count, more, exact, one, many, href }) => (
            <li key={one} className="col-span-2 grid grid-cols-subgrid items-baseline border-b border-line py-2 last:border-0">
              <span className="text-end font-semibold tabular-nums">
                {cappedCount(count, exact ? Infinity : 10_000)}
                {more && '+'}
              </span>
              {href ? (
                <Link href={href} prefetch={false} className="rounded-sm text-accent underline underline-offset-2">
                  {count === 1 ? one : many}
                </Link>
              ) : (
                <span>{count === 1 ? one : many}</span>
              )}
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
