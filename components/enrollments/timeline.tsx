import { Check, Circle, CircleDot, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from '../ui/classes.ts'

/** A step of something that takes its time: `done`, the one that is waited for (`now`), still to come (`ahead`), or where it ended badly. */
export type TimelineStep = { title: string; detail?: ReactNode; state: 'done' | 'now' | 'ahead' | 'failed' }

const looks = {
  done: { icon: Check, look: 'border-success-line bg-success-soft text-success', word: 'Done' },
  now: { icon: CircleDot, look: 'border-transparent bg-accent-soft text-accent', word: 'Now' },
  ahead: { icon: Circle, look: 'border-line bg-surface text-ink-faint', word: 'Later' },
  failed: { icon: X, look: 'border-danger-line bg-danger-soft text-danger', word: 'Ended' },
} as const

/** The way of one thing from its first step to its last, each with an icon and, for those who cannot see it, a word for how far it is. */
export const Timeline = ({ label, steps }: { label: string; steps: readonly TimelineStep[] }) => (
  <ol aria-label={label} className="grid">
    {steps.map(({ title, detail, state }, index) => {
      const { icon: Icon, look, word } = looks[state]
      return (
        <li key={title} aria-current={state === 'now' ? 'step' : undefined} className="grid grid-cols-[24px_minmax(0,1fr)] gap-x-3">
          <span className="grid grid-rows-[24px_1fr] justify-items-center">
            <span className={cx('grid size-6 place-items-center rounded-full border', look)}>
              <Icon aria-hidden className="size-3.5" />
            </span>
            {index < steps.length - 1 && <span className="my-1 w-px bg-line" />}
          </span>
          <div className="grid content-start gap-0.5 pb-4">
            <p className={cx('leading-6', state === 'now' ? 'font-semibold' : state === 'ahead' ? 'text-ink-soft' : 'font-medium')}>
              <span className="sr-only">{word}: </span>
              {title}
            </p>
            {detail && <div className="text-sm text-ink-soft">{detail}</div>}
          </div>
        </li>
      )
    })}
  </ol>
)
