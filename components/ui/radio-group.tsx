import { useId, type ReactNode } from 'react'
import { FieldNotes, InlineField } from './field.tsx'
import type { Option } from './input.tsx'

/** Radio buttons under one legend, each with an optional hint of its own. */
export function RadioGroup({
  legend,
  name,
  options,
  defaultValue,
  hint,
  errors,
}: {
  legend: ReactNode
  name: string
  options: readonly Option[]
  defaultValue?: string | undefined
  hint?: ReactNode
  errors?: readonly string[] | undefined
}) {
  const id = useId()
  return (
    <fieldset className="grid gap-2" aria-describedby={errors?.length ? `${id}-error` : undefined}>
      <legend className="mb-1 font-medium">{legend}</legend>
      {options.map((option) => {
        const optionId = `${id}-${option.value}`
        return (
          <InlineField key={option.value} id={optionId} label={option.label} hint={option.hint}>
            <input
              type="radio"
              id={optionId}
              name={name}
              value={option.value}
              defaultChecked={option.value === defaultValue}
              disabled={option.disabled}
              aria-describedby={option.hint ? `${optionId}-hint` : undefined}
              className="m-0.5 size-4 shrink-0"
            />
          </InlineField>
        )
      })}
      <FieldNotes id={id} hint={hint} errors={errors} />
    </fieldset>
  )
}
