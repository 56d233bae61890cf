'use client'
import { Search } from 'lucide-react'
import type { KeyboardEvent, ReactNode } from 'react'
import { plural } from '../../lib/core/format.ts'
import { cx } from '../ui/classes.ts'
import { Input } from '../ui/input.tsx'

/** Which permissions are listed, as its button says it. */
export const SHOWN = { all: 'All', allowed: 'Allowed', changed: 'Changed' } as const
export type Shown = keyof typeof SHOWN

/** Enter in a search would send the form around it. */
const keepForm = (event: KeyboardEvent<HTMLInputElement>) => {
  if (event.key === 'Enter') event.preventDefault()
}

/** Search and filter over the permissions that are in the page already. */
export function MatrixToolbar({
  text,
  setText,
  shown,
  setShown,
  counts,
  found,
  children,
}: {
  text: string
  setText: (text: string) => void
  shown: Shown
  setShown: (shown: Shown) => void
  counts: Readonly<Record<Shown, number>>
  found: number
  children?: ReactNode
}) {
  return (
    <div className="flex flex-wrap items-center gap-3 border-b border-line px-4 py-3 sm:px-6">
      <div className="relative min-w-0 flex-[1_1_14rem]">
        <Search aria-hidden className="pointer-events-none absolute start-3 top-2.5 size-4 text-ink-faint" />
        <Input
          type="search"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={keepForm}
          aria-label="Search permissions"
          placeholder="Search permissions"
          autoComplete="off"
          className="ps-9!"
        />
      </div>
      <div role="group" aria-label="Which permissions" className="inline-flex rounded-md border border-line bg-sunken p-0.5">
        {(Object.keys(SHOWN) as Shown[]).map((key) => (
          <button
            key={key}
            type="button"
            aria-pressed={shown === key}
            onClick={() => setShown(key)}
            className={cx('rounded-sm px-3 py-1', shown === key ? 'bg-surface font-medium shadow-sm' : 'text-ink-soft hover:text-ink')}
          >
            {SHOWN[key]} <span className="text-ink-faint tabular-nums">{counts[key]}</span>
          </button>
        ))}
      </div>
      {children}
      <p role="status" className="sr-only">
        {plural(found, 'permission')} listed
      </p>
    </div>
  )
}
