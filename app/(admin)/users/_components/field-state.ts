// What extra fields are in the users list, worked out on the server: its browser code knows nothing of types and values.
import { filterWords, knownFieldFilters, readFieldFilters, withoutField } from '../../../../lib/custom-fields/list-filters.ts'
import { shownValue, type FieldDefinition } from '../../../../lib/custom-fields/rules.ts'
import type { ListedUser } from '../../../../lib/users/columns.ts'
import { fieldKeyOf, type FieldColumn } from '../../../../lib/users/list-columns.ts'
import { usersHref, type ListState } from './users-href.ts'

/** The keys of the fields that an address or somebody's own columns name. */
export const fieldKeysOf = ({ params }: ListState): string[] => [
  ...Object.keys(params.fields).map((name) => name.split('.')[0] as string),
  ...(params.columns ?? []).flatMap((column) => fieldKeyOf(column) ?? []),
]

/** The state without filters and columns of fields that are not there, or not any more. */
export function withKnownFields(state: ListState, fields: readonly FieldDefinition[]): ListState {
  const keys = new Set(fields.map(({ key }) => key))
  const { columns, ...params } = state.params
  const kept = columns?.filter((column) => {
    const key = fieldKeyOf(column)
    return key === null || keys.has(key)
  })
  return { ...state, params: { ...params, ...(kept ? { columns: kept } : {}), fields: knownFieldFilters(fields, params.fields) } }
}

/** The fields as columns. */
export const fieldColumns = (fields: readonly FieldDefinition[]): FieldColumn[] =>
  fields.map(({ key, label, type }) => ({ column: `field.${key}`, label, number: type === 'number' }))

/** The users with the values of the shown fields in words. */
export function shownFields(users: readonly ListedUser[], fields: readonly FieldDefinition[]) {
  const types = new Map(fields.map(({ key, type }) => [key, type]))
  const words = (values: NonNullable<ListedUser['fields']>) =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, shownValue(types.get(key) ?? 'text', value)]))
  return users.map((user) => ({ ...user, fields: user.fields && words(user.fields) }))
}

/** The filters by fields in force as chips: what each says, and the address without it. */
export const fieldChips = (state: ListState, fields: readonly FieldDefinition[]) =>
  readFieldFilters(fields, state.params.fields).filters.map(({ field, filter }) => ({
    label: field.label,
    value: filterWords(field, filter),
    clearHref: usersHref(state, { fields: withoutField(state.params.fields, field.key) }),
  }))
