import { ShieldCheck } from 'lucide-react'
import { plural } from '../../../../lib/core/format.ts'
import { Time } from '../../../../components/ui/time.tsx'

/** What is true of the log as a whole: how long it is kept, and the newest seal over it, or null before the first. */
export type LogState = { retentionMonths: number; seal: { number: number; at: Date } | null }

const keptFor = (months: number) => {
  if (months === 0) return 'Events are kept for ever.'
  return `Events are kept for ${months % 12 === 0 ? plural(months / 12, 'year') : plural(months, 'month')}.`
}

/** The small print under the log: that reading is recorded, how long events are kept, and how far the log is sealed. */
export const AuditNotes = ({ state, timeZone }: { state: LogState; timeZone: string | undefined }) => (
  <p className="flex items-start gap-2 text-sm text-ink-faint">
    <ShieldCheck aria-hidden className="mt-0.5 size-4 shrink-0" />
    <span>
      Nobody can change this log, and that you read it becomes part of it. {keptFor(state.retentionMonths)}{' '}
      {state.seal ? (
        <>
          Newest seal: no. {state.seal.number.toLocaleString('en')}, <Time value={state.seal.at} timeZone={timeZone} />.
        </>
      ) : (
        'It has no seal yet.'
      )}
    </span>
  </p>
)
