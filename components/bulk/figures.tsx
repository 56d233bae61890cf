import { formatNumber } from '../../lib/core/format.ts'
import { cx } from '../ui/classes.ts'

/** Numbers of users side by side, each over the words that say what becomes of them. Noughts are quiet. */
export const Figures = ({ figures }: { figures: readonly { count: number; words: string }[] }) => (
  <dl className="flex flex-wrap gap-x-6 gap-y-4 sm:gap-x-10">
    {figures.map(({ count, words }) => (
      <div key={words} className="flex flex-col-reverse sm:min-w-24">
        <dt className="wrap-anywhere text-ink-soft">{words}</dt>
        <dd className={cx('text-xl font-semibold tabular-nums', count === 0 && 'text-ink-faint')}>{formatNumber(count)}</dd>
      </div>
    ))}
  </dl>
)
