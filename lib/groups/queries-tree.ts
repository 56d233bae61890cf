// The tree of groups with one branch open, for the screen that shows it.
import { sql as raw, type RawBuilder } from 'kysely'
import { defineQuery } from '../core/operation.ts'
import { NODE, withMore } from './columns.ts'
import { LEVEL, topmost } from './conditions.ts'
import { groupBranchInput } from './schema.ts'
import { groupIdWithin, groupsWithin } from './scope.ts'
import type { GroupNode, TreeLevel } from './views.ts'

type Row = Omit<GroupNode, 'membersMore'> & { under: string | null; place: number }

/**
 * The topmost groups that the actor may see and, with `open`, the groups directly below that one and below each one above it, in one round
 * trip: at most 200 of a level, by name. An `open` that is out of reach or gone opens nothing.
 */
export const groupBranch = defineQuery({
  name: 'groupBranch',
  permission: 'group:read',
  input: groupBranchInput,
  async run({ actor, sql }, { open }): Promise<TreeLevel[]> {
    const level = (of: RawBuilder<boolean>) => raw`(select ${NODE}, row_number() over (order by groups.sort_name, groups.id)::int as place
      from groups where ${of} order by groups.sort_name, groups.id limit ${LEVEL + 1})`
    const below = raw`union all select branch.ancestor_id as under, level.* from group_tree branch
      cross join lateral ${level(raw<boolean>`groups.parent_id = branch.ancestor_id`)} as level
      where branch.group_id = ${open}::uuid and ${groupIdWithin(actor, 'group:read', raw`branch.ancestor_id`)}`
    const found = await raw<Row>`select null::uuid as under, level.*
      from ${level(raw<boolean>`${groupsWithin(actor, 'group:read')} and ${topmost(actor)}`)} as level ${open ? below : raw``}`.execute(sql)
    const levels = Map.groupBy(found.rows, ({ under }) => under)
    return [...levels].map(([parentId, rows]) => ({
      parentId,
      groups: rows
        .sort((a, b) => a.place - b.place)
        .slice(0, LEVEL)
        .map(({ under: _under, place: _place, ...node }): GroupNode => withMore(node)),
      more: rows.length > LEVEL,
    }))
  },
})
