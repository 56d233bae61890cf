// Reading one group: its page, the roles that it holds, and what happened to it.
import { sql as raw, type RawBuilder } from 'kysely'
import { columnsSeenBy, namesNow, viewOf } from '../audit/columns.ts'
import type { SeenEntry } from '../audit/events.ts'
import { AT, type PlacedRow } from '../audit/page.ts'
import { entriesWithin } from '../audit/scope.ts'
import { reachOf, type Actor } from '../core/actor.ts'
import { notFound } from '../core/errors.ts'
import { keyset } from '../core/keyset.ts'
import { defineQuery } from '../core/operation.ts'
import type { Permission } from '../core/permissions.ts'
import { COUNT_LIMIT, CURRENT, DETAIL, countTo } from './columns.ts'
import { mayNot, whyNotDelete, whyNotTrust } from './rules.ts'
import { groupActivityInput, groupIdInput } from './schema.ts'
import { groupIdWithin, groupsWithin } from './scope.ts'
import type { GroupDetail, GroupGrantRow, WhyNot } from './views.ts'

const count = (rows: RawBuilder<unknown>) => countTo(COUNT_LIMIT, rows)
const members = (of: RawBuilder<boolean>) => count(raw`select from group_members where group_id = groups.id and ${CURRENT} and ${of}`)

type Row = Omit<GroupDetail, 'whyNot' | 'counts' | 'own' | 'path'> & {
  above: string[]
  path: GroupDetail['path']
  members: number
  managers: number
  subGroups: number
  grants: number
  pendingRequests: number
  own: { role: GroupDetail['own']['role']; validUntil: string | null } | null
}

const rowOf = (actor: Actor) => raw`${DETAIL},
  array(select ancestor_id::text from group_tree where group_id = groups.id) as above,
  (select coalesce(jsonb_agg(jsonb_build_object('id', above.id, 'name', above.name) order by tree.depth desc), '[]')
    from group_tree tree join groups above on above.id = tree.ancestor_id
    where tree.group_id = groups.id and tree.depth > 0 and ${groupIdWithin(actor, 'group:read', raw`above.id`)}) as path,
  ${members(raw`true`)} as members, ${members(raw`role = 'manager'`)} as managers,
  ${count(raw`select from groups child where child.parent_id = groups.id`)} as "subGroups",
  ${count(raw`select from grants where grants.group_id = groups.id and ${CURRENT}`)} as grants,
  ${count(raw`select from group_requests request where request.group_id = groups.id and request.status = 'PENDING'`)} as "pendingRequests",
  (select jsonb_build_object('role', role, 'validUntil', valid_until) from group_members
    where group_id = groups.id and user_id = ${actor.id}::uuid and ${CURRENT}) as own`

/** What the viewer may do with a group, given the ids of it and of those above it. Rights that an act gives are asked about when it is done. */
function actsOf(actor: Actor, group: Row): GroupDetail['whyNot'] {
  const may = (permission: Permission) => {
    const reach = reachOf(actor, permission)
    return reach === 'everywhere' || (reach ?? []).some((groupId) => group.above.includes(groupId))
  }
  const unless = (permission: Permission, what: string, why: WhyNot = null) => (may(permission) ? why : mayNot(what))
  return {
    update: unless('group:update', 'edit this group'),
    move: unless('group:update', 'move this group'),
    delete: unless('group:delete', 'delete this group', whyNotDelete(group)),
    approve: unless('group:approve', 'approve this group'),
    revokeApproval: unless('group:approve', 'revoke the approval of this group'),
    trust: unless('group:trust', 'trust this group', whyNotTrust(group)),
    revokeTrust: unless('group:trust', 'revoke the trust in this group'),
    manageMembers: unless('group:manage-members', 'add members to this group or change them'),
    removeMembers: unless('group:remove-members', 'remove members from this group'),
    readRequests: unless('enrollment:read', 'see who asks to join this group'),
    decide: unless('enrollment:approve', 'decide who joins this group'),
    giveRoles: unless('role:assign', 'give roles to this group'),
    exportMembers: unless('user:export', 'export the members of this group'),
    createSubGroup: unless('group:create', 'create groups here'),
    readActivity: unless('audit:read', 'see what happened here'),
    readGrants: unless('role:read', 'see the roles of this group'),
  }
}

/** Everything a group's page shows, in one round trip, with what the viewer may do and why not. NOT_FOUND when it is out of reach. */
export const getGroup = defineQuery({
  name: 'getGroup',
  permission: 'group:read',
  input: groupIdInput,
  async run({ actor, sql }, { groupId }): Promise<GroupDetail> {
    const found =
      await raw<Row>`select ${rowOf(actor)} from groups where groups.id = ${groupId}::uuid and ${groupsWithin(actor, 'group:read')}`.execute(
        sql,
      )
    const group = found.rows[0]
    if (!group) throw notFound('Group')
    const whyNot = actsOf(actor, group)
    const { above: _above, members: all, managers, subGroups, grants, pendingRequests, own, ...rest } = group
    return {
      ...rest,
      counts: {
        members: all,
        managers,
        subGroups,
        grants: whyNot.readGrants ? null : grants,
        pendingRequests: whyNot.readRequests ? null : pendingRequests,
      },
      own: {
        role: own?.role ?? null,
        validUntil: own?.validUntil ? new Date(own.validUntil) : null,
        isOwner: actor.id !== null && group.owner?.id === actor.id,
      },
      whyNot,
    }
  },
})

/** More than anybody gives to one group. */
const MOST_GRANTS = 500

/**
 * The roles that a group holds itself, ended ones of the last 90 days too, and those that come from groups above it; its own first, at most
 * 500. Names of groups out of sight are null. NOT_FOUND when the group is out of reach.
 */
export const listGroupGrants = defineQuery({
  name: 'listGroupGrants',
  permission: 'role:read',
  input: groupIdInput,
  async run({ actor, sql }, { groupId }): Promise<GroupGrantRow[]> {
    const seen = (alias: string) => groupIdWithin(actor, 'group:read', raw.ref(`${alias}.id`))
    const named = (alias: string) =>
      raw`jsonb_build_object('id', case when ${seen(alias)} then ${raw.ref(`${alias}.id`)} end, 'name', case when ${seen(alias)} then ${raw.ref(`${alias}.name`)} end)`
    const found = await raw<GroupGrantRow | { grantId: null }>`
      select given.id as "grantId", role.id as "roleId", role.name as role, tree.depth = 0 as direct, ${named('holder')} as holder,
        case when given.reach_group_id is not null then ${named('reached')} end as reach, given.valid_until as "validUntil",
        coalesce(given.valid_until <= now(), false) as ended, given.granted_at as "grantedAt", given.granted_by_label as "grantedByLabel"
      from groups
      left join (group_tree tree join grants given on given.group_id = tree.ancestor_id join roles role on role.id = given.role_id
        join groups holder on holder.id = given.group_id left join groups reached on reached.id = given.reach_group_id)
        on tree.group_id = groups.id and (given.valid_until is null or given.valid_until > now()
          or (tree.depth = 0 and given.valid_until > now() - interval '90 days'))
      where groups.id = ${groupId}::uuid and ${groupsWithin(actor, 'role:read')}
      order by tree.depth, lower(role.name), given.granted_at, given.id limit ${MOST_GRANTS}`.execute(sql)
    if (found.rows.length === 0) throw notFound('Group')
    return found.rows.filter((row): row is GroupGrantRow => row.grantId !== null)
  },
})

/**
 * What happened to a group and to its members as such, newest first, keyset pages; for whoever may read the audit log there. NOT_FOUND when
 * the group is out of reach. Both halves are read by their own index and then merged. The reading is recorded.
 */
export const groupActivity = defineQuery({
  name: 'groupActivity',
  permission: 'audit:read',
  input: groupActivityInput,
  records: ({ groupId }) => ({
    event: 'audit.read',
    entry: { target: { type: 'audit-log', id: null, label: 'the audit log' }, detail: { query: `group=${groupId}` } },
  }),
  async run({ actor, sql }, { groupId, ...paging }) {
    const { condition, orderBy, cursorKey, limit, page } = keyset(AT, { ...paging, last: false, direction: 'desc' })
    const within = await entriesWithin({ actor, sql }, 'audit:read')
    const half = (of: RawBuilder<boolean>) =>
      raw`(select ${columnsSeenBy(actor)}, ${namesNow(actor)}, ${cursorKey} as cursor_key from audit_events where ${of} and ${condition} order by ${orderBy} limit ${limit})`
    type Seen = Omit<SeenEntry, 'sentence'>
    // No row at all: no group that the actor may see. A row without an id: nothing was recorded.
    const found = await raw<PlacedRow<Seen> | { id: null }>`
      select either.* from (select from groups where groups.id = ${groupId}::uuid and ${groupsWithin(actor, 'audit:read')}) as subject
      left join (${half(raw<boolean>`target_type = 'group' and target_id = ${groupId}::uuid::text`)}
        union ${half(raw<boolean>`detail ->> 'groupId' = ${groupId}::uuid::text and detail ->> 'groupId' is not null and ${within.condition}`)}) as either on true
      order by ${orderBy} limit ${limit}`.execute(sql)
    if (found.rows.length === 0) throw notFound('Group')
    const { rows, previous, next } = page(found.rows.filter((row) => row.id !== null))
    return { entries: rows.map((row): SeenEntry => viewOf(row)), previous, next }
  },
})
