import { settingWords, type SettingKey, type SettingValues } from './catalogue.ts'

type WhyNot = { reason: string; message: string } | null

/** Of each pair the first may never be longer than the second: whoever administers others is signed out no later than everybody else. */
const NO_LONGER_THAN = [
  ['session.privilegedIdleMinutes', 'session.idleMinutes', 'The idle time of administrators', 'the idle time of all'],
  ['session.privilegedAbsoluteHours', 'session.absoluteHours', 'The longest session of administrators', 'the longest session of all'],
] as const

/** Why these settings cannot hold together after a change of `changed`, or null. */
export function whyNotTogether(values: SettingValues, changed: SettingKey): WhyNot {
  for (const [shorter, longer, subject, object] of NO_LONGER_THAN) {
    if (values[shorter] <= values[longer]) continue
    const other = changed === shorter ? longer : shorter
    const now = `${changed === shorter ? object : subject.replace(/^T/, 't')} is ${settingWords(other, values[other])}`
    return {
      reason: 'OUT_OF_ORDER',
      message: `${subject} cannot be longer than ${object}, and ${now}. Nothing was changed. Change that setting first.`,
    }
  }
  return null
}

/** The start of the oldest month that the log keeps with so many full months beside the present one; null keeps everything. Months are UTC's. */
export function firstKeptMonth(months: number, now: Date): Date | null {
  return months === 0 ? null : new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 1))
}

/** The first and last month that a log which reaches back to `oldest` would lose, or null. */
export function monthsLost(months: number, oldest: Date | null, now: Date): { first: Date; last: Date; count: number } | null {
  const kept = firstKeptMonth(months, now)
  if (!kept || !oldest || oldest >= kept) return null
  const first = new Date(Date.UTC(oldest.getUTCFullYear(), oldest.getUTCMonth(), 1))
  const last = new Date(Date.UTC(kept.getUTCFullYear(), kept.getUTCMonth() - 1, 1))
  const count = (last.getUTCFullYear() - first.getUTCFullYear()) * 12 + last.getUTCMonth() - first.getUTCMonth() + 1
  return { first, last, count }
}

const monthName = (month: Date) => month.toLocaleDateString('en', { month: 'long', year: 'numeric', timeZone: 'UTC' })

/** What a shorter audit log would lose, as a sentence; null when nothing is. */
export function whatLogLoses(months: number, oldest: Date | null, now: Date): string | null {
  const lost = monthsLost(months, oldest, now)
  if (!lost) return null
  const which =
    lost.count === 1
      ? `one month of the audit log, ${monthName(lost.first)},`
      : `${lost.count} months of the audit log, ${monthName(lost.first)} to ${monthName(lost.last)},`
  return `With this, ${which} will be removed for good.`
}
