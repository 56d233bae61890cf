// What lists of pools, links and invitations sort and narrow by, in SQL.
import { sql as raw, type RawBuilder } from 'kysely'
import type { Actor } from '../core/actor.ts'
import type { SortKey } from '../core/keyset.ts'
import { INVITATION_STATE, LINK_STATE, POOL_STATE } from './columns.ts'
import type { InvitationsListParams, PoolLinksListParams, PoolsListParams } from './list.ts'
import { IS_INVITATION, IS_POOL, poolsWithin } from './scope.ts'

type Condition = RawBuilder<boolean>

/** The SQL expression of each way of sorting; each has an index with the id as tie-breaker, for pools and for invitations apart. */
export const SORTS: Record<PoolsListParams['sort'], SortKey> = {
  created: { expression: raw`enrollment_pools.created_at`, type: 'timestamptz' },
  name: { expression: raw`enrollment_pools.sort_name`, type: 'text' },
  used: { expression: raw`enrollment_pools.used`, type: 'integer' },
}
/** Links are sorted by their number in the pool. */
export const BY_NUMBER: SortKey = { expression: raw`enrollment_links.number`, type: 'integer' }

/** Several conditions as one. */
export const all = (conditions: readonly Condition[]): Condition =>
  conditions.length === 0 ? raw<boolean>`true` : raw<boolean>`${raw.join([...conditions], raw` and `)}`

/** Every word must match in name, owner or address, ignoring case and accents; at most ten words count. */
export const matches = (q: string): Condition[] =>
  [...new Set(q.normalize('NFKC').split(/\s+/).filter(Boolean))]
    .slice(0, 10)
    .map((word) => raw<boolean>`enrollment_pools.search_text like search_pattern(${word})`)

const inGroup = (group: string | undefined): Condition[] =>
  group === undefined
    ? []
    : [raw<boolean>`enrollment_pools.group_id in (select group_id from group_tree where ancestor_id = ${group}::uuid)`]

const STATES: Record<'current' | 'deleted' | 'any', Condition[]> = {
  current: [raw<boolean>`enrollment_pools.deleted_at is null`],
  deleted: [raw<boolean>`enrollment_pools.deleted_at is not null`],
  any: [],
}
const inState = (state: PoolsListParams['state']): Condition[] =>
  state === 'current' || state === 'deleted' || state === 'any' ? STATES[state] : [raw<boolean>`${POOL_STATE} = ${state}`]

const GONE = raw<boolean>`not exists (select from users where users.id = enrollment_pools.owner_id and users.status = 'ACTIVE')`
const ownedBy = (owner: string | undefined): Condition[] =>
  owner === undefined ? [] : [owner === 'gone' ? GONE : raw<boolean>`enrollment_pools.owner_id = ${owner}::uuid`]

/** The conditions of the pools list as one SQL expression on `enrollment_pools`, scope included. */
export const poolCondition = (actor: Actor, { q, kind, state, owner, group }: PoolsListParams): Condition =>
  all([
    IS_POOL,
    poolsWithin(actor, 'enrollment-pool:read'),
    ...matches(q),
    ...(kind === 'any' ? [] : [raw<boolean>`enrollment_pools.kind = ${kind}::"PoolKind"`]),
    ...inState(state),
    ...ownedBy(owner),
    ...inGroup(group),
  ])

/** The conditions of the list of invitations, scope included. */
export const invitationCondition = (actor: Actor, { q, state, inviter, group }: InvitationsListParams): Condition =>
  all([
    IS_INVITATION,
    poolsWithin(actor, 'enrollment:invite'),
    ...matches(q),
    ...(state === 'any' ? [] : [raw<boolean>`${INVITATION_STATE} = ${state}`]),
    ...ownedBy(inviter),
    ...inGroup(group),
  ])

/** The links of a pool in a state. `q` is a number. */
export const linkCondition = (poolId: string, { state, q }: Pick<PoolLinksListParams, 'state' | 'q'>): Condition =>
  all([
    raw<boolean>`enrollment_links.pool_id = ${poolId}::uuid`,
    ...(state === 'any' ? [] : [raw<boolean>`${LINK_STATE} = ${state}`]),
    ...(q === '' ? [] : [/^\d{1,9}$/.test(q) ? raw<boolean>`enrollment_links.number = ${Number(q)}` : raw<boolean>`false`]),
  ])
