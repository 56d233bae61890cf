import { ArrowLeft, ChevronRight } from 'lucide-react'
import Link from 'next/link'
import { Fragment, type ReactNode } from 'react'

export type Crumb = { label: string; href: string }

/** The way from the top to this page; the page itself is the heading below and not repeated here. */
export function Breadcrumbs({ crumbs }: { crumbs: readonly Crumb[] }) {
  return (
    <nav aria-label="Breadcrumbs" className="text-sm text-ink-soft">
      <ol className="flex flex-wrap items-center gap-1">
        {crumbs.map(({ label, href }) => (
          <Fragment key={href}>
            <li>
              <Link href={href} prefetch={false} className="rounded-sm hover:text-ink hover:underline">
                {label}
              </Link>
            </li>
            <li aria-hidden>
              <ChevronRight className="size-3" />
            </li>
          </Fragment>
        ))}
      </ol>
    </nav>
  )
}

/**
 * The head of a page: breadcrumbs or a back link that names the list, the title with an optional picture before and badges after it,
 * one line of purpose, and at the right at most one primary action, after quieter ones.
 */
export function PageHeader({
  title,
  description,
  crumbs,
  back,
  avatar,
  badges,
  actions,
}: {
  title: string
  description?: ReactNode
  crumbs?: readonly Crumb[] | undefined
  back?: Crumb | undefined
  avatar?: ReactNode
  badges?: ReactNode
  actions?: ReactNode
}) {
  return (
    <header className="grid gap-2">
      {crumbs && <Breadcrumbs crumbs={crumbs} />}
      {back && (
        <Link
          href={back.href}
          prefetch={false}
          className="inline-flex items-center gap-1 justify-self-start rounded-sm text-sm wrap-anywhere text-ink-soft hover:text-ink hover:underline"
        >
          <ArrowLeft aria-hidden className="size-3 shrink-0" />
          {back.label}
        </Link>
      )}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="flex min-w-0 items-center gap-3">
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
