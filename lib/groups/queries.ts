// Reading groups: the list, the tree, the picker, and the two lists of seed 000.
import { sql as raw, type RawBuilder } from 'kysely'
import { keyset } from '../core/keyset.ts'
import { defineQuery, type QueryContext } from '../core/operation.ts'
import { COUNT_LIMIT, NODE, PUBLIC, countTo, summary, withMore } from './columns.ts'
import { LEVEL, SORTS, all, conditionOf, matchesGroup, topmost } from './conditions.ts'
import { groupsList } from './list.ts'
import { groupTreeInput, listFlaggedGroupsInput, searchGroupsInput } from './schema.ts'
import { groupIdWithin, groupsWithin } from './scope.ts'
import type { GroupNode, GroupSummary, PublicGroup } from './views.ts'

/** One page of groups the actor may see, with cursors to its neighbours and a count that is exact to 10,000. */
export const listGroups = defineQuery({
  name: 'listGroups',
  permission: 'group:read',
  input: groupsList.strict,
  async run({ actor, sql }, params) {
    const { condition, orderBy, cursorKey, limit, page } = keysetOf(params)
    const where = conditionOf(actor, params)
    const [found, counted] = await Promise.all([
      raw<Omit<GroupSummary, 'membersMore'> & { cursor_key: string }>`select ${summary(actor)}, ${cursorKey} as cursor_key from groups
        where ${where} and ${condition} order by ${orderBy} limit ${limit}`.execute(sql),
      raw<{ count: number }>`select ${countTo(COUNT_LIMIT + 1, raw`select from groups where ${where}`)} as count`.execute(sql),
    ])
    const { rows, previous, next } = page(found.rows)
    const count = counted.rows[0]?.count ?? 0
    return {
      groups: rows.map(({ cursor_key: _own, ...group }): GroupSummary => withMore(group)),
      previous,
      next,
      count: Math.min(count, COUNT_LIMIT),
      more: count > COUNT_LIMIT,
    }
  },
})

type Paging = Parameters<typeof keyset>[1] & { sort: keyof typeof SORTS }
const keysetOf = (params: Paging) => keyset(SORTS[params.sort], params)

/** A few groups by name for a picker; without text the first ones. */
export const searchGroups = defineQuery({
  name: 'searchGroups',
  permission: 'group:read',
  input: searchGroupsInput,
  async run({ actor, sql }, { q, limit }) {
    const found = await raw<{ id: string; name: string; location: string; path: string[] }>`
      select groups.id, groups.name, groups.location, array(select above.name from group_tree tree join groups above on above.id = tree.ancestor_id
        where tree.group_id = groups.id and tree.depth > 0 and ${groupIdWithin(actor, 'group:read', raw`above.id`)} order by tree.depth desc) as path
      from groups where ${all([groupsWithin(actor, 'group:read'), ...matchesGroup(q)])}
      order by lower(groups.name) = lower(${q}) desc, groups.sort_name, groups.id limit ${limit}`.execute(sql)
    return found.rows
  },
})

/** One level of the tree by name, at most 200 groups: those below `parentId`, or the topmost that the actor may see. */
export const groupTree = defineQuery({
  name: 'groupTree',
  permission: 'group:read',
  input: groupTreeInput,
  async run({ actor, sql }, { parentId }) {
    const found = await raw<Omit<GroupNode, 'membersMore'>>`select ${NODE} from groups
      where ${groupsWithin(actor, 'group:read')} and ${parentId === undefined ? topmost(actor) : raw<boolean>`groups.parent_id = ${parentId}::uuid`} order by groups.sort_name, groups.id limit ${LEVEL + 1}`.execute(
      sql,
    )
    return { groups: found.rows.slice(0, LEVEL).map((row): GroupNode => withMore(row)), more: found.rows.length > LEVEL }
  },
})

type Flagged = { q: string; limit: number; offset: number; after?: string | undefined }

/** A page of the groups for which `flag` holds, by name: after a cursor, or after as many as the offset says. */
async function flaggedGroups(sql: QueryContext['sql'], flag: RawBuilder<boolean>, { q, limit, offset, after }: Flagged) {
  const where = all([flag, ...matchesGroup(q)])
  const paging = { after, last: false, direction: 'asc' as const, perPage: limit }
  const { condition, orderBy, cursorKey, limit: most, page } = keyset(SORTS.name, paging)
  const [found, counted] = await Promise.all([
    raw<PublicGroup & { cursor_key: string }>`select ${PUBLIC}, ${cursorKey} as cursor_key from groups where ${where} and ${condition}
      order by ${orderBy} limit ${most} offset ${after ? 0 : offset}`.execute(sql),
    raw<{ count: number }>`select ${countTo(COUNT_LIMIT + 1, raw`select from groups where ${where}`)} as count`.execute(sql),
  ])
  const { rows, next } = page(found.rows)
  const count = counted.rows[0]?.count ?? 0
  return {
    groups: rows.map(({ cursor_key: _own, ...group }): PublicGroup => group),
    next,
    count: Math.min(count, COUNT_LIMIT),
    more: count > COUNT_LIMIT,
  }
}

/** The approved groups by name, for anybody: what they say of themselves, and nothing of who is in them. Seed 000's /user-groups/approved. */
export const listApprovedGroups = defineQuery({
  name: 'listApprovedGroups',
  permission: 'public:read-groups',
  input: listFlaggedGroupsInput,
  run: ({ sql }, input) => flaggedGroups(sql, raw<boolean>`groups.approved`, input),
})

/** The trusted groups that the actor may see, by name. Seed 000's /user-groups/trusted. */
export const listTrustedGroups = defineQuery({
  name: 'listTrustedGroups',
  permission: 'group:read',
  input: listFlaggedGroupsInput,
  run: ({ actor, sql }, input) => flaggedGroups(sql, all([raw<boolean>`groups.trusted`, groupsWithin(actor, 'group:read')]), input),
})
