import { CircleHelp } from 'lucide-react'
import Link from 'next/link'
import { EmptyState } from '../../../../components/layout/empty-state.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import type { AskedWrongly } from '../ask.ts'

/** In place of the list when a filter cannot be read: what was asked for, why not, and who may have been meant. */
export const MisreadFilters = ({ wrong }: { wrong: readonly AskedWrongly[] }) => (
  <div className="rounded-lg border border-line bg-surface">
    <EmptyState
      icon={<CircleHelp aria-hidden />}
      title="Nothing is shown, because a filter cannot be read"
      action={<ButtonLink href="/audit">Clear all filters</ButtonLink>}
    >
      <ul className="grid gap-3">
        {wrong.map(({ label, text, why, instead }) => (
          <li key={label}>
            <span className="wrap-anywhere">
              {label} “{text}”: {why}
            </span>
            {instead.length > 0 && (
              <span className="block">
                Did you mean{' '}
                {instead.map((each, index) => (
                  <span key={each.href}>
                    {index > 0 && (index === instead.length - 1 ? ' or ' : ', ')}
                    <Link href={each.href} prefetch={false} className="rounded-sm text-accent underline underline-offset-2">
                      {each.label}
                    </Link>
                  </span>
                ))}
                ?
              </span>
            )}
          </li>
        ))}
      </ul>
    </EmptyState>
  </div>
)
