import Link from 'next/link'
import { cx } from '../../../../components/ui/classes.ts'
import type { ItemResult } from '../../../../lib/bulk-runs/schema.ts'
import { formatNumber } from '../../../../lib/core/format.ts'

export type ResultTab = { result: ItemResult | undefined; label: string; count: number | null; href: string }

/** The results of a run by what became of each user, as links with their counts, unless these still change; the open one is marked. */
export const ResultTabs = ({ tabs, open }: { tabs: readonly ResultTab[]; open: ItemResult | undefined }) => (
  <nav aria-label="Results" className="-mx-1 overflow-x-auto border-b border-line px-1">
    <ul className="flex gap-4">
      {tabs.map(({ result, label, count, href }) => (
        <li key={label}>
          <Link
            href={href}
            prefetch={false}
            scroll={false}
            aria-current={result === open ? 'page' : undefined}
            className={cx(
              'block rounded-t-sm border-b-2 px-1 py-2 font-medium whitespace-nowrap -outline-offset-2',
              result === open ? 'border-accent text-ink' : 'border-transparent text-ink-soft hover:border-line-strong hover:text-ink',
            )}
          >
            {label} {count !== null && <span className="font-normal text-ink-faint tabular-nums">{formatNumber(count)}</span>}
          </Link>
        </li>
      ))}
    </ul>
  </nav>
)
