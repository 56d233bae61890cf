import { sql as raw, type RawBuilder } from 'kysely'
import { ACTOR_KINDS, eventsMatching, periodOf, type AuditListParams } from './list.ts'

type Condition = RawBuilder<boolean>
type Filters = Partial<AuditListParams>

const isKind = (actor: string) => (ACTOR_KINDS as readonly string[]).includes(actor)

function targetCondition(target: string): Condition {
  const colon = target.indexOf(':')
  if (colon < 0) return raw<boolean>`target_type = ${target}`
  return raw<boolean>`(target_type = ${target.slice(0, colon)} and target_id = ${target.slice(colon + 1)})`
}

/** A kind, or one user or API key. */
const actorCondition = (actor: string): Condition =>
  isKind(actor) ? raw<boolean>`actor_kind = ${actor}` : raw<boolean>`actor_id = ${actor}::uuid`

/** The period of a list as conditions that also tell PostgreSQL which months need not be looked at. */
export function periodConditions(params: Filters): Condition[] {
  const { from, until } = periodOf(params)
  return [
    ...(from ? [raw<boolean>`at >= ${from.toISOString()}::timestamptz`] : []),
    ...(until ? [raw<boolean>`at < ${until.toISOString()}::timestamptz`] : []),
  ]
}

/** The events that a list is narrowed to, or null when it is not. */
export const eventsOf = ({ event }: Filters): readonly string[] | null => (event === undefined ? null : eventsMatching(event))

/** One event is a plain comparison, which its index answers in order. */
export const eventCondition = (events: readonly string[]): Condition =>
  events.length === 1 ? raw<boolean>`event = ${events[0]}` : raw<boolean>`event = any (${events}::text[])`

/**
 * What a list is narrowed to beside period and events. `narrow` have an index each that leaves few rows, fewest first: a count walks along
 * the first. `wide` hold for most rows.
 */
export function narrowing({ actor, target, outcome, ip, correlation }: Filters): { narrow: Condition[]; wide: Condition[] } {
  const [isOne, isUser] = [target?.includes(':'), target === 'user']
  return {
    narrow: [
      ...(correlation ? [raw<boolean>`correlation_id = ${correlation}`] : []),
      ...(target && isOne ? [targetCondition(target)] : []),
      ...(ip ? [raw<boolean>`ip = ${ip}`] : []),
      ...(actor ? [actorCondition(actor)] : []),
      ...(target && !isOne && !isUser ? [targetCondition(target)] : []),
      ...(outcome === 'refused' ? [raw<boolean>`outcome = 'refused'`] : []),
    ],
    wide: [...(target && isUser ? [targetCondition(target)] : []), ...(outcome === 'done' ? [raw<boolean>`outcome = 'done'`] : [])],
  }
}

/** Several conditions as one; none is true. */
export const all = (conditions: readonly Condition[]): Condition =>
  conditions.length === 0 ? raw<boolean>`true` : raw<boolean>`${raw.join(conditions, raw` and `)}`
