// What lists of groups and members sort and narrow by, in SQL.
import { sql as raw, type RawBuilder } from 'kysely'
import { reachOf, type Actor } from '../core/actor.ts'
import type { SortKey } from '../core/keyset.ts'
import { usersWithin } from '../users/scope.ts'
import type { GroupMembersListParams, GroupsListParams } from './list.ts'
import { groupsWithin } from './scope.ts'

type Condition = RawBuilder<boolean>

/** The SQL expression of each way of sorting; each has an index with the id as tie-breaker. */
export const SORTS: Record<GroupsListParams['sort'], SortKey> = {
  name: { expression: raw`groups.sort_name`, type: 'text' },
  created: { expression: raw`groups.created_at`, type: 'timestamptz' },
  startDate: {
    expression: raw`coalesce(groups.start_date::timestamp at time zone 'UTC', '-infinity'::timestamptz)`,
    type: 'timestamptz',
  },
}

/** Several conditions as one. */
export const all = (conditions: readonly Condition[]): Condition =>
  conditions.length === 0 ? raw<boolean>`true` : raw<boolean>`${raw.join([...conditions], raw` and `)}`

/** The different words of a search, at most ten. */
const wordsOf = (q: string) => [...new Set(q.normalize('NFKC').split(/\s+/).filter(Boolean))].slice(0, 10)

/** Every word must match in name, location or description, ignoring case and accents. */
export const matchesGroup = (q: string): Condition[] =>
  wordsOf(q).map((word) => raw<boolean>`groups.search_text like search_pattern(${word})`)

const choice = (value: 'any' | 'yes' | 'no', condition: Condition): Condition[] =>
  value === 'any' ? [] : [value === 'yes' ? condition : raw<boolean>`not ${condition}`]

const PARENTS: Record<GroupsListParams['parent'], Condition[]> = {
  any: [],
  top: [raw<boolean>`groups.parent_id is null`],
  sub: [raw<boolean>`groups.parent_id is not null`],
}

/** The conditions of the groups list as one SQL expression on `groups`, scope included. */
export function conditionOf(actor: Actor, params: GroupsListParams): Condition {
  return all([
    groupsWithin(actor, 'group:read'),
    ...matchesGroup(params.q),
    ...choice(params.approved, raw<boolean>`groups.approved`),
    ...choice(params.trusted, raw<boolean>`groups.trusted`),
    ...(params.urlType === 'any' ? [] : [raw<boolean>`groups.url_type = ${params.urlType}::"GroupUrlType"`]),
    ...PARENTS[params.parent],
    ...(params.under
      ? [raw<boolean>`groups.id in (select group_id from group_tree where ancestor_id = ${params.under}::uuid and depth > 0)`]
      : []),
    ...(params.owner ? [raw<boolean>`groups.owner_id = ${params.owner}::uuid`] : []),
  ])
}

/** So many groups of one level are shown; the list has the rest. */
export const LEVEL = 200

/** The topmost groups that the actor may see: for who is limited to groups, those with nothing in sight above them. */
export function topmost(actor: Actor): Condition {
  const reach = reachOf(actor, 'group:read')
  if (reach === null || reach === 'everywhere') return raw<boolean>`groups.parent_id is null`
  return raw<boolean>`groups.id = any(${[...reach]}::uuid[]) and not exists (select from group_tree above
    where above.group_id = groups.id and above.depth > 0 and above.ancestor_id = any(${[...reach]}::uuid[]))`
}

const STATES: Record<GroupMembersListParams['state'], Condition[]> = {
  current: [raw<boolean>`(member.valid_until is null or member.valid_until > now())`],
  ended: [raw<boolean>`member.valid_until <= now()`],
  any: [],
}

/** The condition of the row `member` of `group_members`: role and whether its time is over. */
export const memberCondition = ({ role, state }: Pick<GroupMembersListParams, 'role' | 'state'>): Condition =>
  all([...STATES[state], ...(role === 'any' ? [] : [raw<boolean>`member.role = ${role}::"GroupMemberRole"`])])

/** Every word must match a user somewhere, ignoring case and accents. */
export const wordsMatch = (q: string): Condition[] => wordsOf(q).map((word) => raw<boolean>`users.search_text like search_pattern(${word})`)

/**
 * Every word must match the user of the row. Of users whom the actor may not look up only their names are searched: finding somebody by an
 * address would tell it.
 */
export function matchesMember(actor: Actor, q: string): Condition[] {
  const names = raw`search_document(users.username, '', users.first_name, users.last_name, '')`
  const within = usersWithin(actor, 'user:read')
  return wordsOf(q).map(
    (word) => raw<boolean>`(users.search_text like search_pattern(${word}) and (${names} like search_pattern(${word}) or ${within}))`,
  )
}
