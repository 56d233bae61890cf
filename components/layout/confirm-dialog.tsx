'use client'
import type { ReactNode } from 'react'
import { ActionForm } from '../form/action-form.tsx'
import { TextField } from '../form/fields.tsx'
import type { ActionFormOptions } from '../form/use-action-form.ts'
import { Dialog, DialogClose } from '../ui/dialog.tsx'
import { Effects } from './effects.tsx'

type ConfirmDialogProps = Pick<ActionFormOptions, 'schema' | 'action' | 'defaultValues' | 'onSuccess'> & {
  id: string
  /** Verb and object as a question: "Deactivate Aino Korhonen?" */
  title: ReactNode
  /** The same verb and object on the button: "Deactivate user". */
  verb: string
  /** The button that leaves everything as it is; "Cancel" unless that could be taken for the act itself. */
  keep?: string | undefined
  /** Red button; false for acts that can simply be undone. */
  danger?: boolean | undefined
  hidden?: Record<string, string | number> | undefined
  stops?: readonly ReactNode[] | undefined
  survives?: readonly ReactNode[] | undefined
  /** The gentler act, with its link or button. */
  softer?: ReactNode
  /** Asks to type a name, sent as `field`; the operation compares it. */
  typeToConfirm?: { field: string; value: string } | undefined
  /** Further fields, such as the reason. */
  children?: ReactNode
}

/** Asks before an act: what stops, what survives, the softer choice, then the verb itself. Open it with `DialogTrigger` or `MenuButton dialogId`. */
export function ConfirmDialog({
  id,
  title,
  verb,
  keep,
  danger = true,
  stops,
  survives,
  softer,
  typeToConfirm,
  children,
  ...form
}: ConfirmDialogProps) {
  return (
    <Dialog id={id} title={title}>
      {stops && <Effects title="What stops" items={stops} />}
      {survives && <Effects title="What stays" items={survives} />}
      {softer && <div className="rounded-md bg-sunken px-4 py-3">{softer}</div>}
      <ActionForm
        {...form}
        submitLabel={verb}
        submitVariant={danger ? 'danger' : 'primary'}
        secondary={<DialogClose dialogId={id}>{keep}</DialogClose>}
      >
        {children}
        {typeToConfirm && (
          <TextField
            name={typeToConfirm.field}
            optional={false}
            autoComplete="off"
            spellCheck={false}
            label={
              <>
                Type <span className="font-mono select-all">{typeToConfirm.value}</span> to confirm
              </>
            }
          />
        )}
      </ActionForm>
    </Dialog>
  )
}
