import { shownValue, valueSchema, type FieldDefinition } from './rules.ts'

/** How a field narrows a list. Both ends of a range are included. */
export type FieldFilter =
  | { by: 'filled' }
  | { by: 'empty' }
  | { by: 'contains'; value: string }
  | { by: 'is'; value: string | boolean }
  | { by: 'range'; from: string | undefined; to: string | undefined }
type Read = { filters: { field: FieldDefinition; filter: FieldFilter }[]; unfit: string[] }

const fits = (field: FieldDefinition, given: string | undefined) => {
  if (given === undefined) return undefined
  const result = valueSchema({ ...field, required: true }).safeParse(given)
  return result.success && result.data !== null ? result.data : undefined
}

function filterOf(field: FieldDefinition, given: Readonly<Record<string, string>>): FieldFilter | null {
  const { [field.key]: value, [`${field.key}.by`]: by, [`${field.key}.from`]: from, [`${field.key}.to`]: to } = given
  if (by === 'filled' || by === 'empty') return { by }
  if (by !== undefined && !(by === 'is' && field.type === 'text')) return null
  if (field.type === 'text') return value ? { by: by === 'is' ? 'is' : 'contains', value } : null
  const exact = fits(field, value)
  if (value !== undefined) return exact === undefined ? null : { by: 'is', value: exact }
  const [first, last] = [fits(field, from), fits(field, to)]
  if ((field.type !== 'number' && field.type !== 'date') || (first === undefined && last === undefined)) return null
  if ((from !== undefined && first === undefined) || (to !== undefined && last === undefined)) return null
  return { by: 'range', from: first as string | undefined, to: last as string | undefined }
}

/**
 * Reads the parameters of fields (names without the prefix) by the fields that there are. `unfit` names those that are about no field, or
 * that do not fit theirs: who chooses users by a filter must not go on with fewer filters than were given.
 */
export function readFieldFilters(fields: readonly FieldDefinition[], given: Readonly<Record<string, string>>): Read {
  const read: Read = { filters: [], unfit: [] }
  const names = new Set(Object.keys(given))
  for (const field of fields) {
    const own = [field.key, `${field.key}.by`, `${field.key}.from`, `${field.key}.to`].filter((name) => names.delete(name))
    if (own.length === 0) continue
    const filter = filterOf(field, given)
    if (filter) read.filters.push({ field, filter })
    else read.unfit.push(...own)
  }
  read.unfit.push(...names)
  return read
}

/** The parameters that mean something by the fields that there are: for screens, which leave out what they do not know. */
export function knownFieldFilters(fields: readonly FieldDefinition[], given: Readonly<Record<string, string>>): Record<string, string> {
  const unfit = new Set(readFieldFilters(fields, given).unfit)
  return Object.fromEntries(Object.entries(given).filter(([name]) => !unfit.has(name)))
}

/** The parameters without those of one field. */
export const withoutField = (given: Readonly<Record<string, string>>, key: string): Record<string, string> =>
  Object.fromEntries(Object.entries(given).filter(([name]) => name !== key && !name.startsWith(`${key}.`)))

/** A filter in words, as it stands after the field's label. */
export function filterWords({ type }: FieldDefinition, filter: FieldFilter): string {
  if (filter.by === 'filled') return 'has a value'
  if (filter.by === 'empty') return 'has no value'
  if (filter.by === 'contains') return `contains “${String(filter.value)}”`
  if (filter.by === 'is') return type === 'text' ? `is “${String(filter.value)}”` : (shownValue(type, filter.value) ?? '')
  const [from, to] = [shownValue(type, filter.from), shownValue(type, filter.to)]
  if (from !== null && to !== null) return from === to ? from : `${from} – ${to}`
  if (type === 'date') return from === null ? `until ${to}` : `since ${from}`
  return from === null ? `at most ${to}` : `at least ${from}`
}
