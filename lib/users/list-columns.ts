import { z } from 'zod'

/** What the list can show of a user: the words above the column, and the key in files, which the import understands where it has it too. */
export const USER_COLUMNS = {
  name: { label: 'Name', key: 'full_name' },
  username: { label: 'Username', key: 'username' },
  email: { label: 'E-mail', key: 'email' },
  status: { label: 'Status', key: 'status' },
  organisation: { label: 'Organisation', key: 'organisation' },
  created: { label: 'Created', key: 'created_at' },
  lastSignIn: { label: 'Last sign-in', key: 'last_sign_in_at' },
  emailVerified: { label: 'E-mail verified', key: 'email_verified' },
  passwordSet: { label: 'Password set', key: 'password_set' },
  dateJoined: { label: 'Date joined', key: 'date_joined' },
  privileged: { label: 'Administrative rights', key: 'administrative_rights' },
  id: { label: 'ID', key: 'id' },
} as const satisfies Record<string, { label: string; key: string }>
/** A column that every installation has. */
export type OwnColumn = keyof typeof USER_COLUMNS
/** Those, and the extra fields that administrators defined, by their keys. */
export type UserColumn = OwnColumn | `field.${string}`

export const USER_COLUMN_IDS = Object.keys(USER_COLUMNS) as [OwnColumn, ...OwnColumn[]]

/** An extra field as a column: what stands above it, and whether it holds numbers. */
export type FieldColumn = { column: `field.${string}`; label: string; number: boolean }
/** The words above a column. */
export const columnLabel = (column: UserColumn, fields: readonly FieldColumn[]): string =>
  fieldKeyOf(column) === null ? USER_COLUMNS[column as OwnColumn].label : (fields.find((field) => field.column === column)?.label ?? column)

/** The key of the extra field that a column shows, or null. */
export const fieldKeyOf = (column: UserColumn) => (column.startsWith('field.') ? column.slice('field.'.length) : null)
const fieldColumn = z.custom<`field.${string}`>((given) => typeof given === 'string' && /^field\.[a-z][a-z0-9_]{1,49}$/.test(given))
/** So many of a list's columns are read from an address: all there can be, some of them twice. */
const MOST = 3 * (USER_COLUMN_IDS.length + 50)

/** The columns of somebody who has chosen none, as far as the screen is wide enough for them. */
export const DEFAULT_USER_COLUMNS: readonly UserColumn[] = ['name', 'username', 'email', 'status', 'organisation', 'created', 'lastSignIn']

/** A choice of columns in their order: each once, and the name always, first unless it says otherwise. None: no choice. */
export const userColumns = z
  .array(z.union([z.enum(USER_COLUMN_IDS), fieldColumn]), { error: 'Choose columns of the users list.' })
  .max(MOST)
  .transform((chosen) => (chosen.length === 0 ? [] : [...new Set<UserColumn>(chosen.includes('name') ? chosen : ['name', ...chosen])]))

/** The columns to show of somebody's choice. */
export const shownColumns = (chosen: readonly UserColumn[] | undefined): readonly UserColumn[] =>
  chosen?.length ? chosen : DEFAULT_USER_COLUMNS
