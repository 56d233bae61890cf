// What deleting something does to pools and invitations.
import type { AuditTarget } from '../audit/events.ts'
import type { Tx } from '../core/db.ts'
import type { PoolDeletion } from './views.ts'

const MOST = 10_000

/** What stops with a pool, each counted to 10,000. */
export async function whatStopsWith(tx: Tx, poolId: string): Promise<Omit<PoolDeletion, 'preview'>> {
  const [counted] = await tx.$queryRaw<Omit<PoolDeletion, 'preview'>[]>`select
    (select count(*)::int from (select from enrollments where pool_id = ${poolId}::uuid and state = 'PENDING' limit ${MOST}) as waiting) as pending,
    (select count(*)::int from (select from enrollments where pool_id = ${poolId}::uuid and state = 'APPROVED' limit ${MOST}) as came) as approved,
    (select count(*)::int from (select from enrollment_links where pool_id = ${poolId}::uuid and voided_at is null and uses = 0 limit ${MOST}) as open)
      as "unusedLinks"`
  if (!counted) throw new Error('A count without a row.')
  return counted
}

/** How many pools, and open invitations, let people into a group or give a role; those that are over do not count. */
export type PoolsConcerned = { pools: number; invitations: number }

const living = (rows: PoolsConcerned[]): PoolsConcerned => rows[0] ?? { pools: 0, invitations: 0 }

/** What is concerned by deleting a group: pools and invitations for it pause, others give one group, or one role, less. */
export async function poolsOfGroup(tx: Tx, groupId: string): Promise<PoolsConcerned> {
  return living(
    await tx.$queryRaw<PoolsConcerned[]>`
      with concerned as (select id from enrollment_pools where group_id = ${groupId}::uuid
        union select pool_id from enrollment_pool_groups where group_id = ${groupId}::uuid
        union select pool_id from enrollment_pool_roles where reach_group_id = ${groupId}::uuid)
      select count(*) filter (where kind <> 'invitation')::int as pools, count(*) filter (where kind = 'invitation' and used = 0)::int as invitations
      from concerned join enrollment_pools pool on pool.id = concerned.id
      where pool.deleted_at is null and (pool.expires_at is null or pool.expires_at > now())`,
  )
}

/** What is concerned by deleting a role: pools and invitations that give it go on without. */
export async function poolsOfRole(tx: Tx, roleId: string): Promise<PoolsConcerned> {
  return living(
    await tx.$queryRaw<PoolsConcerned[]>`
      select count(*) filter (where kind <> 'invitation')::int as pools, count(*) filter (where kind = 'invitation' and used = 0)::int as invitations
      from enrollment_pool_roles given join enrollment_pools pool on pool.id = given.pool_id
      where given.role_id = ${roleId}::uuid and pool.deleted_at is null and (pool.expires_at is null or pool.expires_at > now())`,
  )
}

/** The running pools for a group, which the database pauses when the group is deleted; for the log. Locks them. */
export async function poolsToPause(tx: Tx, groupId: string): Promise<AuditTarget[]> {
  const pools = await tx.$queryRaw<{ id: string; label: string }[]>`select id::text as id, name as label from enrollment_pools
    where group_id = ${groupId}::uuid and kind <> 'invitation' and active and deleted_at is null order by id for no key update`
  return pools.map((pool) => ({ type: 'enrollment-pool', ...pool }))
}
