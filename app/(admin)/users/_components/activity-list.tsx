import Link from 'next/link'
import type { ReactNode } from 'react'
import { Badge } from '../../../../components/ui/badge.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import type { ActivityEntry } from '../../../../lib/audit/queries.ts'
import { detailSentence, fieldWords, valueWords } from './activity-words.ts'

function Person({ id, label, subjectId }: { id: string | null; label: string; subjectId: string }) {
  if (!id || id === subjectId) return <bdi className="font-medium">{label}</bdi>
  return (
    <Link href={`/users/${id}`} className="font-medium text-accent underline underline-offset-2">
      <bdi>{label}</bdi>
    </Link>
  )
}

function Target({ entry, subjectId }: { entry: ActivityEntry; subjectId: string }): ReactNode {
  const { targetType, targetId, targetLabel, actorId } = entry
  if (targetType !== 'user') return <span className="font-medium">{targetLabel}</span>
  if (targetId !== null && targetId === actorId) return 'themselves'
  // A purged or unknown target has nothing to lead to.
  return <Person id={targetLabel === targetId ? null : targetId} label={targetLabel} subjectId={subjectId} />
}

const actorWords = ({ actorKind, actorLabel }: ActivityEntry) => (actorKind === 'anonymous' ? 'Somebody not signed in' : actorLabel)

const Changes = ({ changes }: { changes: ActivityEntry['changes'] }) => (
  <dl className="grid gap-1 text-sm">
    {Object.entries(changes).map(([name, { before, after }]) => (
      <div key={name} className="flex flex-wrap gap-x-2">
        <dt className="text-ink-soft">{fieldWords(name)}:</dt>
        <dd className="min-w-0 wrap-anywhere">
          <del className="text-ink-faint decoration-ink-faint">
            <span className="sr-only">before </span>
            {valueWords(before)}
          </del>
          <span aria-hidden className="px-1 text-ink-faint">
            →
          </span>
          <ins className="no-underline">
            <span className="sr-only">after </span>
            {valueWords(after)}
          </ins>
        </dd>
      </div>
    ))}
  </dl>
)

/** Rows of the audit log as sentences, with what changed under each. `subjectId` is the user whose page this is: they are not linked. */
export function ActivityList({
  entries,
  subjectId,
  timeZone,
  brief = false,
}: {
  entries: readonly ActivityEntry[]
  subjectId: string
  timeZone: string | undefined
  brief?: boolean | undefined
}) {
  return (
    <ol className="grid">
      {entries.map((entry) => {
        const detail = detailSentence(entry)
        const changes = Object.keys(entry.changes).length > 0 && entry.event !== 'user.created'
        return (
          <li key={entry.id} className="grid gap-1 border-b border-line py-3 first:pt-0 last:border-0 last:pb-0">
            <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
              <p className="min-w-0">
                <Person id={entry.actorKind === 'user' ? entry.actorId : null} label={actorWords(entry)} subjectId={subjectId} />{' '}
                {entry.sentence} <Target entry={entry} subjectId={subjectId} />{' '}
                {entry.outcome === 'refused' && <Badge tone="warning">Refused</Badge>}
              </p>
              <span className="text-sm text-ink-soft">
                <Time value={entry.at} timeZone={timeZone} />
              </span>
            </div>
            {detail && <p className="text-sm text-ink-soft">{detail}</p>}
            {entry.reason && <p className="text-sm text-ink-soft">Reason: {entry.reason}</p>}
            {!brief && changes && <Changes changes={entry.changes} />}
          </li>
        )
      })}
    </ol>
  )
}
