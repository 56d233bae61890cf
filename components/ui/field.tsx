import type { ReactNode } from 'react'
import { cx } from './classes.ts'

type FieldProps = {
  id: string
  label: ReactNode
  hint?: ReactNode
  errors?: readonly string[] | undefined
  optional?: boolean | undefined
  className?: string | undefined
}

/** The attributes that tie a control to the label, hint and error that `Field` draws around it. */
export const fieldControlProps = ({ id, hint, errors }: Pick<FieldProps, 'id' | 'hint' | 'errors'>) => ({
  id,
  'aria-invalid': errors?.length ? true : undefined,
  'aria-describedby': cx(errors?.length && `${id}-error`, hint != null && hint !== '' && `${id}-hint`) || undefined,
})

/** Hint and error of a field; the ids are those that `fieldControlProps` names. */
export function FieldNotes({ id, hint, errors }: Pick<FieldProps, 'id' | 'hint' | 'errors'>) {
  return (
    <>
      {errors?.length ? (
        <p id={`${id}-error`} className="text-sm text-danger">
          {errors.join(' ')}
        </p>
      ) : null}
      {hint != null && hint !== '' ? (
        <div id={`${id}-hint`} className="text-sm text-ink-faint">
          {hint}
        </div>
      ) : null}
    </>
  )
}

/** A control with its label above, its error and its hint below. Spread `fieldControlProps` on the control. */
export function Field({ id, label, hint, errors, optional, className, children }: FieldProps & { children: ReactNode }) {
  return (
    <div className={cx('grid gap-1', className)}>
      <label htmlFor={id} className="font-medium">
        {label}
        {optional && <span className="font-normal text-ink-faint"> (optional)</span>}
      </label>
      {children}
      <FieldNotes id={id} hint={hint} errors={errors} />
    </div>
  )
}

/** A check box or radio button with its label at its right and hint and error under the label. */
export function InlineField({ id, label, hint, errors, className, children }: Omit<FieldProps, 'optional'> & { children: ReactNode }) {
  return (
    <div className={cx('flex items-start gap-2', className)}>
      {children}
      <div className="grid min-w-0 gap-0.5 wrap-anywhere">
        <label htmlFor={id}>{label}</label>
        <FieldNotes id={id} hint={hint} errors={errors} />
      </div>
    </div>
  )
}
