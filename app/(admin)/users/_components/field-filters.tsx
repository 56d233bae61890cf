import type { ComponentProps } from 'react'
import { Input, Select, type Option } from '../../../../components/ui/input.tsx'
import type { FieldDefinition } from '../../../../lib/custom-fields/rules.ts'

type Given = Readonly<Record<string, string>>

const FILLED: Option[] = [
  { value: 'filled', label: 'Has a value' },
  { value: 'empty', label: 'Has no value' },
]
const WAYS: Record<FieldDefinition['type'], Option[]> = {
  text: [{ value: '', label: 'Contains' }, { value: 'is', label: 'Is exactly' }, ...FILLED],
  number: [{ value: '', label: 'From – to' }, ...FILLED],
  date: [{ value: '', label: 'From – to' }, ...FILLED],
  choice: [{ value: '', label: 'Is' }, ...FILLED],
  boolean: [{ value: '', label: 'Is' }, ...FILLED],
}
const ANY: Option = { value: '', label: 'Any' }

function Ends({ field, given, ...rest }: { field: FieldDefinition; given: Given } & ComponentProps<'input'>) {
  const exact = given[field.key]
  const end = (name: 'from' | 'to', words: string) => (
    <Input
      {...rest}
      name={`field.${field.key}.${name}`}
      aria-label={`${field.label} ${words}`}
      placeholder={rest.type === 'date' ? undefined : name === 'from' ? 'From' : 'To'}
      defaultValue={given[`${field.key}.${name}`] ?? exact}
    />
  )
  return (
    <div className="grid grid-cols-2 gap-2">
      {end('from', 'from')}
      {end('to', 'until')}
    </div>
  )
}

function Value({ field, given }: { field: FieldDefinition; given: Given }) {
  const { key, label, type, choices } = field
  const common = { name: `field.${key}`, 'aria-label': label, defaultValue: given[key] ?? '' }
  if (type === 'text') return <Input {...common} maxLength={200} autoComplete="off" spellCheck={false} />
  if (type === 'number') return <Ends field={field} given={given} inputMode="decimal" autoComplete="off" />
  if (type === 'date') return <Ends field={field} given={given} type="date" />
  if (type === 'choice') return <Select {...common} options={[ANY, ...choices.map((choice) => ({ value: choice, label: choice }))]} />
  const said = given[key] === undefined ? '' : /^(yes|true|on|1)$/i.test(given[key]) ? 'yes' : 'no'
  const yesNo = [ANY, { value: 'yes', label: 'Yes' }, { value: 'no', label: 'No' }]
  return <Select {...common} defaultValue={said} options={yesNo} />
}

/** Filters by extra fields, for inside the list's GET form: how a value is to match, and the value. Folded away until one is in force. */
export function FieldFilters({ fields, given }: { fields: readonly FieldDefinition[]; given: Given }) {
  if (fields.length === 0) return null
  return (
    <details open={Object.keys(given).length > 0} className="grid gap-3 sm:col-span-2">
      <summary className="w-fit cursor-pointer rounded-sm font-medium">Extra fields</summary>
      <div className="grid gap-3 pt-3">
        {fields.map((field) => (
          <div key={field.id} role="group" aria-label={field.label} className="grid min-w-0 gap-1">
            <span className="truncate font-medium">{field.label}</span>
            <div className="grid gap-2 sm:grid-cols-[150px_minmax(0,1fr)]">
              <Select
                name={`field.${field.key}.by`}
                aria-label={`${field.label}: how it matches`}
                defaultValue={given[`${field.key}.by`] ?? ''}
                options={WAYS[field.type]}
              />
              <Value field={field} given={given} />
            </div>
          </div>
        ))}
      </div>
    </details>
  )
}
