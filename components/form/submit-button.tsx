'use client'
import type { ComponentProps } from 'react'
import { Button } from '../ui/button.tsx'
import { cx } from '../ui/classes.ts'
import { useFormAnswer } from './form-answer.ts'

/** The button that sends the `ActionForm` around it. While the answer is awaited it stays focusable, says "Working…" and sends nothing twice. */
export function SubmitButton({ variant = 'primary', children, ...rest }: ComponentProps<typeof Button>) {
  const { pending } = useFormAnswer()
  return (
    <Button
      {...rest}
      type="submit"
      variant={variant}
      aria-disabled={pending || undefined}
      onClick={(event) => (pending ? event.preventDefault() : rest.onClick?.(event))}
      className={cx('h-auto! min-h-9 max-w-full py-1 whitespace-normal!', pending && 'opacity-80')}
    >
      {children}
      {pending && <span role="status">…</span>}
    </Button>
  )
}
