import { z } from 'zod'
import { version } from '../core/fields.ts'
import { givenFields } from '../custom-fields/schema.ts'
import { userColumns } from '../users/list-columns.ts'
import { OWN_PROFILE, profileFields } from '../users/schema.ts'

const themes = ['system', 'light', 'dark'] as const
const rowsPerPage = [25, 50, 100] as const

/** Every time zone and language that this JavaScript engine knows how to show dates in. */
const isTimeZone = (name: string) => {
  try {
    return name.length <= 64 && new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
const isLocale = (name: string) => {
  try {
    return name.length <= 35 && Intl.getCanonicalLocales(name).length === 1
  } catch {
    return false
  }
}

const theme = z.enum(themes, { error: 'Choose System, Light or Dark.' })
const choose = `Choose one of: ${rowsPerPage.join(', ')}.`
const perPage = z.coerce.number(choose).refine((n) => (rowsPerPage as readonly number[]).includes(n), choose)
const timeZone = z
  .string()
  .trim()
  .refine((name) => name === '' || isTimeZone(name), 'Enter a time zone such as Europe/Helsinki.')
const locale = z
  .string()
  .trim()
  .refine((name) => name === '' || isLocale(name), 'Enter a language tag such as en-GB.')

const approvalMails = ['each', 'daily', 'none'] as const
const approvalMail = z.enum(approvalMails, { error: 'Choose a mail for each, one a day, or none.' })

/** The choices that screens offer, in their order. */
export const THEMES = themes
export const ROWS_PER_PAGE = rowsPerPage
/** How approvers hear of people who ask to join: a mail for each, one a day with what waits, or none. */
export const APPROVAL_MAILS = approvalMails

const NOTHING_CHOSEN = { theme: 'system' as const, rowsPerPage: null, timeZone: '', locale: '', columns: [], approvalMail: 'each' as const }

/**
 * What the column `users.preferences` holds, read leniently: what is missing or no longer allowed falls back field by field. `rowsPerPage`
 * is null for who has not chosen.
 */
export const ownPreferences = z
  .object({
    theme: theme.catch('system'),
    rowsPerPage: perPage.nullable().catch(null),
    timeZone: timeZone.catch(''),
    locale: locale.catch(''),
    columns: userColumns.catch([]),
    approvalMail: approvalMail.catch('each'),
  })
  .catch(NOTHING_CHOSEN)
type OwnPreferences = z.output<typeof ownPreferences>
/** Preferences as pages use them. */
export type Preferences = Omit<OwnPreferences, 'rowsPerPage'> & { rowsPerPage: number }

/** Columns of the users list, in their order, as a form sends them: one, several or an empty field. */
const columns = z.preprocess((given) => (given === '' ? [] : typeof given === 'string' ? [given] : given), userColumns)

/**
 * A change of one's own preferences; absent ones stay. Empty time zone or language: as the browser has it. Empty rows per page: as it is
 * set for everybody. Empty columns: the usual ones.
 */
export const updatePreferencesInput = z
  .strictObject({ theme, rowsPerPage: z.union([z.literal('').transform(() => null), perPage]), timeZone, locale, columns, approvalMail })
  .partial()

export const getAccountInput = z.strictObject({})
export const myRolesInput = z.strictObject({})
/** An edit of one's own profile and of extra fields that users change themselves: absent ones stay. `version` is the one that the form was filled from. */
export const updateAccountInput = z
  .strictObject({ version, ...profileFields, fields: givenFields })
  .partial({ ...OWN_PROFILE, fields: true })
