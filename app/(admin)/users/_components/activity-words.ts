import { plural } from '../../../../lib/core/format.ts'
import type { ActivityEntry } from '../../../../lib/audit/queries.ts'

const FIELDS: Record<string, string> = {
  firstName: 'First name',
  lastName: 'Last name',
  username: 'Username',
  email: 'E-mail',
  organisation: 'Organisation',
  bio: 'Bio',
  searchVisibility: 'Found in search by',
  emailPrivacy: 'E-mail address seen by',
  publicProfile: 'Public profile',
  status: 'Status',
  validUntil: 'End',
}

/** A field of the log as people call it. */
export const fieldWords = (name: string) => FIELDS[name] ?? name

/** A value of the log in one line: nothing is a dash, long texts are cut. */
export function valueWords(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value)
  const plain = /^[A-Z]+$/.test(text) ? text.charAt(0) + text.slice(1).toLowerCase() : text
  return plain.length > 160 ? `${plain.slice(0, 160)}…` : plain
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null)

/** What an entry carries beside its changes, as a sentence; null when there is nothing to add. */
export function detailSentence({ event, detail, changes }: ActivityEntry): string | null {
  const { role, reach, validUntil, sessionsEnded, sessions, source, purpose, why } = detail
  if (event === 'role.granted' || event === 'role.grant-ended') {
    const where = reach === 'everywhere' ? 'everywhere' : `within ${String(reach)}`
    const until = text(validUntil) ? `until ${String(validUntil).slice(0, 10)}` : 'without end'
    return `${String(role)}, ${where}${event === 'role.granted' && !changes.validUntil ? `, ${until}` : ''}`
  }
  if (event === 'user.created')
    return `By ${{ form: 'form', import: 'import', api: 'API', bootstrap: 'one-time link' }[String(source)] ?? 'form'}`
  if (event === 'sign-in.refused') return `Because of: ${String(why).replaceAll('-', ' ')}`
  if (purpose) return purpose === 'RESET_PASSWORD' ? 'To reset the password' : 'To set a first password'
  const ended = Number(sessionsEnded ?? sessions ?? 0)
  return ended > 0 ? `${plural(ended, 'session')} ended` : null
}
