import { sql as raw, type RawBuilder } from 'kysely'
import type { Actor } from '../core/actor.ts'
import { AppError } from '../core/errors.ts'
import { defineExport } from '../core/export.ts'
import { keysetBatches } from '../core/keyset-batches.ts'
import { PRIVILEGED } from './columns.ts'
import { conditionOf, SORTS } from './conditions.ts'
import { usersList, type UsersListParams } from './list.ts'
import { exportUsersInput, fileColumnsOf, fileKeyOf, type ExportUsersInput, type FileColumn } from './schema-export.ts'
import { usersWithin } from './scope.ts'

const EXPRESSIONS: Record<FileColumn, RawBuilder<unknown>> = {
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
  prepare: async (_, input) => {
    if (scopeOf(input) === 'selected' && input.userIds.length === 0)
      throw new AppError('INVALID', 'No users are selected, so nothing was exported. Select some first, or export the filtered list.')
  },
  columns: (input) => fileColumnsOf(input).map((column) => ({ key: fileKeyOf(column), header: fileKeyOf(column) })),
  audit: (input) => {
    const scope = scopeOf(input)
    const query = scope === 'selected' ? input.userIds.join(' ') : usersList.toSearch(paramsOf(input)).toString()
    return {
      event: 'users.exported',
      entry: {
        target: { type: 'users', id: null, label: LABELS[scope] },
        detail: { format: input.format, scope, query, columns: fileColumnsOf(input).map(fileKeyOf) },
      },
    }
  },
  rows: ({ actor, sql }, input) => {
    const { sort, direction } = paramsOf(input)
    const columns = fileColumnsOf(input).map((column) => raw`${EXPRESSIONS[column]} as ${raw.ref(fileKeyOf(column))}`)
    return keysetBatches(sql, {
      columns: raw.join(columns),
      from: raw`users`,
      where: whereOf(actor, input),
      sort: SORTS[sort],
      direction,
      id: raw`users.id`,
    })
  },
})
