import Link from 'next/link'
import type { ReactNode } from 'react'
import { deviceName } from '../../lib/sessions/rules.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { NoValue } from '../ui/description-list.tsx'
import { Time } from '../ui/time.tsx'
import { actorKindWords } from './actor-mark.tsx'
import { ChangesTable, ValueText } from './changes-table.tsx'
import { actorWords, detailFacts } from './detail-words.ts'
import type { SeenEntry } from '../../lib/audit/events.ts'
import { targetName } from './event-sentence.tsx'
import { auditHref, eventHref, relatedLists } from './hrefs.ts'

type Props = { entry: SeenEntry; timeZone: string | undefined }

const link = 'rounded-sm text-accent underline underline-offset-2'

/** An id in full, to select or to copy. */
const Id = ({ value, what }: { value: string; what: string }) => (
  <span className="flex min-w-0 items-start gap-1">
    <code className="min-w-0 text-sm break-all text-ink-soft">{value}</code>
    <span className="-my-1 shrink-0">
      <CopyButton compact value={value} label={`Copy ${what}`} />
    </span>
  </span>
)

const lowerFirst = (words: string) => (/^[A-Z][a-z]/.test(words) ? words.charAt(0).toLowerCase() + words.slice(1) : words)

const Fact = ({ term, children }: { term: string; children: ReactNode }) => (
  <div className="grid grid-cols-[80px_minmax(0,1fr)] gap-x-3 py-1">
    <dt className="text-sm leading-5 text-ink-faint">{term}</dt>
    <dd className="min-w-0">{children}</dd>
  </div>
)

/** What an act changed and what else was written with it: the reason, the fields before and after, and the event's own facts. */
export function EventContent({ entry, timeZone }: Props) {
  const facts = detailFacts(entry)
  const changed = Object.keys(entry.changes).length > 0
  return (
    <div className="grid min-w-0 content-start gap-4">
      {entry.reason && (
        <div>
          <p className="text-sm text-ink-faint">Reason</p>
          <p className="whitespace-pre-wrap">{entry.reason}</p>
        </div>
      )}
      <ChangesTable changes={entry.changes} timeZone={timeZone} />
      {facts.length > 0 && (
        <dl>
          {facts.map(({ term, field, value }) => (
            <Fact key={field} term={term}>
              <ValueText field={field} value={value} timeZone={timeZone} />
            </Fact>
          ))}
        </dl>
      )}
      {!entry.reason && !changed && facts.length === 0 && (
        <p className="text-ink-soft">The sentence says it all: no field was changed, and nothing else was recorded with it.</p>
      )}
    </div>
  )
}

/** Where an entry came from: exact time, event, who and what with their ids, address, browser and request. */
export function EventFacts({ entry, timeZone }: Props) {
  const { actorId, targetId, targetType } = entry
  return (
    <dl className="min-w-0">
      <Fact term="Time">
        <Time value={entry.at} exact timeZone={timeZone} />
      </Fact>
      <Fact term="Event">
        <code className="text-sm break-all">{entry.event}</code>
      </Fact>
      <Fact term="Actor">
        {entry.actorKind === 'anonymous' ? actorWords(entry) : entry.actorLabel}
        {entry.actorKind !== 'user' && entry.actorKind !== 'anonymous' && (
          <span className="text-ink-soft"> ({lowerFirst(actorKindWords(entry.actorKind))})</span>
        )}
        {actorId && <Id value={actorId} what="the actor’s ID" />}
      </Fact>
      <Fact term="Target">
        {targetType === 'user' && entry.targetLabel === targetId ? targetName(entry) : entry.targetLabel}
        {targetId && <Id value={targetId} what="the target’s ID" />}
      </Fact>
      <Fact term="IP address">
        {entry.ip ? (
          <Link href={auditHref({ ip: entry.ip })} prefetch={false} className={link}>
            {entry.ip}
          </Link>
        ) : (
          <NoValue />
        )}
      </Fact>
      {entry.userAgent && (
        <Fact term="Browser">
          {deviceName(entry.userAgent)}
          <span className="block text-sm break-words text-ink-faint">{entry.userAgent}</span>
        </Fact>
      )}
      {entry.requestId && (
        <Fact term="Request">
          <Id value={entry.requestId} what="the request’s ID" />
        </Fact>
      )}
      {entry.correlationId && entry.correlationId !== entry.requestId && (
        <Fact term="Bulk run">
          <Id value={entry.correlationId} what="the bulk run’s ID" />
        </Fact>
      )}
    </dl>
  )
}

/** Where an entry leads on to: related lists, and its own address unless one is there already. */
export function EventLinks({ entry, permalink = true }: { entry: SeenEntry; permalink?: boolean }) {
  const lists = relatedLists(entry, { actor: actorWords(entry), target: targetName(entry) })
  const links = permalink ? [{ label: 'Permalink', href: eventHref(entry.id) }, ...lists] : lists
  return (
    <ul aria-label="Related" className="flex flex-wrap gap-x-4 gap-y-1">
      {links.map(({ label, href }) => (
        <li key={href}>
          <Link href={href} prefetch={false} className={link}>
            {label}
          </Link>
        </li>
      ))}
    </ul>
  )
}

/** All that is known about an entry, as it opens under its row. */
export const EventDetail = (props: Props) => (
  <div className="grid min-w-0 gap-x-8 gap-y-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,404px)]">
    <EventContent entry={props.entry} timeZone={props.timeZone} />
    <EventFacts {...props} />
    <div className="border-t border-line pt-3 lg:col-span-2">
      <EventLinks entry={props.entry} />
    </div>
  </div>
)
