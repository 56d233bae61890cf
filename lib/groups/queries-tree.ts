// The tree of groups with one branch open, for the screen that shows it.
import { sql as raw, type RawBuilder } from 'kysely'
import { reachOf, type Actor } from '../core/actor.ts'
import { defineQuery } from '../core/operation.ts'
import { NODE, withMore } from './columns.ts'
import { groupBranchInput } from './schema.ts'
import { groupIdWithin, groupsWithin } from './scope.ts'
import type { GroupNode, TreeLevel } from './views.ts'

/** So many groups of one level are shown; the list has the rest. */
const LEVEL = 200

/** The topmost groups that the actor may see: for who is limited to groups, those with nothing in sight above them. */
function topmost(actor: Actor): RawBuilder<boolean> {
  const reach = reachOf(actor, 'group:read')
  if (reach === null || reach === 'everywhere') return raw<boolean>`groups.parent_id is null`
  return raw<boolean>`groups.id = any(${[...reach]}::uuid[]) and not exists (select from group_tree above
    where above.group_id = groups.id and above.depth > 0 and above.ancestor_id = any(${[...reach]}::uuid[]))`
}

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
