import { Inbox, SearchX } from 'lucide-react'
import type { ReactNode } from 'react'
import { ButtonLink } from '../ui/button.tsx'

/** An empty list: what would stand here, what for, and what to do first. */
export function EmptyState({
  icon,
  title,
  children,
  action,
}: {
  icon?: ReactNode
  title: string
  children?: ReactNode
  action?: ReactNode
}) {
  return (
    <div className="grid justify-items-center gap-2 px-6 py-12 text-center [&>svg]:size-6 [&>svg]:text-ink-faint">
      {icon ?? <Inbox aria-hidden />}
      <p className="text-lg font-semibold">{title}</p>
      {children && <div className="max-w-100 text-ink-soft">{children}</div>}
      {action && <div className="pt-2">{action}</div>}
    </div>
  )
}

/** A search or filter that nothing fits; never the same text as an empty list. */
export const NoMatch = ({ what, clearHref }: { what: string; clearHref: string }) => (
  <EmptyState
    icon={<SearchX aria-hidden />}
    title={`No ${what} match`}
    action={<ButtonLink href={clearHref}>Clear search and filters</ButtonLink>}
  >
    Try fewer words, or take a filter away.
  </EmptyState>
)
