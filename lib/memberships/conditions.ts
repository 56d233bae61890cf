// What the list of memberships sorts and narrows by, in SQL, for the list and for its file.
import { sql as raw, type RawBuilder } from 'kysely'
import type { Actor } from '../core/actor.ts'
import type { SortKey } from '../core/keyset.ts'
import { matches } from '../users/conditions.ts'
import type { MembershipsListParams } from './list.ts'
import { AFFIRMED_DAYS } from './rules.ts'
import { membershipsWithin } from './scope.ts'

const AFFIRMED = raw`(coalesce(last_vote_affirmation, '-infinity')::timestamp at time zone 'UTC')`

/** The SQL expression of each way of sorting; each has an index with the id as tie-breaker. `name` is the user's. */
export const SORTS: Record<MembershipsListParams['sort'], SortKey> = {
  created: { expression: raw`created_at`, type: 'timestamptz' },
  name: { expression: raw`user_sort_name`, type: 'text' },
  affirmed: { expression: AFFIRMED, type: 'timestamptz' },
}

/** `needsAffirmation` of the rules, as a condition. */
export const DUE = raw<boolean>`(votes and ${AFFIRMED} < ((now() at time zone 'UTC')::date - ${raw.lit(AFFIRMED_DAYS)})::timestamp at time zone 'UTC')`
/** `mayVote` of the rules, as a condition. */
export const VOTING = raw<boolean>`(votes and type <> 'basic')`

const choice = (value: 'any' | 'yes' | 'no', condition: RawBuilder<boolean>) =>
  value === 'any' ? [] : [value === 'yes' ? condition : raw<boolean>`not ${condition}`]

/** The conditions of a list as one SQL expression on `memberships`, scope included. */
export function conditionOf(actor: Actor, params: MembershipsListParams): RawBuilder<boolean> {
  const conditions = [
    membershipsWithin(actor, 'membership:read'),
    ...matches(params.q),
    ...(params.type === 'any' ? [] : [raw<boolean>`type = ${params.type}::"MembershipType"`]),
    ...(params.country === '' ? [] : [raw<boolean>`search_form(country) = search_form(${params.country})`]),
    ...choice(params.voting, VOTING),
    ...choice(params.due, DUE),
  ]
  return raw<boolean>`${raw.join(conditions, raw` and `)}`
}
