import { FolderTree, List } from 'lucide-react'
import Link from 'next/link'
import { cx } from '../../../../components/ui/classes.ts'

const VIEWS = [
  { view: 'list', label: 'List', href: '/groups', icon: List },
  { view: 'tree', label: 'Tree', href: '/groups?view=tree', icon: FolderTree },
] as const
export type GroupsView = (typeof VIEWS)[number]['view']

/** The two ways of looking at groups, as links; the one in use is marked. */
export const ViewLinks = ({ current }: { current: GroupsView }) => (
  <nav aria-label="View" className="inline-flex h-9 rounded-md border border-line bg-sunken p-0.5">
    {VIEWS.map(({ view, label, href, icon: Icon }) => (
      <Link
        key={view}
        href={href}
        prefetch={false}
        aria-current={view === current ? 'true' : undefined}
        className={cx(
          'inline-flex items-center gap-1.5 rounded-sm px-3',
          view === current ? 'bg-surface font-medium shadow-sm' : 'text-ink-soft hover:text-ink',
        )}
      >
        <Icon aria-hidden className="size-4" />
        {label}
      </Link>
    ))}
  </nav>
)
