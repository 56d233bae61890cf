import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from './classes.ts'

export type CalloutTone = 'info' | 'success' | 'warning' | 'danger'

const tones: Record<CalloutTone, string> = {
  info: 'border-line bg-sunken [&>svg]:text-accent',
  success: 'border-success-line bg-success-soft [&>svg]:text-success',
  warning: 'border-warning-line bg-warning-soft [&>svg]:text-warning',
  danger: 'border-danger-line bg-danger-soft [&>svg]:text-danger',
}
const icons = { info: Info, success: CircleCheck, warning: TriangleAlert, danger: CircleAlert }

/** A notice inside the page, with an optional title and the action that settles it. `role` is for notices that appear after the page did. */
export function Callout({
  tone = 'info',
  title,
  action,
  role,
  children,
}: {
  tone?: CalloutTone | undefined
  title?: ReactNode
  action?: ReactNode
  role?: 'status' | 'alert' | undefined
  children?: ReactNode
}) {
  const Icon = icons[tone]
  return (
    <div role={role} className={cx('flex flex-wrap items-start gap-x-3 gap-y-2 rounded-md border px-4 py-3', tones[tone])}>
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 flex-[1_1_12rem]">
        {title && <p className="font-medium">{title}</p>}
        {children && <div className={cx(title != null && 'text-ink-soft')}>{children}</div>}
      </div>
      {action && <div className="flex shrink-0 gap-2">{action}</div>}
    </div>
  )
}
