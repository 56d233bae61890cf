import { sql as raw, type RawBuilder } from 'kysely'
import type { Actor } from '../core/actor.ts'
import { groupIdWithin } from './scope.ts'

/** Members and sub-groups of a row in a list are counted to here. */
export const ROW_COUNT = 1_000
/** The longest count of a page: beyond it one reads "10,000+". */
export const COUNT_LIMIT = 10_000

/** How many rows a query has, at most `limit`. */
export const countTo = (limit: number, rows: RawBuilder<unknown>): RawBuilder<number> =>
  raw<number>`(select count(*)::int from (${rows} limit ${limit}) as counted)`

/** A row of `group_members` counts as long as its time is not over. */
export const CURRENT = raw<boolean>`(valid_until is null or valid_until > now())`

/** How a user is written: as `labelOf` of lib/users/rules.ts does, for the table `users` under this alias. */
export const userLabel = (alias: string): RawBuilder<string> => {
  const of = (column: string) => raw.ref(`${alias}.${column}`)
  return raw<string>`case when ${of('full_name')} = '' then ${of('username')} else ${of('full_name')} || ' (' || ${of('username')} || ')' end`
}

const OWNER = raw`(select jsonb_build_object('id', owner.id, 'label', ${userLabel('owner')}) from users owner where owner.id = groups.owner_id)`

const membersOfRow = countTo(ROW_COUNT + 1, raw`select from group_members where group_id = groups.id and ${CURRENT}`)
const subGroupsOfRow = countTo(ROW_COUNT, raw`select from groups child where child.parent_id = groups.id`)
const day = raw`to_char(groups.start_date, 'YYYY-MM-DD')`

/** The columns of `GroupNode`, but for `membersMore`: `members` is one more than ROW_COUNT when there are more. */
export const NODE = raw`groups.id, groups.name, groups.approved, groups.trusted, ${membersOfRow} as members, ${subGroupsOfRow} as "subGroups"`

/** The columns of `GroupSummary`, but for `membersMore`. The parent is shown to whom the viewer may see it. */
export const summary = (actor: Actor) => raw`${NODE}, groups.location, groups.url_type::text as "urlType", ${day} as "startDate",
  groups.created_at as "createdAt", ${OWNER} as owner,
  (select jsonb_build_object('id', parent.id, 'name', parent.name) from groups parent
    where parent.id = groups.parent_id and ${groupIdWithin(actor, 'group:read', raw`parent.id`)}) as parent`

/** The columns of `PublicGroup`. */
export const PUBLIC = raw`groups.id, groups.name, groups.description, groups.location, groups.url, groups.url_type::text as "urlType", ${day} as "startDate"`

/** The columns of `GroupDetail` that are its own. */
export const DETAIL = raw`${PUBLIC}, groups.approved, groups.trusted, groups.parent_id as "parentId", groups.created_at as "createdAt",
  groups.updated_at as "updatedAt", groups.version, ${OWNER} as owner`

/** Splits the count of a row into what is shown and whether there are more. */
export const withMore = <Row extends { members: number }>(row: Row): Row & { membersMore: boolean } => ({
  ...row,
  members: Math.min(row.members, ROW_COUNT),
  membersMore: row.members > ROW_COUNT,
})
