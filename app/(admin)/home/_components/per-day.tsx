import Link from 'next/link'
import { BarChart } from '../../../../components/chart/bar-chart.tsx'
import { dayInWords } from '../../../../components/chart/bar-scale.ts'
import { Section } from '../../../../components/ui/section.tsx'
import { formatNumber } from '../../../../lib/core/format.ts'
import type { Figures } from './overview.ts'

const sum = (days: readonly { count: number }[]) => days.reduce((total, { count }) => total + count, 0)
const inWords = (days: readonly { count: number }[]) =>
  `${formatNumber(sum(days))} in all, ${formatNumber(sum(days.slice(-7)))} in the last 7 days`

function Table({ signUps, signIns, today, mayReadUsers }: Figures & { mayReadUsers: boolean }) {
  const byDay = new Map(signIns.map(({ day, count }) => [day, count]))
  return (
    <table className="w-full max-w-120 border-collapse tabular-nums">
      <caption className="sr-only">Sign-ups and sign-ins per day</caption>
      <thead>
        <tr className="text-sm text-ink-soft">
          <th scope="col" className="border-b border-line py-2 text-start font-medium">
            Day (UTC)
          </th>
          <th scope="col" className="border-b border-line py-2 text-end font-medium">
            Sign-ups
          </th>
          <th scope="col" className="border-b border-line py-2 text-end font-medium">
            Sign-ins
          </th>
        </tr>
      </thead>
      <tbody>
        {signUps.toReversed().map(({ day, count }) => (
          <tr key={day}>
            <th scope="row" className="border-b border-line py-1.5 text-start font-normal">
              {dayInWords(day)}
              {day === today && <span className="text-ink-soft">, so far</span>}
            </th>
            <td className="border-b border-line py-1.5 text-end">
              {mayReadUsers && count > 0 ? (
                <Link
                  href={`/users?status=any&createdFrom=${day}&createdTo=${day}`}
                  prefetch={false}
                  className="rounded-sm text-accent underline underline-offset-2"
                >
                  {formatNumber(count)}
                </Link>
              ) : (
                formatNumber(count)
              )}
            </td>
            <td className="border-b border-line py-1.5 text-end">{formatNumber(byDay.get(day) ?? 0)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Sign-ups and sign-ins of the last 30 days: two pictures, the same figures as a table, and beneath what is counted. */
export function PerDay({ figures, mayReadUsers }: { figures: Figures; mayReadUsers: boolean }) {
  const { signUps, signIns, from, today } = figures
  return (
    <Section title="Last 30 days" description={`${dayInWords(from)} to ${dayInWords(today)}, in days of UTC. Today is not over yet.`}>
      <div className="grid gap-6">
        <div className="grid gap-x-8 gap-y-6 xl:grid-cols-2">
          <div className="grid min-w-0 content-start gap-4">
            <h3 className="font-medium">
              Sign-ups <span className="block font-normal text-ink-soft">{inWords(signUps)}</span>
            </h3>
            <BarChart days={signUps} noun="sign-up" />
          </div>
          <div className="grid min-w-0 content-start gap-4">
            <h3 className="font-medium">
              Sign-ins <span className="block font-normal text-ink-soft">{inWords(signIns)}</span>
            </h3>
            <BarChart days={signIns} noun="sign-in" />
          </div>
        </div>
        <details>
          <summary className="w-fit rounded-sm text-accent">Show these figures as a table</summary>
          <div className="pt-2">
            <Table {...figures} mayReadUsers={mayReadUsers} />
          </div>
        </details>
        <p className="text-sm text-ink-soft">
          A sign-up is an account that was made on that day, in whatever way, also when it was deactivated or put into the trash since;
          those removed for good are not counted. A sign-in is a session that was started: who signs in twice counts twice.
        </p>
      </div>
    </Section>
  )
}
