import { CircleAlert, CircleCheck, CircleDot, CircleMinus, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from './classes.ts'

export type Tone = 'neutral' | 'info' | 'success' | 'warning' | 'danger'

const tones: Record<Tone, string> = {
  neutral: 'border-line bg-sunken text-ink-soft',
  info: 'border-transparent bg-accent-soft text-accent',
  success: 'border-success-line bg-success-soft text-success',
  warning: 'border-warning-line bg-warning-soft text-warning',
  danger: 'border-danger-line bg-danger-soft text-danger',
}
const icons = { neutral: CircleMinus, info: CircleDot, success: CircleCheck, warning: TriangleAlert, danger: CircleAlert }

/** A short status: its icon and its words say it, the colour only helps. Pass `icon` to replace the tone's own, `null` for none. */
export function Badge({ tone = 'neutral', icon, children }: { tone?: Tone | undefined; icon?: ReactNode; children: ReactNode }) {
  const Icon = icons[tone]
  return (
    <span
      className={cx(
        'inline-flex items-center gap-1 rounded-sm border px-1.5 text-sm font-medium whitespace-nowrap [&_svg]:size-3 [&_svg]:shrink-0',
        tones[tone],
      )}
    >
      {icon === undefined ? <Icon aria-hidden /> : icon}
      {children}
    </span>
  )
}
