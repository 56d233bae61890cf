import { CircleCheck, CircleMinus, CircleSlash, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { beforehand } from '../ui/button.tsx'
import { cx } from '../ui/classes.ts'

/** One check: `met` true or false, or null where it says nothing either way. The words say which; the colour only helps. */
export type Check = { key: string; met: boolean | null; words: ReactNode; detail?: ReactNode }

const LOOKS = {
  true: { Icon: CircleCheck, color: 'text-success', said: 'Fine:' },
  false: { Icon: TriangleAlert, color: 'text-warning', said: 'Look:' },
  null: { Icon: CircleMinus, color: 'text-ink-faint', said: '' },
} as const

/**
 * What an approver looks at before deciding, each with an icon and words; what is not met comes first. `hindrance` is why this viewer cannot
 * approve at all.
 */
export function Checklist({ checks, hindrance }: { checks: readonly Check[]; hindrance?: string | null | undefined }) {
  const order = (check: Check) => (check.met === false ? 0 : check.met === null ? 1 : 2)
  return (
    <ul aria-label="Checks" className="grid gap-3">
      {hindrance && (
        <li className="flex items-start gap-2">
          <CircleSlash aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
          <div className="min-w-0 wrap-anywhere">
            <p className="font-medium">You cannot approve this</p>
            <p className="text-sm text-ink-soft">{beforehand(hindrance)}</p>
          </div>
        </li>
      )}
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
