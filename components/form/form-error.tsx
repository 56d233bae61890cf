'use client'
import { usePathname } from 'next/navigation'
import type { FormRefusal } from '../../lib/core/form-state.ts'
import { plural } from '../../lib/core/format.ts'
import { Callout } from '../ui/callout.tsx'

/**
 * Why a form was not accepted, above its fields: the server's sentence, or how many fields want attention, and whatever concerns no
 * visible field. After an ended session it offers to sign in beside the form, so that nothing typed is lost.
 */
export function FormError({
  refusal,
  wrong,
  more = [],
  autoFocus = false,
}: {
  refusal: FormRefusal | null
  wrong: number
  more?: readonly string[] | undefined
  autoFocus?: boolean | undefined
}) {
  const path = usePathname()
  if (!refusal && wrong === 0) return null
  const further = more.filter((sentence) => sentence !== refusal?.message)
  return (
    <div data-form-error tabIndex={-1} autoFocus={autoFocus} className="rounded-md">
      <Callout
        tone="danger"
        role="alert"
        title={refusal?.message ?? `Nothing was changed: ${plural(wrong, 'field needs', 'fields need')} attention.`}
      >
        {further.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        {refusal?.code === 'UNAUTHENTICATED' && (
          <p>
            <a href={`/sign-in?next=${encodeURIComponent(path)}`} target="_blank" className="text-accent underline">
              Sign in in a new tab
            </a>
            , then come back and send this again. What you typed is still here.
          </p>
        )}
      </Callout>
    </div>
  )
}
