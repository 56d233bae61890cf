import { formatNumber } from '../../lib/core/format.ts'
import { TYPE_WORDS } from '../../lib/memberships/rules-words.ts'

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
  type: 'Type',
  legalName: 'Legal name',
  preferredName: 'Preferred name',
  emailAddress: 'E-mail address',
  city: 'City',
  region: 'Region',
  country: 'Country',
  postalCode: 'Postal code',
  codeOfConduct: 'Code of conduct accepted',
  announcements: 'Announcements',
  votes: 'Votes',
  lastVoteAffirmation: 'Vote affirmed on',
  status: 'Status',
  validUntil: 'End',
  theme: 'Theme',
  rowsPerPage: 'Rows per page',
  timeZone: 'Time zone',
  locale: 'Language',
  name: 'Name',
  description: 'Description',
  location: 'Location',
  url: 'Web address',
  urlType: 'Kind of address',
  startDate: 'Start date',
  ownerLabel: 'Owner',
  role: 'Role',
  group: 'Group',
  choices: 'Choices',
  required: 'Required',
  visibleTo: 'Who sees it',
  editableBy: 'Who may change it',
  position: 'Place',
  sharedWith: 'Shared with',
  startsAt: 'From',
  endsAt: 'Until',
  linkText: 'Link text',
  search: 'Filters',
}

const CHOICES: Record<string, Record<string, string>> = {
  type: TYPE_WORDS,
  status: { ACTIVE: 'Active', DEACTIVATED: 'Deactivated', DELETED: 'In trash', ANONYMIZED: 'Anonymized' },
  searchVisibility: { public: 'Everybody', private: 'Administrators only' },
  urlType: { meetup: 'Meetup', distribution_list: 'Distribution list', other: 'Other' },
  role: { member: 'Member', manager: 'Manager' },
  emailPrivacy: { public: 'Everybody', private: 'Signed-in users', never: 'Administrators only' },
  audience: { everyone: 'Everyone', signed_in: 'Everybody signed in' },
}

/** "rowsPerPage", "session.idleMinutes" or "reset_requested" as words: "Rows per page", "Session idle minutes", "Reset requested". */
export function plainWords(name: string): string {
  const words = name
    .replaceAll(/([a-z\d])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .replaceAll(/[._-]+/g, ' ')
    .trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** A field of the log as people call it; extra fields of users by their keys, as their labels may have changed since. */
export const fieldWords = (name: string) => FIELDS[name] ?? plainWords(name.replace(/^fields\./, ''))

const ORDER = Object.keys(FIELDS)
const placeOf = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length)

/** What changed in the order of the forms; fields that they do not have follow in the order of the log. */
export const inOrder = <T>(changes: Readonly<Record<string, T>>): [string, T][] =>
  Object.entries(changes).sort(([a], [b]) => placeOf(a) - placeOf(b))

/** A value as it is shown: nothing, a moment, or text. */
export type ShownValue = { kind: 'empty' } | { kind: 'moment'; at: string } | { kind: 'text'; text: string }

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/
const text = (text: string): ShownValue => ({ kind: 'text', text })

/** A value that a field had or has, in words: null, "" and empty lists are empty, yes and no for flags, statuses as the screens call them. */
export function shownValue(field: string, value: unknown): ShownValue {
  if (value === null || value === undefined || value === '') return { kind: 'empty' }
  if (typeof value === 'boolean') return text(value ? 'Yes' : 'No')
  if (typeof value === 'number') return text(formatNumber(value))
  if (typeof value === 'string') {
    if (MOMENT.test(value) && !Number.isNaN(Date.parse(value))) return { kind: 'moment', at: value }
    return text(CHOICES[field]?.[value] ?? value)
  }
  if (Array.isArray(value)) {
    if (value.length === 0) return { kind: 'empty' }
    return text(value.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))).join(', '))
  }
  return text(JSON.stringify(value, null, 2))
}

/** A value in a few words for the middle of a sentence, or null when it does not fit there. */
export function briefValue(field: string, value: unknown, limit = 32): string | null {
  const shown = shownValue(field, value)
  if (shown.kind === 'empty') return 'empty'
  const words = shown.kind === 'moment' ? shown.at.slice(0, 10) : shown.text
  return words.length <= limit && !words.includes('\n') ? words : null
}
