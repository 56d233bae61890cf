import Link from 'next/link'
import { useId, type ComponentProps, type ReactNode } from 'react'
import { cx } from './classes.ts'

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger'
type Look = { variant?: ButtonVariant | undefined; size?: 'md' | 'sm' | undefined; icon?: ReactNode; children?: ReactNode }

const looks: Record<ButtonVariant, string> = {
  primary: 'border-transparent bg-accent-solid text-on-solid hover:bg-accent-solid-hover',
  secondary: 'border-line-strong bg-surface text-ink hover:bg-hover',
  ghost: 'border-transparent text-ink-soft hover:bg-sunken hover:text-ink',
  danger: 'border-transparent bg-danger-solid text-on-solid hover:bg-danger-solid-hover',
}
const sizes = { md: 'h-9 px-3', sm: 'h-7 px-2 text-sm' }
const unavailable = 'border-line bg-sunken text-ink-faint'

/** The class names of a button, for elements that must look like one without being `Button` or `ButtonLink`. */
export const buttonClass = ({ variant = 'secondary', size = 'md' }: Pick<Look, 'variant' | 'size'> = {}, disabled = false) =>
  cx(
    'inline-flex shrink-0 items-center justify-center gap-2 rounded-md border font-medium whitespace-nowrap transition-colors [&_svg]:size-4 [&_svg]:shrink-0',
    sizes[size],
    disabled ? unavailable : looks[variant],
  )

/** Why something cannot be done, for before it is tried: rules say the same after a try, and then that nothing was changed. */
export const beforehand = (reason: string) => reason.replace(/ Nothing was changed\./, '')

/**
 * A push button; `type` is `button` unless said otherwise. With `disabledReason` it does nothing, keeps the focus and shows the
 * reason on hover and focus, also to screen readers and without client JavaScript.
 */
export function Button({
  variant,
  size,
  icon,
  children,
  className,
  disabledReason,
  ...rest
}: Look & { disabledReason?: string | null | undefined } & ComponentProps<'button'>) {
  const reasonId = useId()
  if (!disabledReason)
    return (
      <button type="button" {...rest} className={cx(buttonClass({ variant, size }, rest.disabled), className)}>
        {icon}
        {children}
      </button>
    )
  return (
    <span className={cx('group relative inline-flex', className)}>
      <button type="button" aria-disabled="true" aria-describedby={reasonId} className={cx(buttonClass({ variant, size }, true), 'w-full')}>
        {icon}
        {children}
      </button>
      <span
        id={reasonId}
        role="tooltip"
        className="invisible absolute end-0 top-full z-20 mt-1 w-max max-w-64 rounded-md border border-line bg-raised px-3 py-2 text-start text-sm font-normal whitespace-normal text-ink shadow-raised group-focus-within:visible group-hover:visible"
      >
        {beforehand(disabledReason)}
      </span>
    </span>
  )
}

/** A link that looks like a button: for actions that lead to another page. */
export function ButtonLink({ variant, size, icon, children, className, ...rest }: Look & ComponentProps<typeof Link>) {
  return (
    <Link prefetch={false} {...rest} className={cx(buttonClass({ variant, size }), className)}>
      {icon}
      {children}
    </Link>
  )
}
