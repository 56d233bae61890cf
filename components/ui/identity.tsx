import type { ReactNode } from 'react'
import { Avatar } from './avatar.tsx'

/** Somebody or something in one table cell: initials, name (usually a `RowLink`) with badges after it, and the second line under it. */
export function Identity({
  name,
  seed,
  detail,
  badges,
  children,
}: {
  name: string
  seed: string
  detail?: ReactNode
  badges?: ReactNode
  children?: ReactNode
}) {
  return (
    <div className="flex min-w-0 items-center gap-3">
      <Avatar name={name} seed={seed} />
      <div className="min-w-40">
        <div className="flex flex-wrap items-center gap-x-2 leading-5">
          <span className="line-clamp-2">{children ?? name}</span>
          {badges}
        </div>
        {detail && <div className="truncate text-sm leading-4 text-ink-faint">{detail}</div>}
      </div>
    </div>
  )
}
