import { useId, type ReactNode } from 'react'

/** What happens from here on, in order: nobody should have to guess whether something is still theirs to do. */
export function NextSteps({ title = 'What happens next', steps }: { title?: string | undefined; steps: readonly ReactNode[] }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="grid gap-2 rounded-md border border-line bg-sunken px-4 py-3">
      <h2 id={id} className="font-medium">
        {title}
      </h2>
      <ol className="grid list-decimal gap-1 ps-5 text-ink-soft">
        {steps.map((step, index) => (
          <li key={index}>{step}</li>
        ))}
      </ol>
    </section>
  )
}
