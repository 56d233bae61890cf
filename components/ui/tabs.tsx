'use client'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { cx } from './classes.ts'

/** Tabs that are pages: links in a named navigation, the open one marked `aria-current="page"`. Leave out the tabs the viewer may not open. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly { label: string; href: string }[] }) {
  const path = usePathname()
  return (
    <nav aria-label={label} className="-mx-1 overflow-x-auto border-b border-line px-1">
      <ul className="flex gap-4">
        {tabs.map(({ label, href }) => (
          <li key={href}>
            <Link
              href={href}
              prefetch={false}
              aria-current={path === href ? 'page' : undefined}
              className={cx(
                'block rounded-t-sm border-b-2 px-1 py-2 font-medium whitespace-nowrap -outline-offset-2',
                path === href
                  ? 'border-accent text-ink scroll-ms-16 [scroll-initial-target:nearest]'
                  : 'border-transparent text-ink-soft hover:border-line-strong hover:text-ink',
              )}
            >
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
