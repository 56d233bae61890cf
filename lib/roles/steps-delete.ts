import type { AuditEntry } from '../audit/events.ts'
import type { Tx } from '../core/db.ts'
import { poolsOfRole, type PoolsConcerned } from '../enrollment-pools/steps-deletion.ts'
import type { Audit } from '../core/operation.ts'

/** Who has a role directly, and what else names it. `ended` grants are over and only shown. */
export type RoleHolders = {
  grants: { users: number; groups: number; ended: number }
  savedViews: number
  banners: number
} & PoolsConcerned

/**
 * What goes with a role, or no longer has it: grants to users and groups, views shared with its holders, banners for them, enrollment pools
 * and open invitations that give it.
 */
export async function holdersOf(tx: Tx, roleId: string): Promise<RoleHolders> {
  const [found] = await tx.$queryRaw<(RoleHolders['grants'] & Omit<RoleHolders, 'grants' | keyof PoolsConcerned>)[]>`
    select count(user_id) filter (where runs)::int as users, count(group_id) filter (where runs)::int as groups,
      count(*) filter (where not runs)::int as ended,
      (select count(*)::int from saved_views where shared_role_id = ${roleId}::uuid) as "savedViews",
      (select count(*)::int from banners where audience_role_id = ${roleId}::uuid) as banners
    from (select user_id, group_id, valid_until is null or valid_until > now() as runs from grants where role_id = ${roleId}::uuid) as given`
  const { users, groups, ended, savedViews, banners } = found as NonNullable<typeof found>
  return { grants: { users, groups, ended }, savedViews, banners, ...(await poolsOfRole(tx, roleId)) }
}

type Ended = { type: 'user' | 'group'; id: string; label: string; reach: string; validUntil: Date | null }
const BATCH = 1_000

/** Ends all grants of a role, with one audit row for each that still ran, and says how many there were. The role must be locked. */
export async function deleteGrantsOf(tx: Tx, role: { id: string; name: string }, audit: Audit): Promise<number> {
  for (let grants = 0; ;) {
    const ended = await tx.$queryRaw<Ended[]>`
      with gone as (
        delete from grants where id in (select id from grants where role_id = ${role.id}::uuid limit ${BATCH})
        returning user_id, group_id, reach_group_id, valid_until)
      select case when gone.user_id is null then 'group' else 'user' end as type, coalesce(gone.user_id, gone.group_id)::text as id,
        coalesce(holder.name, nullif(person.full_name, '') || ' (' || person.username || ')', person.username) as label,
        coalesce(reached.name, 'everywhere') as reach, gone.valid_until as "validUntil"
      from gone left join users person on person.id = gone.user_id left join groups holder on holder.id = gone.group_id
      left join groups reached on reached.id = gone.reach_group_id`
    const ran = ended.filter(({ validUntil }) => validUntil === null || validUntil.getTime() > Date.now())
    if (ran.length > 0) await audit.recordMany('role.grant-ended', ran.map(entryOf(role.name)))
    grants += ended.length
    if (ended.length < BATCH) return grants
  }
}

const entryOf =
  (role: string) =>
  ({ type, id, label, reach, validUntil }: Ended): AuditEntry<'role.grant-ended'> => ({
    target: { type, id, label },
    detail: { role, reach, validUntil: validUntil?.toISOString() ?? null },
  })
