'use client'
import { X } from 'lucide-react'
import { unstable_rethrow } from 'next/navigation'
import { createContext, use, useActionState, useEffect, useRef, useTransition, type ReactNode, type SubmitEvent } from 'react'
import type { FormAction } from '../../lib/core/form-state.ts'
import { toast } from '../ui/toast.tsx'

const Action = createContext<FormAction | null>(null)

/** Gives the banners of all pages the action that dismisses one: `bannerId` and `revision`. Stands in the root layout. */
export const BannerDismissal = ({ action, children }: { action: FormAction; children: ReactNode }) => (
  <Action value={action}>{children}</Action>
)

/** The cross on a banner. What is typed elsewhere on the page stays; the focus goes on to the page, as the button goes away. */
export function DismissBanner({ bannerId, revision, title }: { bannerId: string; revision: number; title: string }) {
  const action = use(Action)
  if (!action) throw new Error('BannerDismissal is missing.')
  const [, formAction] = useActionState(action, null)
  const [pending, startTransition] = useTransition()
  const sent = useRef(false)
  useEffect(
    () => () => {
      if (sent.current && document.activeElement === document.body) document.getElementById('content')?.focus({ preventScroll: true })
    },
    [],
  )

  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    sent.current = true
    startTransition(async () => {
      try {
        const answer = await action(null, form)
        if (answer?.ok === false) toast(answer.message, 'danger')
      } catch (error) {
        unstable_rethrow(error)
        toast('The server did not answer, so the announcement stays for now. Try again.', 'danger')
      }
    })
  }

  return (
    <form action={formAction} onSubmit={onSubmit}>
      <input type="hidden" name="bannerId" value={bannerId} />
      <input type="hidden" name="revision" value={revision} />
      <button
        type="submit"
        aria-label={`Dismiss “${title}”`}
        aria-disabled={pending || undefined}
        className="-me-2 block rounded-md p-1.5 text-ink-soft hover:bg-hover hover:text-ink"
      >
        <X aria-hidden className="size-4" />
      </button>
    </form>
  )
}
