import { sql as raw, type RawBuilder } from 'kysely'

/** One way in which a user holds a role. `reach` null means everywhere; `viaGroup` names the group that holds it, when it comes from one. */
export type HeldRole = {
  grantId: string
  roleId: string
  role: string
  description: string
  reach: string | null
  viaGroup: string | null
  validUntil: Date | null
  grantedAt: Date
  grantedByLabel: string
}

/** The rows of `HeldRole` for the user whose id the expression gives, now, directly and through groups; in no order. */
export const rolesHeldBy = (userId: RawBuilder<unknown>) => raw<HeldRole>`
  select held.grant_id as "grantId", role.id as "roleId", role.name as role, role.description, reached.name as reach,
    holder.name as "viaGroup", held.valid_until as "validUntil", given.granted_at as "grantedAt", given.granted_by_label as "grantedByLabel"
  from effective_grants held
  join roles role on role.id = held.role_id
  join grants given on given.id = held.grant_id
  left join groups reached on reached.id = held.reach_group_id
  left join groups holder on holder.id = held.holder_group_id
  where held.user_id = ${userId}`

/** The order in which roles are listed, for the alias `listed`. */
export const IN_ORDER = raw`lower(listed.role), listed."grantedAt", listed."grantId"`
