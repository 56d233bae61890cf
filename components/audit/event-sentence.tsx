import Link from 'next/link'
import type { ReactNode } from 'react'
import { Badge } from '../ui/badge.tsx'
import { actorKindWords } from './actor-mark.tsx'
import { actorWords, briefWords, reasonWords, verbOf } from './detail-words.ts'
import type { SeenEntry } from '../../lib/audit/events.ts'
import { nameOf, type Pages } from './entry.ts'
import { actorHref, targetHref } from './hrefs.ts'

/** A name inside a sentence, as a link where there is a page. It stands above the link that covers its row. */
function Named({ href, title, children }: { href: string | null; title: string; children: ReactNode }) {
  if (href === null)
    return (
      <bdi title={title} className="font-medium">
        {children}
      </bdi>
    )
  return (
    <Link
      href={href}
      prefetch={false}
      title={title}
      className="relative z-[1] rounded-sm font-medium underline decoration-line-strong underline-offset-2 hover:text-accent hover:decoration-accent"
    >
      <bdi>{children}</bdi>
    </Link>
  )
}

/** The name of a target as a sentence has it. Who was refused is recorded by id alone, so the name that they have now stands for it. */
export function targetName({ targetType, targetId, targetLabel, targetNow }: SeenEntry): string {
  if (targetType === 'user' && targetId !== null && targetLabel === targetId) return targetNow ?? 'a user'
  if (targetType === 'bulk-run') return `“${targetLabel}”`
  return nameOf(targetLabel)
}

function Target({ entry, pages, subjectId }: { entry: SeenEntry; pages: Pages; subjectId: string | undefined }) {
  const href = entry.targetId !== null && entry.targetId === subjectId ? null : targetHref(entry, pages)
  const unknown = entry.targetType === 'user' && entry.targetId === null && entry.targetLabel === 'unknown'
  return (
    <Named href={href} title={entry.targetLabel}>
      {unknown ? 'somebody unknown' : targetName(entry)}
    </Named>
  )
}

/**
 * An entry as a sentence: actor, verb, target, "Refused" where it was, then what it carries and the reason in a quieter colour. The user
 * whose page this is (`subjectId`) is not linked.
 */
export function EventSentence({ entry, pages, subjectId }: { entry: SeenEntry; pages: Pages; subjectId?: string | undefined }) {
  const { verb, namesTarget, after } = verbOf(entry)
  const rest = [briefWords(entry), reasonWords(entry)].filter(Boolean)
  return (
    <>
      <Named href={entry.actorId === subjectId ? null : actorHref(entry)} title={`${actorKindWords(entry.actorKind)}: ${entry.actorLabel}`}>
        {actorWords(entry)}
      </Named>{' '}
      {verb} {namesTarget && <Target entry={entry} pages={pages} subjectId={subjectId} />}
      {after && ` ${after}`}
      {entry.outcome === 'refused' && (
        <>
          {' '}
          <span className="relative -top-px -my-0.5 inline-flex align-middle">
            <Badge tone="warning">Refused</Badge>
          </span>
        </>
      )}
      {rest.map((words, index) => (
        <span key={index} className="text-ink-soft">
          <span className="sr-only">, </span> <span aria-hidden>·&nbsp;</span>
          {words}
        </span>
      ))}
    </>
  )
}
