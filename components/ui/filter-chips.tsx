import { X } from 'lucide-react'
import Link from 'next/link'

/** The filters in force, each a link that removes it, then "Clear all". Nothing when there is none. */
export function FilterChips({
  chips,
  clearHref,
}: {
  chips: readonly { label: string; value: string; clearHref: string }[]
  clearHref: string
}) {
  if (chips.length === 0) return null
  return (
    <ul aria-label="Filters in force" className="flex flex-wrap items-center gap-2">
      {chips.map(({ label, value, clearHref }) => (
        <li key={label + value}>
          <Link
            href={clearHref}
            prefetch={false}
            aria-label={`Remove filter ${label}: ${value}`}
            className="inline-flex h-7 items-center gap-1 rounded-full border border-line bg-surface ps-3 pe-2 text-sm hover:bg-hover"
          >
            <span className="text-ink-soft">{label}:</span> {value}
            <X aria-hidden className="size-3 text-ink-soft" />
          </Link>
        </li>
      ))}
      <li>
        <Link href={clearHref} prefetch={false} className="rounded-sm px-1 text-sm text-accent underline underline-offset-2">
          Clear all
        </Link>
      </li>
    </ul>
  )
}
