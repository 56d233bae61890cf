'use client'
import { useState, type ComponentProps, type ReactNode } from 'react'
import { CHECKBOX_MARK, LIST_MARK, REQUIRED_MARK } from '../../lib/core/form-state.ts'
import { Field, FieldNotes, InlineField } from '../ui/field.tsx'
import { Checkbox, Input, Select, Textarea, type Option } from '../ui/input.tsx'
import { PasswordInput } from '../ui/password-input.tsx'
import { useFormField } from './use-form-field.ts'

type Common = { name: string; label: ReactNode; hint?: ReactNode }
/** Overrides the mark "(optional)", which follows the schema otherwise. */
type Mark = { optional?: boolean | undefined }
type Rest<T extends 'input' | 'textarea' | 'select'> = Omit<ComponentProps<T>, 'name' | 'id' | 'defaultValue' | 'value' | 'ref'>
/** The schema's constraints take a field that may be one of several things, nothing among them, for a required one. */
const NOT_REQUIRED = { required: undefined }
/** Tells the reader of the form that emptying this field is no way of leaving it as it is. */
const RequiredMark = ({ name }: { name: string }) => <input type="hidden" name={REQUIRED_MARK} value={name} />
const text = (value: unknown) => (typeof value === 'string' ? value : '')
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : [])

/** A one-line field; marked "(optional)" when the schema does not require it. */
export function TextField({ name, label, hint, optional, ...rest }: Common & Mark & Rest<'input'>) {
  const { key, id, errors, required, initial, control } = useFormField(name, hint)
  return (
    <Field id={id} label={label} hint={hint} errors={errors} optional={optional ?? !required}>
      {optional === false && <RequiredMark name={name} />}
      <Input key={key} {...rest} {...control} {...(optional && NOT_REQUIRED)} defaultValue={text(initial)} />
    </Field>
  )
}

/** A field of several lines. */
export function TextAreaField({ name, label, hint, optional, ...rest }: Common & Mark & Rest<'textarea'>) {
  const { key, id, errors, required, initial, control } = useFormField(name, hint)
  return (
    <Field id={id} label={label} hint={hint} errors={errors} optional={optional ?? !required}>
      {optional === false && <RequiredMark name={name} />}
      <Textarea key={key} {...rest} {...control} {...(optional && NOT_REQUIRED)} defaultValue={text(initial)} />
    </Field>
  )
}

/** A choice of one from a list that is short enough for the browser's own select. */
export function SelectField({ name, label, hint, options, ...rest }: Common & Rest<'select'> & { options: readonly Option[] }) {
  const { key, id, errors, initial, control } = useFormField(name, hint)
  return (
    <Field id={id} label={label} hint={hint} errors={errors}>
      <Select key={key} {...rest} {...control} options={options} defaultValue={text(initial)} />
    </Field>
  )
}

/** A yes or no: the operation receives "true" or "false", never nothing. */
export function CheckboxField({ name, label, hint }: Common) {
  const { key, id, errors, initial, control } = useFormField(name, hint)
  return (
    <InlineField id={id} label={label} hint={hint} errors={errors}>
      <input type="hidden" name={CHECKBOX_MARK} value={name} />
      <Checkbox key={key} {...control} defaultChecked={initial === 'on' || initial === 'true'} />
    </InlineField>
  )
}

/** Several choices under one name; the schema reads them as a list of strings. */
export function CheckboxGroupField({ name, label, hint, options }: Common & { options: readonly Option[] }) {
  const { key, id, errors, initial } = useFormField(name, hint)
  const chosen = texts(initial)
  return (
    <fieldset key={key} className="grid gap-2" aria-describedby={errors?.length ? `${id}-error` : undefined}>
      <legend className="mb-1 font-medium">{label}</legend>
      <input type="hidden" name={LIST_MARK} value={name} />
      {options.map(({ value, label, hint, disabled }) => (
        <InlineField key={value} id={`${id}-${value}`} label={label} hint={hint}>
          <Checkbox
            id={`${id}-${value}`}
            name={name}
            value={value}
            disabled={disabled}
            defaultChecked={chosen.includes(value)}
            aria-describedby={hint ? `${id}-${value}-hint` : undefined}
          />
        </InlineField>
      ))}
      <FieldNotes id={id} hint={hint} errors={errors} />
    </fieldset>
  )
}

/** A password, never given back by the server. `meter` draws the strength of what is typed, under the field, unless an error stands there. */
export function PasswordField({
  name,
  label,
  hint,
  meter,
  autoComplete,
}: Common & { meter?: ((value: string) => ReactNode) | undefined; autoComplete: 'current-password' | 'new-password' }) {
  const { key, id, errors, control } = useFormField(name, hint)
  const [value, setValue] = useState('')
  return (
    <Field id={id} label={label} hint={hint} errors={errors}>
      <PasswordInput key={key} {...control} autoComplete={autoComplete} onChange={(event) => setValue(event.currentTarget.value)} />
      {meter && value !== '' && !errors?.length && meter(value)}
    </Field>
  )
}
