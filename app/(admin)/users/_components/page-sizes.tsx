'use client'
import Link from 'next/link'
import { useActionState } from 'react'
import { cx } from '../../../../components/ui/classes.ts'
import { PAGE_SIZES } from '../../../../lib/core/list.ts'
import { updatePreferencesAction } from '../actions.ts'
import { usersHref, type ListState } from './users-href.ts'

const look = (current: boolean) =>
  cx('min-w-6 rounded-sm text-center', current ? 'font-semibold text-ink' : 'text-accent underline underline-offset-2')

/**
 * How many rows a page has. The choice is remembered for the person and holds on every device; only where the address itself names a
 * size, as in a link from somebody else, it changes the address instead.
 */
export function PageSizes({ state, current }: { state: ListState; current: number }) {
  const [, action, pending] = useActionState(updatePreferencesAction, null)
  return (
    <form action={action} aria-busy={pending} className="flex items-center gap-2 text-ink-soft">
      <span id="rows-per-page">Rows</span>
      <span role="group" aria-labelledby="rows-per-page" className="flex gap-2">
        {PAGE_SIZES.map((size) =>
          state.size === null ? (
            <button
              key={size}
              name="rowsPerPage"
              value={size}
              aria-label={`${size} rows`}
              aria-pressed={size === current}
              className={look(size === current)}
            >
              {size}
            </button>
          ) : (
            <Link
              key={size}
              href={usersHref({ ...state, size }, {})}
              aria-label={`${size} rows`}
              aria-current={size === current || undefined}
              className={look(size === current)}
            >
              {size}
            </Link>
          ),
        )}
      </span>
    </form>
  )
}
