import { Bot, Cpu, KeyRound, UserRoundX } from 'lucide-react'
import { Avatar } from '../ui/avatar.tsx'
import { cx } from '../ui/classes.ts'
import type { SeenEntry } from '../../lib/audit/events.ts'
import { nameOf } from './entry.ts'

const KINDS = {
  apiKey: { icon: KeyRound, words: 'API key' },
  system: { icon: Cpu, words: 'System' },
  job: { icon: Bot, words: 'Job' },
  anonymous: { icon: UserRoundX, words: 'Not signed in' },
} as const

const kindOf = (kind: string) => (Object.hasOwn(KINDS, kind) ? KINDS[kind as keyof typeof KINDS] : null)

/** What kind of actor it was, in words: "User", "API key", "System", "Job", "Not signed in". */
export const actorKindWords = (kind: string) => kindOf(kind)?.words ?? 'User'

/**
 * Who acted, at a glance: people are round and have their initials, programs are square with a sign of their kind. The kind is also there
 * as text for screen readers and on hover.
 */
export function ActorMark({ entry }: { entry: SeenEntry }) {
  const kind = kindOf(entry.actorKind)
  if (!kind) return <Avatar name={nameOf(entry.actorLabel)} seed={entry.actorId ?? entry.actorLabel} size="sm" />
  const round = entry.actorKind === 'anonymous'
  return (
    <span
      title={kind.words}
      className={cx(
        'inline-flex size-6 shrink-0 items-center justify-center border bg-sunken text-ink-soft',
        round ? 'rounded-full border-dashed border-line-strong' : 'rounded-sm border-line',
      )}
    >
      <kind.icon aria-hidden className="size-3.5" />
    </span>
  )
}
