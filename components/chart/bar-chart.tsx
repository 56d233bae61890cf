import { formatNumber } from '../../lib/core/format.ts'
import { axisTop, dayInWords, shortNumber } from './bar-scale.ts'

/** How many there were on one UTC day. */
export type DayBar = { day: string; count: number }

const HEIGHT = 100

/** One day: the bar, and behind it the whole column, which shows the figure when pointed at. */
function Bar({ bar: { day, count }, at, top, label, isLast }: { bar: DayBar; at: number; top: number; label: string; isLast: boolean }) {
  // A day with few must still be seen beside a day with many.
  const height = count === 0 ? 0 : Math.max((count / top) * HEIGHT, 1)
  return (
    <g className="group/bar">
      <title>{label}</title>
      <rect x={at} y={0} width={1} height={HEIGHT} className="fill-transparent group-hover/bar:fill-sunken" />
      {height > 0 && (
        <rect
          data-day={day}
          x={at + 0.14}
          y={HEIGHT - height}
          width={0.72}
          height={height}
          vectorEffect="non-scaling-stroke"
          className={isLast ? 'fill-accent-soft stroke-accent stroke-1 [stroke-dasharray:3_2]' : 'fill-accent-solid'}
        />
      )}
    </g>
  )
}

/**
 * Bars per UTC day, drawn by the server as plain SVG: no script, and nothing moves. The last day is not over yet and drawn hollow. It is a
 * picture with one sentence for screen readers; the page gives the figures as a table too.
 */
export function BarChart({ days, noun, nouns = `${noun}s` }: { days: readonly DayBar[]; noun: string; nouns?: string }) {
  const top = axisTop(Math.max(0, ...days.map(({ count }) => count)))
  const total = days.reduce((sum, { count }) => sum + count, 0)
  const best = days.reduce<DayBar | null>((most, each) => (each.count > (most?.count ?? 0) ? each : most), null)
  const [first, middle, last] = [days[0], days[Math.floor((days.length - 1) / 2)], days.at(-1)]
  const words = (bar: DayBar) => `${dayInWords(bar.day)}: ${formatNumber(bar.count)} ${bar.count === 1 ? noun : nouns}`
  const summary = best
    ? `${formatNumber(total)} ${nouns} in ${days.length} days, the most on ${words(best)}.`
    : `No ${nouns} in ${days.length} days.`
  return (
    <figure className="grid grid-cols-[2.5rem_minmax(0,1fr)] gap-x-2 text-sm text-ink-soft tabular-nums">
      <div aria-hidden className="-my-2.5 flex flex-col justify-between text-end">
        {[top, top / 2, 0].map((value) => (
          <span key={value}>{shortNumber(value)}</span>
        ))}
      </div>
      <svg
        role="img"
        aria-label={summary}
        viewBox={`0 0 ${days.length} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="h-36 w-full overflow-visible"
      >
        {[0, HEIGHT / 2].map((y) => (
          <line key={y} x1={0} x2={days.length} y1={y} y2={y} vectorEffect="non-scaling-stroke" className="stroke-line stroke-1" />
        ))}
        {days.map((bar, index) => (
          <Bar
            key={bar.day}
            bar={bar}
            at={index}
            top={top}
            label={bar === last ? `${words(bar)}, so far` : words(bar)}
            isLast={bar === last}
          />
        ))}
        <line x1={0} x2={days.length} y1={HEIGHT} y2={HEIGHT} vectorEffect="non-scaling-stroke" className="stroke-line-strong stroke-1" />
      </svg>
      <div aria-hidden className="col-start-2 flex justify-between gap-2 pt-1">
        {first && <span>{dayInWords(first.day, false)}</span>}
        {middle && <span>{dayInWords(middle.day, false)}</span>}
        {last && <span>Today</span>}
      </div>
    </figure>
  )
}
