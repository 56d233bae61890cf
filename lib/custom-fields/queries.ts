// Reading extra fields: their definitions, what one user has in them, and whom a value belongs to.
import { sql as raw } from 'kysely'
import { can } from '../core/actor.ts'
import { AppError, notFound } from '../core/errors.ts'
import { defineQuery } from '../core/operation.ts'
import { SUMMARY, type UserSummary } from '../users/columns.ts'
import { usersWithin } from '../users/scope.ts'
import { DEFINITION, IN_ORDER, VALUE_COLUMN, fieldsOf } from './columns.ts'
import { valueCondition } from './conditions.ts'
import { valueSchema, type FieldDefinition, type FieldOfUser } from './rules.ts'
import { customFieldInput, fieldsOfUserInput, noInput, usersByCustomFieldInput } from './schema.ts'

/** Counts of the list stop here; beyond it says "1,000+". */
const COUNT_LIMIT = 1_000

export type FieldSummary = FieldDefinition & {
  version: number
  /** How many users have a value, counted to 1,000; `moreValues` says that there are others. */
  values: number
  moreValues: boolean
}
export type FieldDetail = FieldDefinition & {
  version: number
  createdAt: Date
  updatedAt: Date
  /** How many users have a value, exactly. */
  values: number
  /** The same for each choice that anybody has, removed ones included. */
  valuesOfChoices: Record<string, number>
}

// By type, so that each count walks its own index.
const counted = (limit: number | null) =>
  raw`(case field.type
    ${raw.join(
      (Object.entries(VALUE_COLUMN) as [string, string][]).map(
        ([
          type,
          column,
        ]) => raw`when ${raw.lit(type)}::"CustomFieldType" then (select count(*)::int from (select from custom_field_values held
          where held.field_id = field.id and ${raw.ref(`held.${column}`)} is not null ${limit === null ? raw`` : raw`limit ${limit}`}) as counted)`,
      ),
      raw` `,
    )} end)`

/** All extra fields in the order of the forms; there are at most 100. */
export const listCustomFields = defineQuery({
  name: 'listCustomFields',
  permission: 'custom-field:read',
  input: noInput,
  async run({ sql }) {
    const found = await raw<FieldDefinition & { version: number; values: number }>`
      select ${DEFINITION}, field.version, ${counted(COUNT_LIMIT + 1)} as values from custom_fields field order by ${IN_ORDER}`.execute(sql)
    return found.rows.map((field): FieldSummary => ({
      ...field,
      values: Math.min(field.values, COUNT_LIMIT),
      moreValues: field.values > COUNT_LIMIT,
    }))
  },
})

/** One field with how many users have a value, in all and by choice: what deleting it, or a choice, would take away. NOT_FOUND otherwise. */
export const getCustomField = defineQuery({
  name: 'getCustomField',
  permission: 'custom-field:read',
  input: customFieldInput,
  async run({ sql }, { fieldId }) {
    const found = await raw<FieldDetail>`
      select ${DEFINITION}, field.version, field.created_at as "createdAt", field.updated_at as "updatedAt", ${counted(null)} as values,
        coalesce((select jsonb_object_agg(choice, users) from (
          select held.text_value as choice, count(*)::int as users from custom_field_values held
          where field.type = 'choice' and held.field_id = field.id and held.text_value is not null group by held.text_value) as each), '{}') as "valuesOfChoices"
      from custom_fields field where field.id = ${fieldId}::uuid`.execute(sql)
    if (!found.rows[0]) throw notFound('Field')
    return found.rows[0]
  },
})

/** The fields that a form for a new user asks for: all of them, as whoever creates users fills them in. */
export const listFieldsForNewUser = defineQuery({
  name: 'listFieldsForNewUser',
  permission: 'user:create',
  input: noInput,
  async run({ sql }) {
    const found = await raw<FieldDefinition>`select ${DEFINITION} from custom_fields field order by ${IN_ORDER}`.execute(sql)
    return found.rows
  },
})

/**
 * What a user has in the fields that the actor may see of them: all of them for who may view the user, one's own that are not only for
 * administrators, and of active users with a public profile those for everyone. NOT_FOUND for everybody else, the same as for nobody.
 */
export const listFieldsOfUser = defineQuery({
  name: 'listFieldsOfUser',
  permission: 'account:read',
  input: fieldsOfUserInput,
  async run({ actor, sql }, { userId }) {
    const views = can(actor, 'user:read') ? usersWithin(actor, 'user:read') : raw<boolean>`false`
    const which = raw<boolean>`(seen.views or field.visible_to = 'everyone' or (seen.own and field.visible_to = 'user'))`
    const found = await raw<{ fields: FieldOfUser[] }>`
      select ${fieldsOf(raw`seen.id`, which)} as fields from (
        select users.id, ${views} as views, coalesce(users.id = ${actor.id}::uuid, false) as own, users.status, users.public_profile
        from users where users.id = ${userId}::uuid) seen
      where seen.views or seen.own or (seen.status = 'ACTIVE' and seen.public_profile)`.execute(sql)
    if (!found.rows[0]) throw notFound('User')
    return found.rows[0].fields
  },
})

/**
 * Users that have exactly this value in a field, ignoring the case of texts, in the order of their ids; among those whom the actor may see
 * (seed 001 get_users_by_custom_field). `next` goes on from there, null at the end. INVALID for a key that is no field, or a value that no user
 * could have.
 */
export const listUsersByCustomField = defineQuery({
  name: 'listUsersByCustomField',
  permission: 'user:read',
  input: usersByCustomFieldInput,
  async run({ actor, sql }, { key, value, limit, after }) {
    const [field] = (await raw<FieldDefinition>`select ${DEFINITION} from custom_fields field where field.key = ${key}`.execute(sql)).rows
    const misfit = (name: string, message: string) =>
      new AppError('INVALID', `Nothing was looked up. ${message}`, { fields: { [name]: [message] } })
    if (!field) throw misfit('key', 'There is no such field.')
    const asked = valueSchema({ ...field, required: true }).safeParse(value)
    if (!asked.success) throw misfit('value', asked.error.issues.map(({ message }) => message).join(' '))
    const meant = valueCondition(field, { by: 'is', value: asked.data as string | boolean })
    const found = await raw<UserSummary>`select ${SUMMARY} from (
        select held.user_id from custom_field_values held join users on users.id = held.user_id
        where held.field_id = ${field.id}::uuid and ${meant} and ${usersWithin(actor, 'user:read')}
          and ${after === undefined ? raw`true` : raw`held.user_id > ${after}::uuid`}
        order by held.user_id limit ${limit + 1}) matching join users on users.id = matching.user_id order by users.id`.execute(sql)
    const users = found.rows.slice(0, limit)
    return { users, next: found.rows.length > limit ? (users.at(-1)?.id ?? null) : null }
  },
})
