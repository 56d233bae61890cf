import { exactTime, relativeTime } from '../../lib/core/format.ts'
import { NoValue } from './description-list.tsx'

const FAR_AHEAD_MS = 30 * 86_400_000

/** What lies ahead for a month or more is something to plan by, such as the end of a role: "next month" would hide the day. */
const words = (moment: Date, full: string) => (moment.getTime() - Date.now() < FAR_AHEAD_MS ? relativeTime(moment) : full.split(',', 1)[0])

/**
 * A moment as people say it ("3 hours ago", and its day when that is 30 days ahead or more), with the exact time on hover; `exact` shows
 * the exact time itself. The browser keeps the server's words while it takes the page over, so the two clocks need not agree.
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
      {exact ? full : words(moment, full)}
    </time>
  )
}
