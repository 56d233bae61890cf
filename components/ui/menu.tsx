'use client'
import Link from 'next/link'
import type { ComponentProps, MouseEvent, ReactNode } from 'react'
import { useId } from 'react'
import { beforehand, buttonClass, type ButtonVariant } from './button.tsx'
import { cx } from './classes.ts'

const itemClass = 'flex w-full items-center gap-2 rounded-sm px-2 py-1.5 text-start hover:bg-sunken [&_svg]:size-4 [&_svg]:shrink-0'

const closeAfterChoice = (event: MouseEvent<HTMLDivElement>) => {
  if (event.target instanceof Element && event.target.closest('a, button:not([aria-disabled])')) event.currentTarget.hidePopover()
}

/**
 * A list of actions that a button opens: a native popover, so it works by keyboard and without client JavaScript. `trigger` is what
 * the button shows; `label` names it when that is only an icon.
 */
export function Menu({
  trigger,
  label,
  variant = 'secondary',
  size,
  up = false,
  triggerClassName,
  children,
}: {
  trigger: ReactNode
  label?: string | undefined
  variant?: ButtonVariant | undefined
  size?: 'md' | 'sm' | undefined
  up?: boolean | undefined
  triggerClassName?: string | undefined
  children: ReactNode
}) {
  const id = useId()
  return (
    <>
      <button type="button" popoverTarget={id} aria-label={label} className={triggerClassName ?? buttonClass({ variant, size })}>
        {trigger}
      </button>
      <div
        id={id}
        popover="auto"
        onClick={closeAfterChoice}
        className={cx(
          'menu max-h-[70dvh] max-w-80 min-w-48 overflow-y-auto rounded-md border border-line bg-raised p-1 text-start font-normal whitespace-normal shadow-raised',
          up && 'menu-up',
        )}
      >
        {children}
      </div>
    </>
  )
}

/** A menu line that leads to another page. */
export const MenuLink = ({ icon, children, className, ...rest }: ComponentProps<typeof Link> & { icon?: ReactNode }) => (
  <Link prefetch={false} {...rest} className={cx(itemClass, className)}>
    {icon}
    {children}
  </Link>
)

/**
 * A menu line that acts: submits the form around it (`type="submit"`) or opens a dialog (`dialogId`). With `disabledReason` it stays
 * in the list and says under its name why it cannot be used. Put the dangerous one last.
 */
export function MenuButton({
  icon,
  children,
  className,
  danger = false,
  dialogId,
  disabledReason,
  ...rest
}: ComponentProps<'button'> & {
  icon?: ReactNode
  danger?: boolean | undefined
  dialogId?: string | undefined
  disabledReason?: string | null | undefined
}) {
  if (disabledReason)
    return (
      <button type="button" aria-disabled="true" className={cx(itemClass, 'items-start text-ink-faint', className)}>
        {icon}
        <span>
          {children}
          <span className="block text-sm">{beforehand(disabledReason)}</span>
        </span>
      </button>
    )
  const opens = dialogId ? ({ commandfor: dialogId, command: 'show-modal' } as const) : {}
  return (
    <button type="button" {...opens} {...rest} className={cx(itemClass, danger && 'text-danger', className)}>
      {icon}
      {children}
    </button>
  )
}

/** A thin line between groups of a menu. */
export const MenuLine = () => <hr className="my-1 border-line" />

/** A quiet title inside a menu. */
export const MenuTitle = ({ children }: { children: ReactNode }) => <p className="px-2 pt-1.5 pb-1 text-sm text-ink-faint">{children}</p>
