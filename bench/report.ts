import type { Figures } from './load.ts'

/** One line of the table. `limit` is the same work done bare in the same rounds; `notes` are sentences of facts that fit no column. */
export type Row = {
  name: string
  /** What the figures are per: a request, a row, a user. */
  per: 'request' | 'row' | 'user' | 'start' | 'page' | 'enrollment' | 'certificate' | 'file'
  ours: Figures | null
  limit: { name: string; figures: Figures | null } | null
  bareNext?: Figures | null
  roundTrips: number | null
  mostRoundTrips: number | null
  bars: Bar[]
  notes?: string
}

/** What a figure must not exceed, and whether it does. */
export type Bar = { text: string; value: number; limit: number; met: boolean }

/** A whole run, as it is written to a file. */
export type Report = {
  at: string
  commit: string
  users: number
  rounds: number
  machine: { cores: number; memoryGb: number; node: string; postgres: string }
  rows: Row[]
}

/** A bar: `value` must be at most `limit`. */
export const atMost = (text: string, value: number, limit: number): Bar => ({ text, value, limit, met: value <= limit })

const ratio = (one: number | undefined, other: number | undefined) => (one !== undefined && other ? one / other : NaN)
const total = (figures: Figures | null | undefined) => (figures ? figures.appMs + figures.databaseMs : undefined)

/** Compares every row with the row of the same name in the run at 100,000 users: at 1,000,000 it may cost three times as much. */
export function compareWithSmaller(rows: readonly Row[], smaller: Report): void {
  for (const row of rows) {
    const before = smaller.rows.find(({ name }) => name === row.name)
    const [now, then] = [total(row.ours), total(before?.ours)]
    if (now === undefined || !then) continue
    row.bars.push(atMost('CPU against 100,000 users', ratio(now, then), 3))
  }
}

const figure = (value: number | null | undefined) => {
  if (value === null || value === undefined || Number.isNaN(value)) return ''
  if (value === 0) return '0'
  if (value >= 1000) return Math.round(value).toLocaleString('en')
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value >= 0.1 ? value.toFixed(2) : value.toPrecision(2)
}
const times = (value: number) => (Number.isFinite(value) ? `${figure(value)}×` : '')

const HEADER = [
  '',
  'per',
  'a second',
  'p50 ms',
  'p99 ms',
  'app CPU ms',
  'of limit',
  'of bare Next',
  'DB CPU ms',
  'of limit',
  'round trips',
  'bars',
]

function lineOf({ name, per, ours, limit, bareNext, roundTrips, mostRoundTrips, bars, notes }: Row): string[] {
  const other = limit?.figures
  const marks = bars.map(({ text, value, limit: most, met }) => `${met ? '✓' : '✗ MISSED'} ${text} ${figure(value)} ≤ ${figure(most)}`)
  return [
    name,
    per,
    figure(ours?.rate),
    figure(ours?.p50),
    figure(ours?.p99),
    figure(ours?.appMs),
    times(ratio(ours?.appMs, other?.appMs)),
    times(ratio(ours?.appMs, bareNext?.appMs)),
    figure(ours?.databaseMs),
    times(ratio(ours?.databaseMs, other?.databaseMs)),
    roundTrips === null ? '' : mostRoundTrips === null ? String(roundTrips) : `${roundTrips} of ${mostRoundTrips}`,
    [...marks, ...(notes ? [notes] : [])].join('; '),
  ]
}

/** The table as people read it, also as Markdown. */
export function tableOf({ rows }: Report): string {
  const lines = [HEADER, ...rows.map(lineOf)]
  const widths = HEADER.map((_, column) => (column === HEADER.length - 1 ? 0 : Math.max(...lines.map((line) => line[column]?.length ?? 0))))
  const text = lines.map(
    (line) =>
      `| ${line.map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`,
  )
  return [text[0], `|${widths.map((width) => '-'.repeat(Math.max(3, width) + 2)).join('|')}|`, ...text.slice(1)].join('\n')
}

/** Pages that made more round trips than they may, as sentences. These alone make a run fail: they do not depend on the machine. */
export const brokenPromises = ({ rows }: Report): string[] =>
  rows.flatMap(({ name, roundTrips, mostRoundTrips }) =>
    roundTrips !== null && mostRoundTrips !== null && roundTrips > mostRoundTrips
      ? [`${name}: ${roundTrips} round trips to the database, allowed are ${mostRoundTrips}.`]
      : [],
  )
