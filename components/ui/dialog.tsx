import { X } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { Button, buttonClass } from './button.tsx'
import { cx } from './classes.ts'

/** The button that opens `<Dialog id={dialogId}>`, with or without client JavaScript. */
export function DialogTrigger({ dialogId, ...rest }: { dialogId: string } & ComponentProps<typeof Button>) {
  return rest.disabledReason ? <Button {...rest} /> : <Button {...rest} commandfor={dialogId} command="show-modal" />
}

/** The button inside a dialog that closes it and changes nothing. Without client JavaScript, after an answer, it is a link to the same page. */
export function DialogClose({ dialogId, children = 'Cancel' }: { dialogId: string; children?: ReactNode }) {
  return (
    <>
      <Button commandfor={dialogId} command="close">
        {children}
      </Button>
      <a href="" className={cx(buttonClass(), 'close-plain')}>
        Close
      </a>
    </>
  )
}

/** The browser begins at the first control, which closes the dialog again; who opens a form wants its first field. */
function beginInForm(dialog: HTMLDialogElement) {
  const onToggle = ({ newState }: ToggleEvent) => {
    if (newState === 'open') dialog.querySelector<HTMLElement>('input:not([type=hidden]), select, textarea')?.focus()
  }
  // React hears this event only of dialogs that the server did not draw.
  dialog.addEventListener('toggle', onToggle)
  return () => dialog.removeEventListener('toggle', onToggle)
}

/**
 * The browser's modal dialog: traps the focus, closes on Escape, gives the focus back. Opened by `DialogTrigger`; begins at its first field,
 * if it has one; a form inside closes it by succeeding. For client components.
 */
export function Dialog({
  id,
  title,
  width = 'md',
  children,
}: {
  id: string
  title: ReactNode
  width?: 'md' | 'lg' | undefined
  children: ReactNode
}) {
  return (
    <dialog
      id={id}
      aria-labelledby={`${id}-title`}
      ref={beginInForm}
      className={cx(
        'm-auto max-h-[85dvh] w-[calc(100vw-24px)] overflow-y-auto rounded-lg border border-line bg-raised text-start whitespace-normal shadow-raised',
        width === 'lg' ? 'max-w-160' : 'max-w-120',
      )}
    >
      <div className="flex items-start justify-between gap-3 px-6 pt-5">
        <h2 id={`${id}-title`} className="text-lg font-semibold">
          {title}
        </h2>
        <button
          type="button"
          commandfor={id}
          command="close"
          aria-label="Close"
          className="-me-2 rounded-md p-1.5 text-ink-soft hover:bg-sunken hover:text-ink"
        >
          <X aria-hidden className="size-4" />
        </button>
      </div>
      <div className="grid gap-4 px-6 pt-2 pb-6 font-normal">{children}</div>
    </dialog>
  )
}
