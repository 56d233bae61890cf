'use client'
import { useFormAnswer } from '../../../../components/form/form-answer.ts'

/** Inside a form that was refused because somebody was quicker, or the item changed: the way to what it is now. */
export function DecidedMeanwhile({ here }: { here: string }) {
  const { answer } = useFormAnswer()
  if (answer?.ok !== false || (answer.reason !== 'DECIDED' && answer.reason !== 'STALE')) return null
  return (
    <p>
      {/* A plain link, so that the page is read anew. */}
      <a href={here} className="rounded-sm text-accent underline underline-offset-2">
        Show it as it is now
      </a>
    </p>
  )
}
