import { CircleCheck, CircleMinus, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from '../ui/classes.ts'

/** One check: `met` true or false, or null where it says nothing either way. The words say which; the colour only helps. */
export type Check = { key: string; met: boolean | null; words: ReactNode; detail?: ReactNode }

const LOOKS = {
  true: { Icon: CircleCheck, color: 'text-success', said: 'Fine:' },
  false: { Icon: TriangleAlert, color: 'text-warning', said: 'Look:' },
  null: { Icon: CircleMinus, color: 'text-ink-faint', said: '' },
} as const

/** What an approver looks at before deciding, each with an icon and words; what is not met comes first. */
export function Checklist({ checks }: { checks: readonly Check[] }) {
  const order = (check: Check) => (check.met === false ? 0 : check.met === null ? 1 : 2)
  return (
    <ul aria-label="Checks" className="grid gap-3">
      {[...checks]
        .sort((a, b) => order(a) - order(b))
        .map(({ key, met, words, detail }) => {
          const { Icon, color, said } = LOOKS[`${met}`]
          return (
            <li key={key} className="flex items-start gap-2">
              <Icon aria-hidden className={cx('mt-0.5 size-4 shrink-0', color)} />
              <div className="min-w-0 wrap-anywhere">
                <p className={cx(met === false && 'font-medium')}>
                  {said && <span className="sr-only">{said} </span>}
                  {words}
                </p>
                {detail && <div className="text-sm text-ink-soft">{detail}</div>}
              </div>
            </li>
          )
        })}
    </ul>
  )
}
