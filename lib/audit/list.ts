import { z } from 'zod'
import { isStorable } from '../core/fields.ts'
import { defineList } from '../core/list.ts'
import { AUDIT_EVENTS, RETIRED_EVENTS } from './events.ts'

/** Who acts without being a user: a filter by one of these words instead of an id. */
export const ACTOR_KINDS = ['system', 'job', 'apiKey', 'anonymous'] as const
export const OUTCOME_FILTERS = ['any', 'done', 'refused'] as const
/** What can be acted upon; a filter by one of these words takes all things of that kind. */
export const TARGET_TYPES = [
  'user',
  'users',
  'role',
  'group',
  'memberships',
  'session',
  'mail',
  'bulk-run',
  'saved-view',
  'banner',
  'setting',
  'job',
  'operation',
  'audit-log',
  'installation',
] as const

/** Every event that a row can carry, by name: those written today and those that only old rows have. */
export const EVENT_NAMES: readonly string[] = [...Object.keys(AUDIT_EVENTS), ...RETIRED_EVENTS].sort()

/**
 * The events that a name or a wildcard stands for: `user.*` is everything about users, `*.created` every creation. Empty when there is
 * none, so that a slip of the pen is not mistaken for "nothing happened".
 */
export function eventsMatching(pattern: string): string[] {
  const [noun, verb, ...more] = pattern.split('.')
  if (!noun || !verb || more.length > 0) return []
  const fits = (wanted: string, given: string | undefined) => wanted === '*' || wanted === given
  return EVENT_NAMES.filter((name) => {
    const [nounOfName, verbOfName] = name.split('.')
    return fits(noun, nounOfName) && fits(verb, verbOfName)
  })
}

/** What PostgreSQL and JavaScript write alike ends with the year 9999. */
const BEYOND = Date.UTC(10_000, 0, 1)
const isDay = (text: string) => z.iso.date().safeParse(text).success && !text.startsWith('0000')
function isMoment(text: string): boolean {
  if (isDay(text)) return true
  if (!z.iso.datetime({ offset: true }).safeParse(text).success) return false
  const time = Date.parse(text)
  return time >= Date.UTC(1, 0, 1) && time < BEYOND
}
/** A day, or an instant with its offset; kept as text, so that the address bar gets back what was asked for. */
const moment = z.string().max(40).refine(isMoment, 'Enter a date such as 2026-03-14, or a time such as 2026-03-14T09:30:00Z.').optional()

/** `from` and `to` as half-open instants: a day begins and ends at midnight UTC, an instant given as `to` is included to its millisecond. */
export function periodOf({ from, to }: { from?: string | undefined; to?: string | undefined }): { from: Date | null; until: Date | null } {
  const end = to === undefined ? null : new Date(to)
  const until = end && new Date(end.getTime() + (isDay(to ?? '') ? 86_400_000 : 1))
  return {
    from: from === undefined ? null : new Date(from),
    until: until && until.getTime() < BEYOND ? until : null,
  }
}

/** An address as the log has it: IPv6 as RFC 5952 writes it, and IPv4 that came in over IPv6 as IPv4. */
const oneSpelling = (text: string) => {
  const bare = text.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '')
  return bare.includes(':') ? (URL.parse(`http://[${bare}]`)?.hostname.slice(1, -1) ?? bare) : bare
}

const TARGET = new RegExp(`^(${TARGET_TYPES.join('|')})(:.+)?$`)

/**
 * The audit log, newest first unless asked otherwise: screen, address bar, export and API read this one description. Filters combine.
 * `actor` is a user's id or one of ACTOR_KINDS, `target` is `user:<id>` or one of TARGET_TYPES, `event` a name or a wildcard. There is no
 * search text. Days are UTC and inclusive at both ends.
 */
export const auditList = defineList({
  sort: ['at'],
  defaultDirection: 'desc',
  filters: {
    q: z.literal('').default(''),
    actor: z.union([z.uuid(), z.enum(ACTOR_KINDS)], { error: `Enter a user’s id, or one of ${ACTOR_KINDS.join(', ')}.` }).optional(),
    target: z
      .string()
      .max(300)
      .refine((text) => TARGET.test(text) && isStorable(text), 'Enter a kind of thing such as setting, or one thing such as user:<id>.')
      .optional(),
    event: z
      .string()
      .max(100)
      .refine((text) => eventsMatching(text).length > 0, 'There is no such event. Wildcards stand for a whole word: user.*, *.created.')
      .optional(),
    from: moment,
    to: moment,
    outcome: z.enum(OUTCOME_FILTERS).default('any'),
    ip: z.union([z.ipv4(), z.ipv6()], { error: 'Enter an IP address.' }).transform(oneSpelling).optional(),
    correlation: z.string().trim().min(1).max(200).refine(isStorable, 'Control characters are not allowed.').optional(),
  },
})
export type AuditListParams = z.output<typeof auditList.strict>

/** What was asked of the log, whichever page of it and in whatever order: the query string of the filters alone. */
export function queryOf(params: Partial<AuditListParams>): string {
  const { sort: _sort, direction: _direction, perPage: _perPage, ...filters } = params
  return auditList.linkTo(filters, {}).slice(1)
}
