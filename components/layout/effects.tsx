import type { ReactNode } from 'react'

/** One side of what an act means: "What stops", "What stays", each as a list of sentences. */
export const Effects = ({ title, items }: { title: string; items: readonly ReactNode[] }) => (
  <div>
    <p className="font-medium">{title}</p>
    <ul className="list-disc ps-5 text-ink-soft">
      {items.map((item, index) => (
        <li key={index}>{item}</li>
      ))}
    </ul>
  </div>
)
