import { sql as raw } from 'kysely'
import type { AuditChanges } from '../audit/events.ts'
import { runIn, sql, type Tx } from '../core/db.ts'
import { AppError } from '../core/errors.ts'
import { DEFINITION, JSON_VALUE } from './columns.ts'
import { editedByUser, seenByUser, valueSchema, type FieldDefinition, type FieldValue } from './rules.ts'
import type { GivenFields } from './schema.ts'

/** Values by the keys of their fields, checked; null takes one away. */
export type FieldValues = Record<string, FieldValue>

/** The definitions as they stand until the transaction ends: whoever changes or deletes one waits. */
export async function fieldsForWriting(tx: Tx): Promise<FieldDefinition[]> {
  // Locked in the order of the ids, so that nobody waits in a circle.
  const fields = await runIn(
    tx,
    raw<FieldDefinition>`select ${DEFINITION} from custom_fields field order by field.id for share`.compile(sql),
  )
  return fields.sort((one, other) => one.position - other.position)
}

const UNKNOWN = 'This field is not known here.'
const NOT_THEIRS = 'Only administrators change this field.'
type Checked = { values: FieldValues; problems: Record<string, string[]> }

/**
 * Checks given values by their fields. `problems` has the sentences by `fields.KEY`. `by: 'user'`: somebody about themselves, to whom fields that
 * they do not see are unknown. `isNew`: a user who has nothing yet, so that required fields must be given.
 */
export function checkValues(
  fields: readonly FieldDefinition[],
  given: GivenFields | undefined,
  { by = 'administrator', isNew = false }: { by?: 'administrator' | 'user'; isNew?: boolean },
): Checked {
  const values: FieldValues = {}
  const problems: Record<string, string[]> = {}
  const known = new Map(fields.filter((field) => by === 'administrator' || seenByUser(field)).map((field) => [field.key, field]))
  for (const [key, raw] of Object.entries(given ?? {})) {
    const field = known.get(key)
    const why = field ? (by === 'user' && !editedByUser(field) ? NOT_THEIRS : null) : UNKNOWN
    if (!field || why) {
      problems[`fields.${key}`] = [why ?? UNKNOWN]
      continue
    }
    const result = valueSchema(field).safeParse(raw)
    if (result.success) values[key] = result.data ?? null
    else problems[`fields.${key}`] = result.error.issues.map(({ message }) => message)
  }
  if (isNew)
    for (const { key, required } of fields)
      if (required && !(key in values) && !problems[`fields.${key}`]) problems[`fields.${key}`] = ['Fill this in.']
  return { values, problems }
}

/** `checkValues`, refused with INVALID when there are problems; the sentence names the fields, which an older form may not show. */
export function insistOnValues(
  fields: readonly FieldDefinition[],
  given: GivenFields | undefined,
  who: { by?: 'administrator' | 'user'; isNew?: boolean },
): FieldValues {
  const { values, problems } = checkValues(fields, given, who)
  if (Object.keys(problems).length === 0) return values
  // The label of a field that they do not see would tell that there is one.
  const named = fields
    .filter((field) => problems[`fields.${field.key}`] && (who.by !== 'user' || seenByUser(field)))
    .map(({ label }) => label)
  const what = named.length ? `Check ${named.join(', ')}.` : 'Check the highlighted fields.'
  throw new AppError('INVALID', `Nothing was changed. ${what}`, { fields: problems })
}

/** What users have in fields, by user and key; users without any are left out. */
export async function valuesHeld(tx: Tx, userIds: readonly string[]): Promise<Map<string, FieldValues>> {
  const rows = await runIn(
    tx,
    raw<{ userId: string; values: FieldValues }>`select held.user_id::text as "userId", jsonb_object_agg(field.key, ${JSON_VALUE}) as values
      from custom_field_values held join custom_fields field on field.id = held.field_id
      where held.user_id = any(${[...userIds]}::uuid[]) group by held.user_id`.compile(sql),
  )
  return new Map(rows.map(({ userId, values }) => [userId, values]))
}

/** The values that differ, as the audit log has them: `fields.KEY` with before and after. */
export function changedValues(held: FieldValues, wanted: FieldValues): AuditChanges {
  const changes: AuditChanges = {}
  for (const [key, after] of Object.entries(wanted)) {
    const before = held[key] ?? null
    if (before !== after) changes[`fields.${key}`] = { before, after }
  }
  return changes
}

/** Writes values of many users with one statement each for those that go and those that stay. The users and the definitions must be locked. */
export async function storeValues(
  tx: Tx,
  fields: readonly FieldDefinition[],
  users: readonly { userId: string; values: FieldValues }[],
): Promise<void> {
  const byKey = new Map(fields.map((field) => [field.key, field]))
  const rows = users.flatMap(({ userId, values }) =>
    Object.entries(values).map(([key, value]) => ({ userId, value, ...(byKey.get(key) as FieldDefinition) })),
  )
  const gone = rows.filter(({ value }) => value === null)
  const kept = rows.filter(({ value }) => value !== null)
  if (gone.length)
    await tx.$executeRaw`delete from custom_field_values held using unnest(${gone.map(({ userId }) => userId)}::uuid[], ${gone.map(({ id }) => id)}::uuid[])
      as given (user_id, field_id) where held.user_id = given.user_id and held.field_id = given.field_id`
  if (kept.length)
    await tx.$executeRaw`insert into custom_field_values (user_id, field_id, text_value, number_value, date_value, boolean_value)
      select user_id, field_id, case when type in ('text', 'choice') then value end, case when type = 'number' then value::numeric end,
        case when type = 'date' then value::date end, case when type = 'boolean' then value::boolean end
      from unnest(${kept.map(({ userId }) => userId)}::uuid[], ${kept.map(({ id }) => id)}::uuid[], ${kept.map(({ type }) => type)}::text[],
        ${kept.map(({ value }) => String(value))}::text[]) as given (user_id, field_id, type, value)
      on conflict (user_id, field_id) do update set text_value = excluded.text_value, number_value = excluded.number_value,
        date_value = excluded.date_value, boolean_value = excluded.boolean_value`
}

/** The values in `changes` as `changedValues` made them, by key, for `storeValues`. */
export const valuesIn = (changes: AuditChanges): FieldValues =>
  Object.fromEntries(
    Object.entries(changes).flatMap(([name, { after }]) => (name.startsWith('fields.') ? [[name.slice(7), after as FieldValue]] : [])),
  )
