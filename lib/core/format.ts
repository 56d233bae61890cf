/** Making one of these costs as much as drawing a table row, so each is made once. Few: languages, and the time zones that people chose. */
function keep<F>(make: (key: string) => F): (key: string) => F {
  const kept = new Map<string, F>()
  return (key) => {
    const known = kept.get(key)
    if (known) return known
    const made = make(key)
    if (kept.size >= 1_000) kept.clear() // "utc" and "Utc" are the same zone: names alone set no limit
    kept.set(key, made)
    return made
  }
}

const relative = keep((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }))
const numbers = keep((locale) => new Intl.NumberFormat(locale))
const moments = keep(
  (timeZone) =>
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'short',
    }),
)

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const steps: [Intl.RelativeTimeFormatUnit, number, number][] = [
  ['minute', HOUR, MINUTE],
  ['hour', DAY, HOUR],
  ['day', 30 * DAY, DAY],
  ['month', 365 * DAY, 30.44 * DAY],
  ['year', Infinity, 365.25 * DAY],
]

/** A moment seen from `now`: "just now" within a minute, then "5 minutes ago", "in 3 days", "last year". Both are UTC instants. */
export function relativeTime(moment: Date, now: Date = new Date(), locale = 'en'): string {
  const seconds = (moment.getTime() - now.getTime()) / 1_000
  if (Math.abs(seconds) < MINUTE) return 'just now'
  const [unit, , size] = steps.find(([, limit]) => Math.abs(seconds) < limit) ?? (['year', Infinity, 365.25 * DAY] as const)
  // What lies behind is counted in full units; what lies ahead to the nearest one, or "in 30 days" would read 29 a second later.
  const units = seconds < 0 ? Math.floor(-seconds / size) : Math.round(seconds / size)
  return relative(locale).format(Math.sign(seconds) * Math.max(1, units), unit)
}

/** A moment in full, as "22 Nov 2026, 06:49:05 UTC", in the given IANA time zone (UTC unless said). An unknown zone falls back to UTC. */
export function exactTime(moment: Date, timeZone = 'UTC'): string {
  try {
    return format(moment, timeZone)
  } catch (error) {
    if (error instanceof RangeError && timeZone !== 'UTC') return format(moment, 'UTC')
    throw error
  }
}

function format(moment: Date, timeZone: string): string {
  const parts = moments(timeZone).formatToParts(moment)
  // The parts are put together here because engines disagree on the commas and spaces between them.
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? ''
  const month = part('month').slice(0, 3)
  return `${part('day')} ${month} ${part('year')}, ${part('hour')}:${part('minute')}:${part('second')} ${part('timeZoneName')}`
}

/** A whole number with thousands separators: 5000 → "5,000". */
export const formatNumber = (value: number, locale = 'en') => numbers(locale).format(value)

/** A count that was only taken up to `cap`: 10001 with cap 10000 → "10,000+". */
export const cappedCount = (count: number, cap = 10_000) => (count > cap ? `${formatNumber(cap)}+` : formatNumber(count))

/** A size in bytes as people say it, in steps of 1,000: 5022268775 → "5 GB", 1234567 → "1.2 MB". */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']
  const step = Math.min(Math.max(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), 0), units.length - 1)
  return `${new Intl.NumberFormat('en', { maximumFractionDigits: 1 }).format(bytes / 1_000 ** step)} ${units[step]}`
}

/** How long something took: 0.4 → "0.4 s", 75 → "1 min 15 s", 3600 → "1 h", 7500 → "2 h 5 min". */
export function formatDuration(seconds: number): string {
  if (seconds < 0.05) return 'under 0.1 s'
  if (seconds < 10) return `${(Math.round(seconds * 10) / 10).toString()} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  const [hours, minutes, rest] = [Math.floor(whole / HOUR), Math.floor((whole % HOUR) / MINUTE), whole % MINUTE]
  if (hours > 0) return minutes > 0 ? `${formatNumber(hours)} h ${minutes} min` : `${formatNumber(hours)} h`
  return rest > 0 ? `${minutes} min ${rest} s` : `${minutes} min`
}

/** A number with its noun: plural(1, 'user') → "1 user", plural(3, 'person', 'people') → "3 people". */
export const plural = (count: number, one: string, many = `${one}s`) => `${formatNumber(count)} ${count === 1 ? one : many}`

/** How long something lasts, in the largest unit that it fills: 7200 minutes → "5 days", 90 → "90 minutes", 60 → "1 hour". */
export function duration(minutes: number): string {
  if (minutes > 0 && minutes % 1_440 === 0) return plural(minutes / 1_440, 'day')
  return minutes > 0 && minutes % 60 === 0 ? plural(minutes / 60, 'hour') : plural(minutes, 'minute')
}

/** At most two capitals that stand for a name: "Aino Korhonen" → "AK", "佐藤" → "佐", nothing readable → "?". */
export function initials(name: string): string {
  const words = name.normalize('NFC').match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? []
  const first = words[0]
  if (!first) return '?'
  const last = words.length > 1 ? words[words.length - 1] : undefined
  return [first, last]
    .map((word) => (word ? [...word][0] : ''))
    .join('')
    .toUpperCase()
    .slice(0, 4)
}
