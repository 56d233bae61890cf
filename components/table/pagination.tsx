import { ChevronLeft, ChevronRight, ChevronsLeft, ChevronsRight } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { buttonClass } from '../ui/button.tsx'

type Step = { label: string; href: string | null; icon: ReactNode }

/**
 * Where one is in a list, and links to its first, previous, next and last page; a page that does not exist is `null`. `range` is text
 * such as "26–50 of 10,000+"; `sizes` are links to other page sizes, `beside` is for a list that offers them in another way.
 */
export function Pagination({
  range,
  first,
  previous,
  next,
  last,
  sizes,
  beside,
}: {
  range: ReactNode
  first: string | null
  previous: string | null
  next: string | null
  last: string | null
  sizes?: readonly { label: string; href: string; current: boolean }[] | undefined
  beside?: ReactNode
}) {
  const steps: Step[] = [
    { label: 'First page', href: first, icon: <ChevronsLeft aria-hidden /> },
    { label: 'Previous page', href: previous, icon: <ChevronLeft aria-hidden /> },
    { label: 'Next page', href: next, icon: <ChevronRight aria-hidden /> },
    { label: 'Last page', href: last, icon: <ChevronsRight aria-hidden /> },
  ]
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
      <p className="text-ink-soft tabular-nums">{range}</p>
      <div className="flex flex-wrap items-center gap-x-6 gap-y-2">
        {sizes && (
          <p className="flex items-center gap-2 text-ink-soft">
            Rows
            {sizes.map(({ label, href, current }) => (
              <Link
                key={label}
                href={href}
                prefetch={false}
                aria-label={`${label} rows`}
                aria-current={current || undefined}
                className={
                  current
                    ? 'min-w-6 rounded-sm text-center font-semibold text-ink'
                    : 'min-w-6 rounded-sm text-center text-accent underline underline-offset-2'
                }
              >
                {label}
              </Link>
            ))}
          </p>
        )}
        {beside}
        <nav aria-label="Pages" className="flex gap-1">
          {steps.map(({ label, href, icon }) =>
            href ? (
              <Link key={label} href={href} prefetch={false} aria-label={label} title={label} className={`${buttonClass()} w-9 px-0!`}>
                {icon}
              </Link>
            ) : (
              <span key={label} aria-hidden className={`${buttonClass({}, true)} w-9 px-0!`}>
                {icon}
              </span>
            ),
          )}
        </nav>
      </div>
    </div>
  )
}
