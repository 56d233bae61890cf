import { exactTime, relativeTime } from '../../lib/core/format.ts'
import { NoValue } from './description-list.tsx'

/**
 * A moment as people say it ("3 hours ago"), with the exact time on hover; `exact` shows the exact time itself. The browser keeps
 * the server's words while it takes the page over, so the two clocks need not agree.
 */
export function Time({
  value,
  exact = false,
  timeZone,
  none,
}: {
  value: Date | string | null | undefined
  exact?: boolean | undefined
  timeZone?: string | undefined
  none?: string | undefined
}) {
  if (!value) return none ? <span className="text-ink-faint">{none}</span> : <NoValue />
  const moment = new Date(value)
  const full = exactTime(moment, timeZone)
  return (
    <time dateTime={moment.toISOString()} title={full} suppressHydrationWarning className="whitespace-nowrap tabular-nums">
      {exact ? full : relativeTime(moment)}
    </time>
  )
}
