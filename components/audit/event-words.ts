const GROUPS: Record<string, string> = {
  user: 'Users',
  role: 'Roles',
  group: 'Groups',
  'sign-in': 'Signing in',
  session: 'Sessions',
  password: 'Passwords',
  account: 'Own accounts',
  membership: 'Memberships',
  memberships: 'Lists of memberships',
  note: 'Notes on users',
  'custom-field': 'Extra fields',
  'bulk-run': 'Bulk runs',
  users: 'Lists of users',
  'saved-view': 'Saved views',
  mail: 'Mail',
  banner: 'Banners',
  setting: 'Settings',
  audit: 'The audit log',
  job: 'Jobs',
  operation: 'Refusals',
}
const INSTALLATION = 'The installation'

/** What stands before the first dot of an event's name: what it is about. */
const subjectOf = (event: string) => event.slice(0, event.indexOf('.'))

/**
 * An event's name in words: "user.password-link-sent" → "User password link sent". A wildcard is everything of its kind: "user.*" →
 * "Everything about users", "*.created" → "Everything created".
 */
export function eventWords(event: string): string {
  if (event.endsWith('.*')) return `Everything about ${lowerFirst(GROUPS[event.slice(0, -2)] ?? event.slice(0, -2))}`
  if (event.startsWith('*.')) return `Everything ${event.slice(2).replaceAll('-', ' ')}`
  const words = event.replaceAll('sign-in', 'sign\u0000in').replaceAll(/[.-]/g, ' ').replaceAll('\u0000', '-')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)

/** Events to choose from under one title. */
export type EventGroup = { label: string; options: { value: string; label: string }[] }

/**
 * The events as a select groups them, by what they are about and in the order in which they are known here; a group of several begins with
 * the pattern for all of it. Subjects that are not known here are about the installation.
 */
export function eventGroups(events: readonly string[]): EventGroup[] {
  const bySubject = Map.groupBy(events, subjectOf)
  const known = Object.entries(GROUPS).flatMap(([subject, label]) => {
    const names = bySubject.get(subject) ?? []
    bySubject.delete(subject)
    const all = names.length > 1 ? [{ value: `${subject}.*`, label: eventWords(`${subject}.*`) }] : []
    return names.length ? [{ label, options: [...all, ...optionsOf(names)] }] : []
  })
  const rest = [...bySubject.values()].flat()
  return rest.length ? [...known, { label: INSTALLATION, options: optionsOf(rest) }] : known
}

const optionsOf = (names: readonly string[]) => names.map((value) => ({ value, label: eventWords(value) }))
