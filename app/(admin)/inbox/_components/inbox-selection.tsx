'use client'
import { X } from 'lucide-react'
import { useRouter } from 'next/navigation'
import type { SubmitEvent } from 'react'
import { useChosen, useSelectionForm } from '../../../../components/table/selection.tsx'
import { Button } from '../../../../components/ui/button.tsx'
import { formatNumber } from '../../../../lib/core/format.ts'

/** The form that the check boxes of the inbox belong to. */
export const INBOX_BULK_FORM = 'inbox-bulk'

/**
 * Takes the toolbar's place while items are chosen: how many, and the two decisions. A GET form that leads to the page with the preview, so
 * nothing is decided here. `whyNot` is why the viewer decides about nothing at all.
 */
export function InboxSelection({ from, whyNot }: { from: string; whyNot: string | null }) {
  const router = useRouter()
  const { rows } = useChosen()
  const clear = useSelectionForm()?.clear
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const fields = [...new FormData(event.currentTarget, event.nativeEvent.submitter)]
    router.push(`/inbox/bulk?${new URLSearchParams(fields.map(([name, value]) => [name, String(value)]))}`)
  }
  return (
    <form
      id={INBOX_BULK_FORM}
      action="/inbox/bulk"
      onSubmit={onSubmit}
      aria-label="Selected items"
      className="invisible flex min-h-9 flex-wrap content-center items-center gap-x-3 gap-y-1 rounded-md bg-accent-soft px-3 py-1 group-has-[[data-row-choice]:checked]/list:visible"
    >
      {/* Enter on a check box presses the first button of its form: this one, which names no decision. */}
      <button type="submit" hidden onClick={(event) => event.preventDefault()} />
      {from && <input type="hidden" name="from" value={from} />}
      <span role="status" className="font-medium tabular-nums">
        {rows === 0 ? 'Selected items' : `${formatNumber(rows)} selected`}
      </span>
      {rows > 0 && (
        <Button size="sm" variant="ghost" icon={<X aria-hidden />} onClick={clear} className="-ms-2">
          Clear
        </Button>
      )}
      <div className="ms-auto flex gap-1">
        <Button type="submit" size="sm" name="decision" value="approve" disabledReason={whyNot}>
          Approve…
        </Button>
        <Button type="submit" size="sm" name="decision" value="reject" disabledReason={whyNot}>
          Reject…
        </Button>
      </div>
    </form>
  )
}
