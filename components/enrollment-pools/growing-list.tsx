'use client'
import { Plus } from 'lucide-react'
import type { ReactNode, SyntheticEvent } from 'react'
import { buttonClass } from '../ui/button.tsx'

/** The line that was asked for takes the focus, since the button that asked for it goes. */
function beginInNew({ currentTarget }: SyntheticEvent<HTMLDetailsElement>) {
  if (currentTarget.open) currentTarget.querySelector<HTMLElement>('input:not([type=hidden]), select, textarea')?.focus()
}

/**
 * Lines of a form that can become more, up to `most`: the first `shown` stand open, each further one is behind a button under the one
 * before. Made of `details` elements, so that it grows without client JavaScript too; what stays closed is sent empty. `children` draws line
 * n, counted from 1, and must leave nothing to be chosen in an unused one.
 */
export function GrowingList({
  shown,
  most,
  add,
  children,
  from = 1,
}: {
  shown: number
  most: number
  add: string
  children: (n: number) => ReactNode
  from?: number | undefined
}) {
  if (from > most) return null
  const rest = (
    <GrowingList shown={shown} most={most} add={add} from={from + 1}>
      {children}
    </GrowingList>
  )
  if (from <= shown)
    return (
      <>
        {children(from)}
        {rest}
      </>
    )
  return (
    <details className="group/more grid gap-4 [&[open]>summary]:hidden" onToggle={beginInNew}>
      <summary className={`${buttonClass({ size: 'sm' })} w-fit cursor-pointer list-none [&::-webkit-details-marker]:hidden`}>
        <Plus aria-hidden />
        {add}
      </summary>
      <div className="grid gap-4">
        {children(from)}
        {rest}
      </div>
    </details>
  )
}
