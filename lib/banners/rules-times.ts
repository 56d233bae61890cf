/** A date and a time as `<input type="datetime-local">` writes it: no zone, seconds may be missing. */
export const LOCAL_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/

const clock = (timeZone: string) =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })

/** Whether the zone is one that this engine knows, such as "Europe/Helsinki". */
export function isTimeZone(timeZone: string): boolean {
  try {
    clock(timeZone)
    return true
  } catch {
    return false
  }
}

/** What clocks in a zone show at a moment, to the second: "2026-03-14T09:30:00". Throws RangeError for an unknown zone. */
export function localTimeIn(timeZone: string, moment: Date): string {
  const parts = new Map(
    clock(timeZone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, value]),
  )
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? ''
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}`
}

/**
 * The moment at which clocks in a zone show this local time; null when no calendar has it. A time that the clocks skip counts as the same
 * distance after the skip; of one that they show twice the earlier counts. Throws RangeError for an unknown zone.
 */
export function momentIn(timeZone: string, local: string): Date | null {
  const wall = Date.parse(`${local}Z`)
  if (!LOCAL_TIME.test(local) || Number.isNaN(wall) || new Date(wall).toISOString().slice(0, local.length) !== local) return null
  const ahead = (at: number) => Date.parse(`${localTimeIn(timeZone, new Date(at))}Z`) - at
  const DAY = 24 * 3_600_000
  // The zone is this far ahead before and after whatever change of the clocks may be near.
  const fits = [ahead(wall - DAY), ahead(wall + DAY)].map((offset) => wall - offset)
  return new Date(fits.find((at) => at + ahead(at) === wall) ?? (fits[0] as number))
}
