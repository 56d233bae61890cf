import { sql as raw, type RawBuilder } from 'kysely'

/**
 * One way in which a user holds a role, or held it until lately (`ended`). `reach` null means everywhere; `viaGroup` names the group that
 * holds it, when it comes from one, and `memberGroupId` is then the group that the user is in: that one or one below it. A group that the
 * viewer may not see has `UNSEEN_GROUP` for a name, and no id.
 */
export type HeldRole = {
  grantId: string
  roleId: string
  role: string
  description: string
  reach: string | null
  reachGroupId: string | null
  viaGroup: string | null
  viaGroupId: string | null
  memberGroupId: string | null
  validUntil: Date | null
  ended: boolean
  grantedAt: Date
  grantedByLabel: string
}

/** What stands for the name of a group that the viewer may not see. */
export const UNSEEN_GROUP = '(a group that you may not see)'
/** Whether the viewer may see the group whose id the expression gives. */
type Seen = (groupId: RawBuilder<unknown>) => RawBuilder<boolean>
const allSeen: Seen = () => raw<boolean>`true`

const rows = (held: RawBuilder<unknown>, ended: boolean, seen: Seen) => raw<HeldRole>`
  select held.grant_id as "grantId", role.id as "roleId", role.name as role, role.description,
    case when reached.id is null or ${seen(raw`reached.id`)} then reached.name else ${UNSEEN_GROUP}::text end as reach,
    case when ${seen(raw`held.reach_group_id`)} then held.reach_group_id end as "reachGroupId",
    case when holder.id is null or ${seen(raw`holder.id`)} then holder.name else ${UNSEEN_GROUP}::text end as "viaGroup",
    case when ${seen(raw`held.holder_group_id`)} then held.holder_group_id end as "viaGroupId",
    case when ${seen(raw`held.member_group_id`)} then held.member_group_id end as "memberGroupId",
    held.valid_until as "validUntil", ${ended}::boolean as ended, given.granted_at as "grantedAt", given.granted_by_label as "grantedByLabel"
  from (${held}) as held
  join roles role on role.id = held.role_id
  join grants given on given.id = held.grant_id
  left join groups reached on reached.id = held.reach_group_id
  left join groups holder on holder.id = held.holder_group_id`

/**
 * The rows of `HeldRole` for the user whose id the expression gives, now, directly and through groups; in no order. Groups that are not
 * `seen` are not named.
 */
export const rolesHeldBy = (userId: RawBuilder<unknown>, seen = allSeen) =>
  rows(
    raw`select grant_id, role_id, reach_group_id, holder_group_id, member_group_id, valid_until from effective_grants where user_id = ${userId}`,
    false,
    seen,
  )

/** For how long an ended grant is still shown with its user. */
const SHOWN_FOR = raw`interval '90 days'`

/** The rows of `HeldRole` that ended within the last 90 days, by their own end or that of the membership in a group; in no order. */
export const rolesLatelyHeldBy = (userId: RawBuilder<unknown>, seen = allSeen) =>
  rows(
    raw`select grant_id, role_id, reach_group_id, holder_group_id, member_group_id, valid_until from (
      select id as grant_id, role_id, reach_group_id, null::uuid as holder_group_id, null::uuid as member_group_id, valid_until
      from grants where user_id = ${userId}
      union all
      select inherited.id, inherited.role_id, inherited.reach_group_id, inherited.group_id, member.group_id, least(inherited.valid_until, member.valid_until)
      from group_members member
      join group_tree tree on tree.group_id = member.group_id
      join grants inherited on inherited.group_id = tree.ancestor_id
      where member.user_id = ${userId}
    ) as path where valid_until <= now() and valid_until > now() - ${SHOWN_FOR}`,
    true,
    seen,
  )

/** The order in which roles are listed, for the alias `listed`: what ended comes last. */
export const IN_ORDER = raw`listed.ended, lower(listed.role), listed."grantedAt", listed."grantId", listed."memberGroupId"`
