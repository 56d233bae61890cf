import { z } from 'zod'
import { version } from '../core/fields.ts'
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
const perPage = z.coerce.number().refine((n) => (rowsPerPage as readonly number[]).includes(n), `Choose one of: ${rowsPerPage.join(', ')}.`)
const timeZone = z
  .string()
  .trim()
  .refine((name) => name === '' || isTimeZone(name), 'Enter a time zone such as Europe/Helsinki.')
const locale = z
  .string()
  .trim()
  .refine((name) => name === '' || isLocale(name), 'Enter a language tag such as en-GB.')

/** The choices that screens offer, in their order. */
export const THEMES = themes
export const ROWS_PER_PAGE = rowsPerPage

/** What the column `users.preferences` holds, read leniently: what is missing or no longer allowed falls back field by field. */
export const preferences = z
  .object({ theme: theme.catch('system'), rowsPerPage: perPage.catch(25), timeZone: timeZone.catch(''), locale: locale.catch('') })
  .catch({ theme: 'system', rowsPerPage: 25, timeZone: '', locale: '' })
export type Preferences = z.output<typeof preferences>

/** A change of one's own preferences; absent ones stay. Empty time zone or language: as the browser has it. */
export const updatePreferencesInput = z.strictObject({ theme, rowsPerPage: perPage, timeZone, locale }).partial()

export const getAccountInput = z.strictObject({})
export const myRolesInput = z.strictObject({})
/** An edit of one's own profile: absent fields stay. `version` is the one that the form was filled from. */
export const updateAccountInput = z.strictObject({ version, ...profileFields }).partial(OWN_PROFILE)
