import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'

export type Direction = 'asc' | 'desc'

/** The title of a sortable column as a link: sorts by it, or turns the order round. The `<th>` around it carries `aria-sort`. */
export function SortHeader({ href, direction, children }: { href: string; direction: Direction | null; children: ReactNode }) {
  const Icon = direction === 'asc' ? ArrowUp : direction === 'desc' ? ArrowDown : ChevronsUpDown
  return (
    <Link href={href} prefetch={false} className="group inline-flex items-center gap-1 rounded-sm hover:text-ink">
      {children}
      <Icon aria-hidden className={direction ? 'size-3' : 'size-3 text-ink-faint opacity-60 group-hover:opacity-100'} />
    </Link>
  )
}
