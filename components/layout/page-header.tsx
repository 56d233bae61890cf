import { ChevronRight } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'

export type Crumb = { label: string; href: string }

/** A link of the breadcrumbs. */
export const CrumbLink = ({ label, href }: Crumb) => (
  <Link href={href} prefetch={false} className="rounded-sm wrap-anywhere hover:text-ink hover:underline">
    {label}
  </Link>
)

/**
 * The way from the top to this page; the page itself is the heading below and not repeated here. `first` stands before the others, for a
 * link that leads back to a list as it was left.
 */
export function Breadcrumbs({ first, crumbs = [] }: { first?: ReactNode; crumbs?: readonly Crumb[] }) {
  const links = [
    ...(first ? [{ key: 'first', link: first }] : []),
    ...crumbs.map((crumb) => ({ key: crumb.href, link: <CrumbLink {...crumb} /> })),
  ]
  return (
    <nav aria-label="Breadcrumbs" className="text-sm text-ink-soft">
      <ol className="flex flex-wrap items-center gap-1">
        {links.map(({ key, link }) => (
          <li key={key} className="flex min-w-0 items-center gap-1">
            {link}
            <ChevronRight aria-hidden className="size-3 shrink-0" />
          </li>
        ))}
      </ol>
    </nav>
  )
}

/**
 * The head of a page: breadcrumbs, the title with an optional picture before and badges after it,
 * one line of purpose, and at the right at most one primary action, after quieter ones.
 */
export function PageHeader({
  title,
  description,
  crumbs,
  avatar,
  badges,
  actions,
}: {
  title: string
  description?: ReactNode
  crumbs?: ReactNode
  avatar?: ReactNode
  badges?: ReactNode
  actions?: ReactNode
}) {
  return (
    <header className="grid gap-2">
      {crumbs}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="flex min-w-0 flex-1 basis-80 items-center gap-3">
          {avatar}
          <div className="min-w-0">
            <div className="flex flex-wrap items-center gap-2">
              <h1 className="min-w-0 text-xl font-semibold">{title}</h1>
              {badges}
            </div>
            {description && <div className="wrap-anywhere text-ink-soft">{description}</div>}
          </div>
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
    </header>
  )
}
