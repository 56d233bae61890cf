// How a right came to its holder: what the view of all rights says of users, put into words that screens and files can show.
import { sql as raw, type RawBuilder } from 'kysely'
import type { Actor } from '../core/actor.ts'
import { groupIdWithin } from '../groups/scope.ts'

/** A group that the viewer may see. */
export type SeenGroup = { id: string; name: string }

/**
 * One way in which a user comes by a permission. `direct`: a role of their own; `group`: a role of a group that they are in, or of one
 * above it; `manager` and `owner`: by managing a group. `chain` leads from the group they are in up to the one that holds the role; null in
 * it, or as `reach`, is a group that the viewer may not see. `hidden` says that there is one in the chain: then nothing tells who gave it.
 */
export type Path = {
  kind: 'direct' | 'group' | 'manager' | 'owner'
  /** The permission that the role holds itself: this one, or one that includes it. Null when the question was about a role. */
  via: string | null
  grantId: string | null
  role: { id: string; name: string } | null
  chain: (SeenGroup | null)[]
  reach: 'everywhere' | SeenGroup | null
  validUntil: Date | null
  grantedAt: Date | null
  grantedByLabel: string
  hidden: boolean
}

type Held = [permission: string | null, via: string | null, grantId: string | null, memberGroupId: string | null, validUntil: string | null]
type Way = {
  grantId: string | null
  roleId: string | null
  role: string | null
  memberGroupId: string | null
  reachId: string | null
  reach: SeenGroup | null
  chain: (SeenGroup | null)[] | null
  validUntil: string | null
  grantedAt: string | null
  grantedByLabel: string | null
  isOwner: boolean
  isManager: boolean
}
/** What `pathsHeld` gives back in its column. */
export type HeldPaths = { held: Held[] | null; ways: Way[] | null }

const seenGroup = (actor: Actor, alias: string) =>
  raw`case when ${groupIdWithin(actor, 'group:read', raw.ref(`${alias}.id`))} then jsonb_build_object('id', ${raw.ref(`${alias}.id`)}, 'name', ${raw.ref(`${alias}.name`)}) end`

/**
 * The rights in `held`, a query of the columns of `effective_permission_paths`, as one value of the type `HeldPaths`: each right, and once
 * for all that come the same way, how. What the actor may not see of groups is left out.
 */
export const pathsHeld = (actor: Actor, userId: RawBuilder<unknown>, held: RawBuilder<unknown>) => raw<HeldPaths>`(
  with held as materialized (select distinct * from (${held}) as every_path),
  ways as (select distinct grant_id, role_id, reach_group_id, holder_group_id, member_group_id, valid_until from held)
  select jsonb_build_object(
    'held', (select jsonb_agg(jsonb_build_array(permission, via, grant_id, member_group_id, valid_until)) from held),
    'ways', (select jsonb_agg(jsonb_build_object('grantId', way.grant_id, 'roleId', way.role_id, 'role', role.name,
      'memberGroupId', way.member_group_id, 'reachId', way.reach_group_id, 'reach', ${seenGroup(actor, 'reached')},
      'validUntil', way.valid_until, 'grantedAt', given.granted_at, 'grantedByLabel', given.granted_by_label,
      'chain', (select jsonb_agg(${seenGroup(actor, 'passed')} order by step.depth) from group_tree step join groups passed on passed.id = step.ancestor_id
        where step.group_id = way.member_group_id and step.depth <= coalesce((select up.depth from group_tree up
          where up.group_id = way.member_group_id and up.ancestor_id = way.holder_group_id), 0)),
      'isOwner', way.grant_id is null and way.valid_until is null and reached.owner_id = ${userId},
      'isManager', way.grant_id is null and exists (select from group_members managing where managing.group_id = way.member_group_id
        and managing.user_id = ${userId} and managing.role = 'manager' and managing.valid_until is not distinct from way.valid_until)))
    from ways way
    left join roles role on role.id = way.role_id
    left join grants given on given.id = way.grant_id
    left join groups reached on reached.id = way.reach_group_id)))`

const instant = (text: string | null) => (text === null ? null : new Date(text))
const keyOf = (grantId: string | null, memberGroupId: string | null, validUntil: string | null) =>
  `${grantId} ${memberGroupId} ${validUntil}`

function kindsOf({ grantId, memberGroupId, isOwner, isManager }: Way): Path['kind'][] {
  if (grantId !== null) return [memberGroupId === null ? 'direct' : 'group']
  return [...(isOwner ? (['owner'] as const) : []), ...(isManager ? (['manager'] as const) : [])]
}

function pathsOf(way: Way, via: string | null): Path[] {
  const chain = way.chain ?? []
  const hidden = chain.includes(null)
  return kindsOf(way).map((kind) => ({
    kind,
    via,
    grantId: hidden ? null : way.grantId,
    role: way.roleId !== null && way.role !== null ? { id: way.roleId, name: way.role } : null,
    chain,
    reach: way.reachId === null ? 'everywhere' : way.reach,
    validUntil: instant(way.validUntil),
    grantedAt: hidden ? null : instant(way.grantedAt),
    grantedByLabel: hidden ? '' : (way.grantedByLabel ?? ''),
    hidden,
  }))
}

const KINDS: Path['kind'][] = ['direct', 'group', 'manager', 'owner']
const nameOf = ({ role, chain }: Path) => `${role?.name ?? ''} ${chain.map((group) => group?.name ?? '').join(' ')}`
const inOrder = (one: Path, other: Path) =>
  KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind) || nameOf(one).localeCompare(nameOf(other), 'en')

/** The paths by the permission that they lead to (null for a question about a role): own roles first, then those of groups, then managing. */
export function byPermission({ held, ways }: HeldPaths): Map<string | null, Path[]> {
  const known = new Map((ways ?? []).map((way) => [keyOf(way.grantId, way.memberGroupId, way.validUntil), way]))
  const found = new Map<string | null, Path[]>()
  for (const [permission, via, grantId, memberGroupId, validUntil] of held ?? []) {
    const way = known.get(keyOf(grantId, memberGroupId, validUntil))
    if (way) found.set(permission, [...(found.get(permission) ?? []), ...pathsOf(way, via)])
  }
  for (const paths of found.values()) paths.sort(inOrder)
  return found
}
