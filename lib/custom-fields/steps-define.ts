import { sql as raw } from 'kysely'
import { runIn, sql, type Tx } from '../core/db.ts'
import { notFound } from '../core/errors.ts'
import { DEFINITION, IN_ORDER, VALUE_COLUMN } from './columns.ts'
import type { FieldDefinition } from './rules.ts'

/** How many values one statement moves: well within the time that one may take. */
const BATCH = 50_000

export type StoredField = FieldDefinition & { version: number }

/** All fields in their order, with nobody else defining any until the transaction ends. Values go on being written meanwhile. */
export async function fieldsForDefining(tx: Tx): Promise<StoredField[]> {
  await tx.$executeRaw`lock table custom_fields in share row exclusive mode`
  return runIn(tx, raw<StoredField>`select ${DEFINITION}, field.version from custom_fields field order by ${IN_ORDER}`.compile(sql))
}

/** One of them, and no value of it is written any more until the transaction ends. NOT_FOUND when it is not there. */
export async function fieldForDefining(tx: Tx, fieldId: string): Promise<{ field: StoredField; fields: StoredField[] }> {
  const fields = await fieldsForDefining(tx)
  const field = fields.find(({ id }) => id === fieldId)
  if (!field) throw notFound('Field')
  await tx.$queryRaw`select id from custom_fields where id = ${fieldId}::uuid for update`
  return { field, fields }
}

/** How many users have a value in the field. */
export async function countValues(tx: Tx, field: FieldDefinition): Promise<number> {
  const [counted] = await runIn(
    tx,
    raw<{ count: number }>`select count(*)::int as count from custom_field_values
      where field_id = ${field.id}::uuid and ${raw.ref(VALUE_COLUMN[field.type])} is not null`.compile(sql),
  )
  return counted?.count ?? 0
}

/** How many users have each of these choices; those that nobody has are left out. */
export const countChoices = (tx: Tx, field: FieldDefinition, choices: readonly string[]): Promise<{ choice: string; users: number }[]> =>
  runIn(
    tx,
    raw<{ choice: string; users: number }>`select text_value as choice, count(*)::int as users from custom_field_values
      where field_id = ${field.id}::uuid and text_value = any(${[...choices]}::text[])
        and left(lower(text_value), 200) collate "C" = any(array(select left(lower(choice), 200) from unnest(${[...choices]}::text[]) choice))
      group by text_value order by text_value`.compile(sql),
  )

/** Gives the users of one choice another one. Gives how many they were. */
export async function moveChoice(tx: Tx, field: FieldDefinition, from: string, to: string): Promise<number> {
  let moved = 0
  for (let after: string | null = null; ;) {
    const [batch]: { count: number; last: string | null }[] = await tx.$queryRaw`
      with found as (
        select user_id from custom_field_values
        where field_id = ${field.id}::uuid and text_value = ${from} and left(lower(text_value), 200) collate "C" = left(lower(${from}), 200)
          and (${after}::uuid is null or user_id > ${after}::uuid)
        order by user_id limit ${BATCH}
      ), written as (
        update custom_field_values set text_value = ${to} from found
        where custom_field_values.user_id = found.user_id and custom_field_values.field_id = ${field.id}::uuid
      )
      select count(*)::int as count, max(user_id::text) as last from found`
    moved += batch?.count ?? 0
    if (!batch?.last || batch.count < BATCH) return moved
    after = batch.last
  }
}

/** Puts a field at its place among the others, which move up: 1, 2, 3 and so on afterwards. */
export async function renumber(tx: Tx, fields: readonly StoredField[], field: { id: string }, position: number): Promise<number> {
  const others = fields.filter(({ id }) => id !== field.id)
  const place = Math.min(position, others.length + 1)
  const order = [...others.slice(0, place - 1), field, ...others.slice(place - 1)].map(({ id }) => id)
  await tx.$executeRaw`update custom_fields set position = given.position
    from unnest(${order}::uuid[]) with ordinality as given (id, position)
    where custom_fields.id = given.id and custom_fields.position <> given.position`
  return place
}

/** Deletes a field with its values. A large delete may take longer than a request's statements do. */
export async function deleteField(tx: Tx, field: FieldDefinition): Promise<number> {
  await tx.$executeRaw`set local statement_timeout = '11s'`
  const values = await tx.$executeRaw`delete from custom_field_values where field_id = ${field.id}::uuid`
  await tx.$executeRaw`delete from custom_fields where id = ${field.id}::uuid`
  return values
}
