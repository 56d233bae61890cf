import { z } from 'zod'
import { id } from '../core/fields.ts'
import { usersList } from './list.ts'
import { USER_COLUMNS, shownColumns, type OwnColumn, type UserColumn } from './list-columns.ts'

/** What only files have, beside the columns of the list. */
const FILE_COLUMNS = {
  ...Object.fromEntries(Object.entries(USER_COLUMNS).map(([name, { key }]) => [name, key])),
  firstName: 'first_name',
  lastName: 'last_name',
  bio: 'bio',
  searchVisibility: 'search_visibility',
  emailPrivacy: 'email_privacy',
  publicProfile: 'public_profile',
} as Record<OwnFileColumn, string>
type ImportOnly = 'firstName' | 'lastName' | 'bio' | 'searchVisibility' | 'emailPrivacy' | 'publicProfile'
/** A column that every installation has. */
export type OwnFileColumn = OwnColumn | ImportOnly
export type FileColumn = UserColumn | ImportOnly

/** The name of a column in files: as the import calls it where it knows the column, otherwise ours. Extra fields are `field.KEY`. */
export const fileKeyOf = (column: FileColumn): string =>
  Object.hasOwn(FILE_COLUMNS, column) ? FILE_COLUMNS[column as OwnFileColumn] : column

/** Exactly the columns that `npm run admin -- import-users` asks for; extra fields follow them. */
export const IMPORT_COLUMNS = [
  'username',
  'email',
  'firstName',
  'lastName',
  'organisation',
  'bio',
  'searchVisibility',
  'emailPrivacy',
  'publicProfile',
  'dateJoined',
] as const satisfies readonly OwnFileColumn[]

/** `all`: everybody, the trash too. `filtered`: whom the search matches. `selected`: these ids. */
export const EXPORT_SCOPES = ['all', 'filtered', 'selected'] as const
export const MOST_SELECTED = 1_000

const listOf = <T extends z.ZodType>(each: T, limit: number, message: string) =>
  z.preprocess((given) => (typeof given === 'string' ? [given] : given), z.array(each).max(limit, message))

/** A query string of the users list. One that names something unknown is refused: leaving a filter out would export more than was asked for. */
const search = z
  .string()
  .max(5_000)
  .default('')
  .transform((text, context) => {
    const { params, dropped } = usersList.fromSearch(text)
    for (const name of dropped) context.addIssue({ code: 'custom', message: `The list has no such “${name.slice(0, 50)}”.` })
    return params
  })

/**
 * Which users go into the file, and what of them. Without a `scope` the ids decide, and without ids the search. `columns` is `shown` (those
 * that the search names, or the usual ones) or `import`.
 */
export const exportUsersInput = z.strictObject({
  // A form about chosen rows calls it "matching" when all that match are meant.
  scope: z.preprocess((given) => (given === 'matching' ? 'filtered' : given), z.enum(EXPORT_SCOPES).optional()),
  search,
  userIds: listOf(id, MOST_SELECTED, 'At most 1,000 users can be chosen one by one. Export the filtered list instead.').default([]),
  columns: z.enum(['shown', 'import']).default('shown'),
})
export type ExportUsersInput = z.output<typeof exportUsersInput>

/** The columns of the file, in their order. `keys` are those of the extra fields that there are; an import's file has them all. */
export const fileColumnsOf = (
  { columns, search: params }: Pick<ExportUsersInput, 'columns' | 'search'>,
  keys: readonly string[],
): readonly FileColumn[] =>
  columns === 'import' ? [...IMPORT_COLUMNS, ...keys.map((key) => `field.${key}` as const)] : shownColumns(params.columns)
