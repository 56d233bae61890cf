import { cx } from './classes.ts'

const words = ['Very weak', 'Weak', 'Fair', 'Good', 'Strong'] as const
const colours = ['bg-danger', 'bg-danger', 'bg-warning', 'bg-success', 'bg-success']

/** How hard a password is to guess, 0 to 4, as bars and as a word with an optional reason. Announced politely when it changes. */
export function StrengthMeter({ score, note }: { score: 0 | 1 | 2 | 3 | 4; note?: string | undefined }) {
  return (
    <div className="grid gap-1">
      <div aria-hidden className="grid grid-cols-4 gap-1">
        {[1, 2, 3, 4].map((bar) => (
          <span key={bar} className={cx('h-1 rounded-full', bar <= Math.max(score, 1) ? colours[score] : 'bg-sunken')} />
        ))}
      </div>
      <p role="status" className="text-sm text-ink-soft">
        {words[score]}
        {note ? `: ${note}` : ''}
      </p>
    </div>
  )
}
