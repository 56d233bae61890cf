import '#server-only'
import { setting } from '../settings/read.ts'
import { ownPreferences, type Preferences } from './schema.ts'

/** A user's preferences as pages use them: where the user has not chosen a number of rows, the one that is set for everybody. */
export function preferencesOf(stored: unknown): Preferences {
  const own = ownPreferences.parse(stored)
  return { ...own, rowsPerPage: own.rowsPerPage ?? setting('list.rowsPerPage') }
}
