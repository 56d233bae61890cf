const zoned = (timeZone: string | undefined, options: Intl.DateTimeFormatOptions) => {
  try {
    return new Intl.DateTimeFormat('en-GB', { ...options, timeZone: timeZone ?? 'UTC' })
  } catch {
    return new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' })
  }
}

/** Put together here because engines disagree on the commas between the parts. */
const keyOf = (format: Intl.DateTimeFormat, moment: Date) =>
  format
    .formatToParts(moment)
    .filter(({ type }) => type !== 'literal')
    .map(({ value }) => value)
    .join(' ')

/** One day of a list: its name ("Today", "Yesterday", "Friday 20 November 2026"), whether it is today, and what happened then. */
export type Day<T> = { key: string; title: string; isToday: boolean; entries: T[] }

/**
 * A list cut into the days of a time zone, in the order of the list. `now` is passed in so that the server and the browser draw the same;
 * an unknown zone counts as UTC.
 */
export function byDay<T extends { at: Date | string }>(entries: readonly T[], timeZone: string | undefined, now: Date): Day<T>[] {
  const day = zoned(timeZone, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
  const [today, yesterday] = [keyOf(day, now), keyOf(day, new Date(now.getTime() - 86_400_000))]
  const days: Day<T>[] = []
  for (const entry of entries) {
    const key = keyOf(day, new Date(entry.at))
    const last = days.at(-1)
    if (last?.key === key) last.entries.push(entry)
    else
      days.push({ key, title: key === today ? 'Today' : key === yesterday ? 'Yesterday' : key, isToday: key === today, entries: [entry] })
  }
  return days
}

/** The time of day, as "14:05", in the given zone. */
export const clockTime = (moment: Date, timeZone: string | undefined) =>
  zoned(timeZone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(moment)
