// What an enrollment gives on approval, and whether the actor may give it (threats 38–40).
import { sql as raw } from 'kysely'
import type { Actor } from '../core/actor.ts'
import { runIn, sql, type Tx } from '../core/db.ts'
import { isAppError } from '../core/errors.ts'
import { requireFreshFactor } from '../core/fresh-factor.ts'
import { carriedBy, insistOnMayGiveRights } from '../groups/steps-rights.ts'
import { heldWithin } from '../roles/steps.ts'
import { insistOnMayGive } from '../roles/steps-grants.ts'
import type { EnrollmentRecord } from './columns.ts'
import { whyNotPlace } from './rules.ts'
import type { Outcome } from './views.ts'

type Refused = Extract<Outcome, { done: false }>
type Group = { id: string; name: string; trusted: boolean }
type Role = { roleId: string; role: string; reachGroupId: string | null; reach: string }
/** What a pool gives beside the group that it belongs to. */
export type PoolGives = { groups: Group[]; roles: Role[] }
const NOTHING: PoolGives = { groups: [], roles: [] }

/** Everything that approving certain enrollments gives, read and locked once for all of them. */
export type Places = { groups: ReadonlyMap<string, Group>; pools: ReadonlyMap<string, PoolGives> }

const poolsOf = (enrollments: readonly EnrollmentRecord[]) => [...new Set(enrollments.flatMap(({ pool }) => pool?.id ?? []))]

/**
 * Reads what these enrollments give. Their groups are locked first, so that what a group carries stays what was judged until the
 * transaction ends. Lock the enrollments afterwards: groups come before requests.
 */
export async function lockGroupsOf(tx: Tx, enrollmentIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`select set_config('lock_timeout', '8s', true), set_config('statement_timeout', '9s', true)`
  await tx.$queryRaw`select id from groups where id in (
      select group_id from enrollments where id = any(${[...enrollmentIds]}::uuid[])
      union select given.group_id from enrollment_pool_groups given join enrollments on enrollments.pool_id = given.pool_id
        where enrollments.id = any(${[...enrollmentIds]}::uuid[])) order by id for no key update`
}

/** What these enrollments give. */
export async function placesOf(tx: Tx, enrollments: readonly EnrollmentRecord[]): Promise<Places> {
  const query = raw<{ id: string } & PoolGives>`select pool.id::text as id,
      (select coalesce(jsonb_agg(jsonb_build_object('id', groups.id, 'name', groups.name, 'trusted', groups.trusted) order by groups.id), '[]')
        from enrollment_pool_groups given join groups on groups.id = given.group_id where given.pool_id = pool.id) as groups,
      (select coalesce(jsonb_agg(jsonb_build_object('roleId', given.role_id, 'role', roles.name, 'reachGroupId', given.reach_group_id,
          'reach', coalesce(reach.name, 'everywhere')) order by given.role_id), '[]')
        from enrollment_pool_roles given join roles on roles.id = given.role_id left join groups reach on reach.id = given.reach_group_id
        where given.pool_id = pool.id) as roles
    from enrollment_pools pool where pool.id = any(${poolsOf(enrollments)}::uuid[])`
  const pools = new Map((await runIn(tx, query.compile(sql))).map(({ id, groups, roles }) => [id, { groups, roles }]))
  const ids = enrollments.flatMap(({ groupId }) => groupId ?? [])
  const own = await runIn(tx, raw<Group>`select id::text as id, name, trusted from groups where id = any(${ids}::uuid[])`.compile(sql))
  return { groups: new Map(own.map((group) => [group.id, group])), pools }
}

/** What one enrollment gives: every group once, and the roles. */
export function givenTo(enrollment: EnrollmentRecord, places: Places): PoolGives {
  const { groups, roles } = places.pools.get(enrollment.pool?.id ?? '') ?? NOTHING
  const own = places.groups.get(enrollment.groupId ?? '')
  return { groups: [...(own ? [own] : []), ...groups.filter(({ id }) => id !== own?.id)], roles }
}

/** Throws RULE unless the actor may give all of it, without an end. `permission` is what lets them put people into the group itself. */
async function insistOnGiving(tx: Tx, actor: Actor, enrollment: EnrollmentRecord, gives: PoolGives, permission: string) {
  for (const group of gives.groups) {
    const held = await heldWithin(tx, actor, group.id)
    const isOwn = group.id === enrollment.groupId
    const mayPlace = held(permission) !== null || (!isOwn && held('group:manage-members') !== null)
    const why = whyNotPlace(mayPlace ? null : group.name)
    if (why) return { done: false, code: 'RULE', ...why } satisfies Refused
    await insistOnMayGiveRights(tx, actor, carriedBy(group, { role: 'member', validUntil: null }), 'approve this enrollment')
  }
  for (const { roleId, reachGroupId } of gives.roles) await insistOnMayGive(tx, actor, { roleId, reachGroupId, validUntil: null })
  if (gives.roles.length > 0) requireFreshFactor(actor)
  if (enrollment.groupId === null && (await heldWithin(tx, actor, null))(permission) === null)
    return { done: false, code: 'RULE', reason: 'OUT_OF_REACH', message: 'This enrollment is for the whole installation, and your rights end at your groups. Nothing was changed.' } satisfies Refused // prettier-ignore
  return null
}

/** What was judged before in the same transaction. */
export type KnownWhyNot = Map<string, Refused | null>

/**
 * Why the actor may not give what an enrollment gives, or null. Enrollments of one pool and group are judged once (`known`). A fresh factor
 * that is lacking is thrown (FORBIDDEN REAUTHENTICATE): entering the password again helps then.
 */
export async function whyNotGive(
  tx: Tx,
  actor: Actor,
  enrollment: EnrollmentRecord,
  places: Places,
  known: KnownWhyNot,
  permission = 'enrollment:approve',
): Promise<Refused | null> {
  const key = `${permission} ${enrollment.pool?.id ?? ''} ${enrollment.groupId ?? ''}`
  const before = known.get(key)
  if (before !== undefined) return before
  let why: Refused | null
  try {
    why = await insistOnGiving(tx, actor, enrollment, givenTo(enrollment, places), permission)
  } catch (error) {
    if (!isAppError(error) || (error.code !== 'RULE' && error.code !== 'NOT_FOUND')) throw error
    why = { done: false, code: 'RULE', reason: error.detail.reason ?? error.code, message: error.message }
  }
  known.set(key, why)
  return why
}
