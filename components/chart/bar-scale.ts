const STEPS = [2, 4, 6, 10]

/** The top of an axis for whole numbers: the smallest of 2, 4, 6, 10, 20, 40, 60, 100 … that is not below `most`, so that its half is whole too. */
export function axisTop(most: number): number {
  for (let power = 1; ; power *= 10) for (const step of STEPS) if (step * power >= most) return step * power
}

/** A number as short as an axis needs it: 950, 2K, 1.5K, 3M. */
export const shortNumber = (value: number) => new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }).format(value)

/** A UTC day as people write it: `2026-03-04` → "4 Mar 2026", or "4 Mar" without the year. */
export const dayInWords = (day: string, year = true) =>
  new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', ...(year ? { year: 'numeric' } : {}), timeZone: 'UTC' })
    .format(new Date(`${day}T00:00:00Z`))
    .replace('Sept', 'Sep')
