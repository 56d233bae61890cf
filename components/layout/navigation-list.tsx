'use client'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useId } from 'react'
import { cx } from '../ui/classes.ts'
import { currentItem, visibleNavigation } from './navigation.ts'
import { PendingCount, type Pending } from './pending-count.tsx'

/** The pages that a holder of these permissions may open, grouped; the page one is on, or inside of, is marked. `pending` stands beside the inbox. */
export function NavigationList({ permissions, pending }: { permissions: readonly string[]; pending: Pending | null }) {
  const path = usePathname()
  const id = useId()
  const sections = visibleNavigation(permissions)
  const current = currentItem(sections, path)
  return (
    <nav aria-label="Main" className="grid gap-5">
      {sections.map(({ label, items }, index) => (
        <div key={label}>
          <p id={`${id}${index}`} className="px-2 pb-1 text-sm text-ink-faint">
            {label}
          </p>
          <ul aria-labelledby={`${id}${index}`} className="grid gap-0.5">
            {items.map((item) => (
              <li key={item.href}>
                <Link
                  href={item.href}
                  prefetch={false}
                  aria-current={item === current ? (path === item.href ? 'page' : 'true') : undefined}
                  className={cx(
                    'flex h-8 items-center gap-2 rounded-md px-2 transition-colors',
                    item === current ? 'bg-accent-soft font-medium text-accent' : 'text-ink-soft hover:bg-sunken hover:text-ink',
                  )}
                >
                  <item.icon aria-hidden className="size-4 shrink-0" />
                  {item.label}
                  {item.counts && <PendingCount pending={pending} />}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  )
}
