import { sql as raw, type RawBuilder } from 'kysely'
import type { FieldDefinition } from './rules.ts'
import type { FieldType } from './schema.ts'

/** The columns of a `FieldDefinition`, of the table `custom_fields` under the name `field`. */
export const DEFINITION = raw`field.id::text as id, field.key, field.label, field.description, field.type::text as type, field.choices,
  field.required, field.visible_to::text as "visibleTo", field.editable_by::text as "editableBy", field.position`

/** The order of fields wherever they are shown. */
export const IN_ORDER = raw`field.position, field.id`

/** Where a value of each type is kept. Each column has its own index, which holds the rows that have it. */
export const VALUE_COLUMN: Record<FieldType, string> = {
  text: 'text_value',
  choice: 'text_value',
  number: 'number_value',
  date: 'date_value',
  boolean: 'boolean_value',
}

/** The value of a row of `custom_field_values`, under the name `held`, as JSON: a `FieldValue`. */
export const JSON_VALUE = raw`coalesce(to_jsonb(held.text_value), to_jsonb(trim_scale(held.number_value)::text), to_jsonb(held.date_value::text),
  to_jsonb(held.boolean_value))`

/** The same as text, for comparing: "true" and "false" for yes and no. */
export const TEXT_VALUE = raw<string>`coalesce(held.text_value, trim_scale(held.number_value)::text, held.date_value::text, held.boolean_value::text)`

/** The value of one field of the user of the row (table `users`), as files get it; null without one. */
export const valueOf = ({ id, type }: FieldDefinition): RawBuilder<unknown> => {
  const column = raw.ref(`held.${VALUE_COLUMN[type]}`)
  const shown = type === 'number' ? raw`trim_scale(${column})::text` : type === 'date' ? raw`${column}::text` : column
  return raw`(select ${shown} from custom_field_values held where held.user_id = users.id and held.field_id = ${id}::uuid)`
}

/** The values of these fields of the user of the row (table `users`) as one JSON object by key. Nothing is looked up when there are no fields. */
export const valuesOf = (fields: readonly FieldDefinition[]): RawBuilder<unknown> =>
  fields.length === 0
    ? raw`null`
    : raw`(select jsonb_object_agg(shown.key, ${JSON_VALUE}) from custom_field_values held
        join unnest(${fields.map(({ id }) => id)}::uuid[], ${fields.map(({ key }) => key)}::text[]) as shown (id, key) on shown.id = held.field_id
        where held.user_id = users.id)`

/**
 * All fields with the value that a user has in each, as JSON in the order of the forms. `of` is the user's id in SQL; `which` a condition on
 * `field`.
 */
export const fieldsOf = (of: RawBuilder<unknown>, which: RawBuilder<boolean> = raw<boolean>`true`): RawBuilder<unknown> =>
  raw`coalesce((select jsonb_agg(to_jsonb(listed) order by listed.position, listed.id) from (
    select ${DEFINITION}, ${JSON_VALUE} as value from custom_fields field
    left join custom_field_values held on held.field_id = field.id and held.user_id = ${of} where ${which}) listed), '[]'::jsonb)`
