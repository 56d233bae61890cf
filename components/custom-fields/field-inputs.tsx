'use client'
import type { FieldDefinition, FieldOfUser } from '../../lib/custom-fields/rules.ts'
import { SelectField, TextField } from '../form/fields.tsx'

/** What forms begin with: values as text, by the keys of their fields. */
export const fieldDefaults = (fields: readonly FieldOfUser[]): Record<string, string> =>
  Object.fromEntries(fields.map(({ key, value }) => [key, value === null ? '' : String(value)]))

const NONE = { value: '', label: 'No value' }
const YES_NO = [
  { value: 'true', label: 'Yes' },
  { value: 'false', label: 'No' },
]

function FieldInput({ field: { key, label, description, type, choices, required } }: { field: FieldDefinition }) {
  const common = { name: `fields.${key}`, label, hint: description }
  const ask = { value: '', label: required ? 'Choose…' : NONE.label }
  if (type === 'boolean') return <SelectField {...common} options={[ask, ...YES_NO]} />
  if (type === 'choice') return <SelectField {...common} options={[ask, ...choices.map((choice) => ({ value: choice, label: choice }))]} />
  const kind = type === 'date' ? { type: 'date' } : type === 'number' ? { inputMode: 'decimal' as const } : {}
  return <TextField {...common} {...kind} optional={!required} autoComplete="off" />
}

/** The inputs of extra fields, for inside an `ActionForm` whose schema has them (`withFields`): the operation gets them as `fields`. */
export const FieldInputs = ({ fields }: { fields: readonly FieldDefinition[] }) =>
  fields.map((field) => <FieldInput key={field.id} field={field} />)
