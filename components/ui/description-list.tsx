import type { ReactNode } from 'react'

/** Facts as term and value, two columns where there is room. A missing value reads as a dash with the word "none" for screen readers. */
export function DescriptionList({ items }: { items: readonly { term: string; value: ReactNode }[] }) {
  return (
    <dl className="grid gap-x-6 sm:grid-cols-[minmax(120px,200px)_1fr]">
      {items.map(({ term, value }) => (
        <div key={term} className="grid border-b border-line py-2 last:border-0 sm:col-span-2 sm:grid-cols-subgrid">
          <dt className="text-ink-soft">{term}</dt>
          <dd className="min-w-0">{value === null || value === undefined || value === '' ? <NoValue /> : value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** The dash that stands for "nothing here", read out as "none". */
export const NoValue = () => (
  <span className="text-ink-faint">
    <span aria-hidden>–</span>
    <span className="sr-only">none</span>
  </span>
)
