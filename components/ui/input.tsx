import type { ComponentProps } from 'react'
import { cx } from './classes.ts'

const box =
  'w-full min-w-0 rounded-md border border-line-strong bg-surface text-ink transition-colors hover:border-ink-faint aria-invalid:border-danger disabled:bg-sunken disabled:text-ink-faint'

/** A one-line text input. */
export const Input = ({ className, ...rest }: ComponentProps<'input'>) => (
  <input {...rest} className={cx(box, 'h-9 px-3 read-only:bg-sunken', className)} />
)

/** A text area that the reader can make taller. */
export const Textarea = ({ className, rows = 4, ...rest }: ComponentProps<'textarea'>) => (
  <textarea rows={rows} {...rest} className={cx(box, 'resize-y px-3 py-2 read-only:bg-sunken', className)} />
)

/** One choice of a select or a radio group. */
export type Option = { value: string; label: string; hint?: string | undefined; disabled?: boolean | undefined }

const optionsOf = (options: readonly Option[]) =>
  options.map(({ value, label, disabled }) => (
    <option key={value} value={value} disabled={disabled}>
      {label}
    </option>
  ))

/** The browser's own select: reachable by keyboard, by touch and without client JavaScript. `groups` follow the plain options, each under its title. */
export const Select = ({
  className,
  options,
  groups = [],
  ...rest
}: ComponentProps<'select'> & {
  options: readonly Option[]
  groups?: readonly { label: string; options: readonly Option[] }[] | undefined
}) => (
  <select {...rest} className={cx(box, 'h-9 px-2', className)}>
    {optionsOf(options)}
    {groups.map((group) => (
      <optgroup key={group.label} label={group.label}>
        {optionsOf(group.options)}
      </optgroup>
    ))}
  </select>
)

/** A check box; give it a label through `Field` or `aria-label`. */
export const Checkbox = ({ className, ...rest }: Omit<ComponentProps<'input'>, 'type'>) => (
  <input {...rest} type="checkbox" className={cx('m-0.5 size-4 shrink-0', className)} />
)
