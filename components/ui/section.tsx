import { useId, type ReactNode } from 'react'
import { cx } from './classes.ts'

/** A bordered surface with room inside. */
export const Card = ({ children, className }: { children: ReactNode; className?: string | undefined }) => (
  <div className={cx('rounded-lg border border-line bg-surface p-4 sm:p-6', className)}>{children}</div>
)

/** A titled part of a page: heading, one line of purpose, actions at its right, then the content in a card (or bare with `plain`). */
export function Section({
  title,
  description,
  actions,
  plain = false,
  children,
}: {
  title: ReactNode
  description?: ReactNode
  actions?: ReactNode
  plain?: boolean | undefined
  children: ReactNode
}) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex flex-wrap items-end justify-between gap-2">
        <div>
          <h2 id={id} className="text-lg font-semibold">
            {title}
          </h2>
          {description && <p className="text-ink-soft">{description}</p>}
        </div>
        {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
      </div>
      {plain ? children : <Card>{children}</Card>}
    </section>
  )
}
