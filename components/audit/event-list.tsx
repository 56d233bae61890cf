'use client'
import { ChevronDown } from 'lucide-react'
import Link from 'next/link'
import { useState, type MouseEvent } from 'react'
import { cx } from '../ui/classes.ts'
import { Time } from '../ui/time.tsx'
import { exactTime } from '../../lib/core/format.ts'
import { ActorMark } from './actor-mark.tsx'
import { byDay, clockTime } from './days.ts'
import type { SeenEntry } from '../../lib/audit/events.ts'
import type { Pages } from './entry.ts'
import { EventDetail } from './event-detail.tsx'
import { EventSentence } from './event-sentence.tsx'
import { openedHref } from './hrefs.ts'

type ListProps = {
  entries: readonly SeenEntry[]
  pages: Pages
  timeZone: string | undefined
  /** When the server drew the page: the days are named from here. */
  now: Date
  /** The list's own path and query. A row opens by a link to it, so that it works without client JavaScript and can be sent to others. */
  address: string
  /** The entry that the address opens. */
  open: string | null
  subjectId?: string | undefined
}

const row =
  'grid grid-cols-[24px_minmax(0,1fr)_16px] items-start gap-x-3 px-3 py-2 sm:px-4 md:grid-cols-[88px_24px_minmax(0,1fr)_minmax(0,auto)_16px] md:py-1.5'

/** The list's own corners, where its last row has a colour of its own. */
const lastRow = 'group-last/day:group-last/row:rounded-b-lg'

/** In the heading's own zone, so that "14:05" under "Yesterday" is yesterday's. */
function RowTime({ at, isToday, timeZone }: { at: Date | string; isToday: boolean; timeZone: string | undefined }) {
  if (isToday) return <Time value={at} timeZone={timeZone} />
  const moment = new Date(at)
  return (
    <time dateTime={moment.toISOString()} title={exactTime(moment, timeZone)} className="tabular-nums">
      {clockTime(moment, timeZone)}
    </time>
  )
}

function Row({
  entry,
  isToday,
  isOpen,
  onOpen,
  ...list
}: Omit<ListProps, 'entries' | 'now' | 'open'> & {
  entry: SeenEntry
  isToday: boolean
  isOpen: boolean
  onOpen: (event: MouseEvent) => void
}) {
  const { pages, timeZone, subjectId, address } = list
  const ids = { sentence: `s-${entry.id}`, word: `w-${entry.id}`, detail: `d-${entry.id}` }
  return (
    <li id={`e-${entry.id}`} className="group/row border-b border-line last:border-0">
      <div className={cx('relative hover:bg-hover', row, isOpen ? 'bg-hover' : lastRow)}>
        <div className="contents md:order-2 md:block">
          <ActorMark entry={entry} />
        </div>
        <p id={ids.sentence} className="min-w-0 py-0.5 md:order-3">
          <EventSentence entry={entry} pages={pages} subjectId={subjectId} />
        </p>
        <div className="col-start-2 row-start-2 flex flex-wrap gap-x-3 text-sm text-ink-soft md:contents">
          <span className="md:order-1 md:py-0.5">
            <RowTime at={entry.at} isToday={isToday} timeZone={timeZone} />
          </span>
          <span title={entry.ip ?? undefined} className="truncate tabular-nums md:order-4 md:max-w-36 md:py-0.5">
            {entry.ip}
          </span>
        </div>
        <Link
          href={openedHref(address, isOpen ? null : entry.id)}
          prefetch={false}
          scroll={false}
          onClick={onOpen}
          aria-expanded={isOpen}
          aria-controls={isOpen ? ids.detail : undefined}
          aria-labelledby={`${ids.word} ${ids.sentence}`}
          className="col-start-3 row-start-1 mt-1 rounded-sm text-ink-faint after:absolute after:inset-0 focus-visible:outline-offset-0 md:order-5 md:col-start-auto md:row-start-auto"
        >
          <span id={ids.word} className="sr-only">
            Details:
          </span>
          <ChevronDown aria-hidden className={cx('size-4', isOpen && 'rotate-180')} />
        </Link>
      </div>
      {isOpen && (
        <div
          id={ids.detail}
          role="region"
          aria-labelledby={ids.sentence}
          className={cx('border-t border-line bg-canvas px-3 py-4 sm:px-4', lastRow)}
        >
          <EventDetail entry={entry} timeZone={timeZone} />
        </div>
      )}
    </li>
  )
}

/** Which rows are open: the one that the address names, and those that were opened since. */
function useOpened(address: string, first: string | null) {
  const [opened, setOpened] = useState<ReadonlySet<string>>(() => new Set(first === null ? [] : [first]))
  const toggle = (id: string) => (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    const next = new Set(opened)
    if (!next.delete(id)) next.add(id)
    setOpened(next)
    // Reload and a copied address show what was opened last.
    window.history.replaceState(null, '', openedHref(address, [...next].at(-1) ?? null))
  }
  return { opened, toggle }
}

/**
 * Entries of the audit log under the days on which they happened, each a sentence that opens to all that is known about it. Any number
 * can be open at once; without client JavaScript, one.
 */
export function EventList({ entries, now, open, ...list }: ListProps) {
  const { opened, toggle } = useOpened(list.address, open)
  return (
    <div className="rounded-lg border border-line bg-surface">
      {byDay(entries, list.timeZone, now).map(({ key, title, isToday, entries: ofDay }) => (
        <section key={key} aria-labelledby={`day-${ofDay[0]?.id}`} className="group/day">
          <h2
            id={`day-${ofDay[0]?.id}`}
            className="sticky top-0 z-10 border-b border-line bg-sunken px-3 py-1.5 text-sm font-semibold text-ink-soft group-first/day:rounded-t-lg sm:px-4"
          >
            {title}
          </h2>
          <ol className="border-b border-line group-last/day:border-0">
            {ofDay.map((entry) => (
              <Row key={entry.id} entry={entry} isToday={isToday} isOpen={opened.has(entry.id)} onOpen={toggle(entry.id)} {...list} />
            ))}
          </ol>
        </section>
      ))}
    </div>
  )
}

/** A few entries as plain sentences with their time, for overviews: nothing opens. */
export function BriefEvents({ entries, pages, timeZone, subjectId }: Pick<ListProps, 'entries' | 'pages' | 'timeZone' | 'subjectId'>) {
  return (
    <ol className="grid">
      {entries.map((entry) => (
        <li
          key={entry.id}
          className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 border-b border-line py-2 first:pt-0 last:border-0 last:pb-0"
        >
          <p className="min-w-0">
            <EventSentence entry={entry} pages={pages} subjectId={subjectId} />
          </p>
          <span className="text-sm text-ink-soft">
            <Time value={entry.at} timeZone={timeZone} />
          </span>
        </li>
      ))}
    </ol>
  )
}
