import { sql as raw, type RawBuilder } from 'kysely'
import type { Actor } from '../core/actor.ts'
import { AppError } from '../core/errors.ts'
import { defineExport } from '../core/export.ts'
import { keysetBatches } from '../core/keyset-batches.ts'
import { valueOf } from '../custom-fields/columns.ts'
import { fieldsNow } from '../custom-fields/read.ts'
import type { FieldDefinition } from '../custom-fields/rules.ts'
import { PRIVILEGED } from './columns.ts'
import { conditionOf, SORTS } from './conditions.ts'
import { usersList, type UsersListParams } from './list.ts'
import { exportUsersInput, fileColumnsOf, fileKeyOf, type ExportUsersInput, type FileColumn, type OwnFileColumn } from './schema-export.ts'
import { usersWithin } from './scope.ts'

const EXPRESSIONS: Record<OwnFileColumn, RawBuilder<unknown>> = {
  name: raw`full_name`,
  username: raw`username`,
  email: raw`email`,
  status: raw`status::text`,
  organisation: raw`organisation`,
  created: raw`created_at`,
  lastSignIn: raw`last_sign_in_at`,
  emailVerified: raw`email_verified_at is not null`,
  passwordSet: raw`password_hash is not null`,
  dateJoined: raw`date_joined`,
  privileged: PRIVILEGED,
  id: raw`users.id`,
  firstName: raw`first_name`,
  lastName: raw`last_name`,
  bio: raw`bio`,
  searchVisibility: raw`search_visibility::text`,
  emailPrivacy: raw`email_privacy::text`,
  publicProfile: raw`public_profile`,
}

const scopeOf = ({ scope, userIds }: ExportUsersInput) => scope ?? (userIds.length > 0 ? 'selected' : 'filtered')

/** What the search says of the users in the file: all of it, only its order, or nothing. */
function paramsOf(input: ExportUsersInput): UsersListParams {
  const { sort, direction } = input.search
  return scopeOf(input) === 'filtered' ? input.search : usersList.strict.parse({ sort, direction, status: 'any' })
}

function whereOf(actor: Actor, input: ExportUsersInput): RawBuilder<boolean> {
  const chosen = scopeOf(input) === 'selected' ? raw<boolean>`users.id = any(${input.userIds}::uuid[])` : raw<boolean>`true`
  return raw<boolean>`${usersWithin(actor, 'user:export')} and ${chosen} and ${conditionOf(actor, paramsOf(input))}`
}

/** The columns of the file, each with its expression. INVALID when one shows a field that is not there, or not any more. */
function columnsOf(input: ExportUsersInput, fields: readonly FieldDefinition[]): { column: FileColumn; expression: RawBuilder<unknown> }[] {
  const extra = new Map(fields.map((field) => [`field.${field.key}`, field]))
  return fileColumnsOf(
    input,
    fields.map(({ key }) => key),
  ).map((column) => {
    const field = extra.get(column)
    if (field) return { column, expression: valueOf(field) }
    if (Object.hasOwn(EXPRESSIONS, column)) return { column, expression: EXPRESSIONS[column as OwnFileColumn] }
    throw new AppError('INVALID', `There is no column “${column}”, so nothing was exported. Open the list again, then export it.`)
  })
}

const LABELS = { all: 'all users', filtered: 'the users of a list', selected: 'chosen users' }

/**
 * Users as a file, in the order of the list: everybody, those whom a search of the list matches, or up to 1,000 chosen ones; always only
 * those whom the actor may both see and export. The audit row has the search, or the ids of the chosen. Seed 001 export.
 */
export const exportUsers = defineExport({
  name: 'exportUsers',
  permission: 'user:export',
  input: exportUsersInput,
  limit: { points: 10, seconds: 60 },
  prepare: async ({ actor }, input) => {
    if (scopeOf(input) === 'selected' && input.userIds.length === 0)
      throw new AppError('INVALID', 'No users are selected, so nothing was exported. Select some first, or export the filtered list.')
    whereOf(actor, input) // a filter that is not known is refused before anything is recorded
    return columnsOf(input, fieldsNow())
  },
  columns: (_, columns) => columns.map(({ column }) => ({ key: fileKeyOf(column), header: fileKeyOf(column) })),
  audit: (input, columns) => {
    const scope = scopeOf(input)
    const query = scope === 'selected' ? input.userIds.join(' ') : usersList.toSearch(paramsOf(input)).toString()
    return {
      event: 'users.exported',
      entry: {
        target: { type: 'users', id: null, label: LABELS[scope] },
        detail: { format: input.format, scope, query, columns: columns.map(({ column }) => fileKeyOf(column)) },
      },
    }
  },
  rows: ({ actor, sql }, input, columns) => {
    const { sort, direction } = paramsOf(input)
    const selected = columns.map(({ column, expression }) => raw`${expression} as ${raw.id(fileKeyOf(column))}`)
    return keysetBatches(sql, {
      columns: raw.join(selected),
      from: raw`users`,
      where: whereOf(actor, input),
      sort: SORTS[sort],
      direction,
      id: raw`users.id`,
    })
  },
})
