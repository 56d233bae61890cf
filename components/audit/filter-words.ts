import { eventWords } from './event-words.ts'
import { shownValue } from './value-words.ts'

/** Who can act without being a user, as the filter calls them. */
export const ACTOR_WORDS: Record<string, string> = {
  system: 'The system',
  job: 'Jobs',
  apiKey: 'API keys',
  anonymous: 'People who are not signed in',
}

/** The kinds of things that can be acted upon, as the filter calls them. */
export const TARGET_WORDS: Record<string, string> = {
  user: 'Users',
  users: 'Lists of users',
  role: 'Roles',
  group: 'Groups',
  memberships: 'Lists of memberships',
  session: 'Sessions',
  mail: 'Mail',
  'bulk-run': 'Bulk runs',
  'saved-view': 'Saved views',
  banner: 'Banners',
  setting: 'Settings',
  job: 'Jobs',
  operation: 'Operations',
  'audit-log': 'The audit log',
  installation: 'The installation',
}

/** The value that a typed text stands for: one of the words themselves, in any case, or what is shown for it. */
export const typedWord = (text: string, words: Record<string, string>) =>
  Object.entries(words).find(([value, label]) => [value, label].some((each) => each.toLowerCase() === text.toLowerCase()))?.[0]

const day = (text: string) => {
  const shown = shownValue('', text)
  if (shown.kind === 'moment') return `${text.slice(0, 10)} ${text.slice(11, 16)}`
  return new Date(text).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
}

/** A period in words, or null when there is none. */
export function periodWords(from: string | undefined, to: string | undefined): string | null {
  if (from && to) return from === to ? day(from) : `${day(from)} – ${day(to)}`
  return from ? `since ${day(from)}` : to ? `until ${day(to)}` : null
}

type Filters = {
  actor?: string | undefined
  target?: string | undefined
  event?: string | undefined
  from?: string | undefined
  to?: string | undefined
  outcome: 'any' | 'done' | 'refused'
  ip?: string | undefined
  correlation?: string | undefined
}
/** What a chip takes away when it is followed. */
export type ChipKey = keyof Filters

/** The filters in force as words, each with the names of the filters that it stands for. `names` are those of actor and target. */
export function chipWords(filters: Filters, names: { actor: string | null; target: string | null }) {
  const chips: { label: string; value: string; takes: ChipKey[] }[] = []
  const add = (label: string, value: string | null | undefined, ...takes: ChipKey[]) => {
    if (value) chips.push({ label, value, takes })
  }
  add('By', names.actor, 'actor')
  add('About', names.target, 'target')
  add('Event', filters.event && eventWords(filters.event), 'event')
  add('When', periodWords(filters.from, filters.to), 'from', 'to')
  add('Outcome', { any: null, done: 'Done', refused: 'Refused' }[filters.outcome], 'outcome')
  add('IP address', filters.ip, 'ip')
  add('Belonging together', filters.correlation && `${filters.correlation.slice(0, 8)}…`, 'correlation')
  return chips
}
