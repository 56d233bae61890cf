import { actorNameOf } from './history-words.ts'
import { Time } from '../ui/time.tsx'

/** One thing that happened to an item, in words that follow the actor: "Ann Lee" + "approved". */
export type HistoryLine = { id: string; at: Date; actor: string; words: string; reason?: string | null | undefined }

/** What happened to an item, oldest first. */
export const History = ({ lines, timeZone }: { lines: readonly HistoryLine[]; timeZone: string | undefined }) => (
  <ol aria-label="History" className="grid">
    {lines.map(({ id, at, actor, words, reason }) => (
      <li
        key={id}
        className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 border-b border-line py-2 first:pt-0 last:border-0 last:pb-0"
      >
        <p className="min-w-0">
          <bdi className="font-medium">{actorNameOf(actor)}</bdi> {words}
          {reason && <span className="text-ink-soft">: {reason}</span>}
        </p>
        <span className="text-sm text-ink-soft">
          <Time value={at} timeZone={timeZone} />
        </span>
      </li>
    ))}
  </ol>
)
