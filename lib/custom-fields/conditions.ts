// What filters by extra fields mean in SQL, as conditions on the table `users`.
import { sql as raw, type RawBuilder } from 'kysely'
import { AppError } from '../core/errors.ts'
import { VALUE_COLUMN } from './columns.ts'
import { readFieldFilters, type FieldFilter } from './list-filters.ts'
import { fieldsNow } from './read.ts'
import type { FieldDefinition } from './rules.ts'

const CAST = { text: raw`text`, choice: raw`text`, number: raw`numeric`, date: raw`date`, boolean: raw`boolean` }

/** As in the index: long texts are found by their beginning. */
const BEGINNING = raw`left(lower(held.text_value), 200) collate "C"`

/** The words of a text, each anywhere in it from three letters on, as in the search of users. */
const contains = (text: string) => {
  const words = [...new Set(text.normalize('NFKC').split(/\s+/).filter(Boolean))].slice(0, 10)
  return raw<boolean>`${raw.join(
    words.map((word) => raw`(' ' || search_form(held.text_value)) like search_pattern(${word})`),
    raw` and `,
  )}`
}

/** The condition on the value of one row of `custom_field_values` under the name `held`, which is one of this field. */
export function valueCondition(field: FieldDefinition, filter: Exclude<FieldFilter, { by: 'empty' }>): RawBuilder<boolean> {
  const column = raw.ref(`held.${VALUE_COLUMN[field.type]}`)
  const typed = (value: string | boolean) => raw`${String(value)}::text::${CAST[field.type]}`
  if (filter.by === 'filled') return raw<boolean>`${column} is not null`
  if (filter.by === 'contains') return raw<boolean>`${column} is not null and ${contains(filter.value)}`
  if (filter.by === 'range')
    return raw<boolean>`${raw.join(
      [
        raw`${column} is not null`,
        ...(filter.from === undefined ? [] : [raw`${column} >= ${typed(filter.from)}`]),
        ...(filter.to === undefined ? [] : [raw`${column} <= ${typed(filter.to)}`]),
      ],
      raw` and `,
    )}`
  if (VALUE_COLUMN[field.type] !== 'text_value') return raw<boolean>`${column} = ${typed(filter.value)}`
  return raw<boolean>`${BEGINNING} = left(lower(${filter.value}::text), 200) and lower(held.text_value) = lower(${filter.value}::text)
    and held.text_value is not null`
}

function condition(field: FieldDefinition, filter: FieldFilter, many: boolean): RawBuilder<boolean> {
  const heldBy = (user: RawBuilder<unknown>) =>
    raw`select from custom_field_values held where held.user_id = ${user} and held.field_id = ${field.id}::uuid`
  // Two indexes are enough to say who has none, once for the whole query; the users themselves are looked at afterwards.
  if (filter.by === 'empty')
    return many
      ? raw<boolean>`not exists (${heldBy(raw`users.id`)} offset 0)`
      : raw<boolean>`users.id = any(array(select each.id from users each where not exists (${heldBy(raw`each.id`)})))`
  const meant = valueCondition(field, filter)
  if (!many)
    return raw<boolean>`users.id in (select held.user_id from custom_field_values held where held.field_id = ${field.id}::uuid and ${meant})`
  return raw<boolean>`exists (select from (select * from custom_field_values mine
    where mine.user_id = users.id and mine.field_id = ${field.id}::uuid offset 0) held where ${meant})`
}

/** From so many values on, asking one user after the other finds the first thousands sooner than finding all of them first. */
const BROAD = 100_000

/**
 * Whether a list that is narrowed by one field only has so many values to choose from that `many` is the quicker way to count, in SQL; null
 * when it is not by one field, or when its values cannot be counted along an index.
 */
export function isBroad(given: Readonly<Record<string, string>>): RawBuilder<boolean> | null {
  const [only, ...others] = readFieldFilters(fieldsNow(), given).filters
  if (!only || others.length > 0 || only.filter.by === 'contains') return null
  if (only.filter.by === 'empty')
    return raw<boolean>`(select count(*) > ${BROAD / 10} from (select first.id from users first order by first.id limit ${BROAD}) as each
      where not exists (select from custom_field_values held where held.user_id = each.id and held.field_id = ${only.field.id}::uuid))`
  return raw<boolean>`(select count(*) > ${BROAD} from (select from custom_field_values held
    where held.field_id = ${only.field.id}::uuid and ${valueCondition(only.field, only.filter)} limit ${BROAD + 1}) as chosen)`
}

/**
 * The conditions of a list that is narrowed by extra fields (names of the address without their prefix). A name that is about no field, or
 * does not fit it, is INVALID: fewer conditions would choose more users than were meant. `many` says that thousands match, as in
 * `conditionOf` of users.
 */
export function fieldConditions(given: Readonly<Record<string, string>>, many = false): RawBuilder<boolean>[] {
  if (Object.keys(given).length === 0) return []
  const { filters, unfit } = readFieldFilters(fieldsNow(), given)
  if (unfit[0] !== undefined)
    throw new AppError(
      'INVALID',
      `Nothing was done. The list cannot be narrowed by “field.${unfit[0]}”: there is no such field, or it does not fit.`,
      {
        reason: 'UNKNOWN_FILTER',
        fields: { [`field.${unfit[0]}`]: ['There is no such field, or this does not fit it.'] },
      },
    )
  return filters.map(({ field, filter }) => condition(field, filter, many))
}
